import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSelector, selects, type LabelSelector, type Requirement } from '../cluster/index.ts';
import { formatFieldSelector, matchesFields, parseFieldSelector, type FieldSelector } from './field-selector.ts';
import { parseSelector } from './selector.ts';

const settings = { numRuns: 500, seed: 1 };

const key = fc.constantFrom('app', 'tier', 'example.com/x', 'in', 'notin', 'A_b.c-d');
const value = fc.constantFrom('', 'a', 'b', 'in', '5', '12', 'A_b.c-d');
const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  fc.record({ key, operator: fc.constantFrom('=', '==', '!='), values: fc.tuple(value) }),
  fc.record({ key, operator: fc.constantFrom('In', 'NotIn'), values: fc.uniqueArray(value, { minLength: 1 }) }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist'), values: fc.constant([]) }),
  fc.record({ key, operator: fc.constantFrom('Gt', 'Lt'), values: fc.tuple(fc.nat(20).map(String)) }),
);
const labels = fc.dictionary(key, value);

const parsed = (text: string): LabelSelector => {
  const selector = parseSelector(text);
  if (E.isLeft(selector)) throw new Error(selector.left);
  return selector.right;
};

test('API-211: a selector that is written and read selects the same, and is written the same', () => {
  fc.assert(
    fc.property(fc.array(requirement, { maxLength: 4 }), labels, (selector, some) => {
      const again = parsed(formatSelector(selector));
      expect(formatSelector(again)).toBe(formatSelector(selector));
      expect(selects(again, some)).toBe(selects(selector, some));
    }),
    settings,
  );
});

test('API-211: a requirement more selects no more', () => {
  fc.assert(
    fc.property(fc.array(requirement, { maxLength: 3 }), requirement, labels, (selector, one, some) => {
      expect(selects([...selector, one], some)).toBe(selects(selector, some) && selects([one], some));
    }),
    settings,
  );
});

test('API-213: no text makes reading a selector throw', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab =!<>(),\\/.-in') }));
  fc.assert(
    fc.property(text, (one) => {
      for (const read of [parseSelector(one), parseFieldSelector(one)]) expect(['Left', 'Right']).toContain(read._tag);
    }),
    { ...settings, numRuns: 2000 },
  );
});

test('API-212: a field selector that is written is read as the same', () => {
  const field = fc.constantFrom('metadata.name', 'spec.nodeName', 'status.phase');
  const one = fc.record({ field, equal: fc.boolean(), value: fc.string({ unit: fc.constantFrom(...'ab\\,=! ') }) });
  fc.assert(
    fc.property(
      fc.array(one, { maxLength: 4 }),
      fc.dictionary(field, fc.constantFrom('a', '\\', ',')),
      (selector, object) => {
        const again = parseFieldSelector(formatFieldSelector(selector));
        if (E.isLeft(again)) throw new Error(again.left);
        const texts = (them: FieldSelector): readonly string[] =>
          them.map(({ field: of, equal, value: to }) => `${of} ${equal} ${to}`).sort();
        expect(texts(again.right)).toEqual(texts(selector));
        const get = (name: string): string | undefined => object[name];
        expect(matchesFields(again.right, get)).toBe(matchesFields(selector, get));
      },
    ),
    settings,
  );
});
