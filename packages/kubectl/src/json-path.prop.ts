import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonEqual, type Json } from '@orrery/core/engine';
import { jsonPathText, jsonPathTexts, jsonPathValues } from './json-path-text.ts';

const settings = { numRuns: 500, seed: 1 };

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const list = fc.array(json, { maxLength: 8 });

const valuesOf = (template: string, value: Json): readonly Json[] => {
  const found = jsonPathValues(template, value);
  if (E.isLeft(found)) throw new Error(found.left);
  return found.right;
};

test('KC-210: no template makes it throw', () => {
  const part = fc.constantFrom(
    ...[
      '{',
      '}',
      '.a',
      '[',
      ']',
      '*',
      '..',
      '[?(@',
      ')]',
      '==',
      '"x"',
      "'y'",
      '\\',
      ',',
      ':',
      '-1',
      '0',
      'range ',
      'end',
    ],
    ...['@', '$', ' ', 'a', '.items', '\n', 'true'],
  );
  const template = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 10 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(template, json, fc.boolean(), (text, value, allowMissing) => {
      expect(['Left', 'Right']).toContain(jsonPathText(text, value, allowMissing)._tag);
    }),
    { ...settings, numRuns: 3000 },
  );
});

test('KC-210: a slice is the slice of the list, taken in steps', () => {
  fc.assert(
    fc.property(list, fc.nat(8), fc.nat(8), fc.integer({ min: 1, max: 3 }), (items, a, b, by) => {
      const [from, to] = [Math.min(a, b, items.length), Math.min(Math.max(a, b), items.length)];
      fc.pre(from < items.length || from === to);
      const expected = items.slice(from, to).filter((_, i) => i % by === 0);
      expect(valuesOf(`{[${from}:${to}:${by}]}`, items)).toEqual(expected);
      if (from < to && from > 0) expect(valuesOf(`{[${from - items.length}:${to}:${by}]}`, items)).toEqual(expected);
    }),
    settings,
  );
});

test('KC-210: every member is found by its quoted or escaped name', () => {
  const name = fc.string({ unit: fc.constantFrom(...'ab./-_0'), minLength: 1 });
  fc.assert(
    fc.property(fc.dictionary(name, json), name, json, (object, own, value) => {
      const holder: Json = { ...object, [own]: value };
      const escaped = own.replaceAll('.', '\\.');
      for (const template of [`{.${escaped}}`, `{['${escaped}']}`]) {
        const found = valuesOf(template, holder);
        if (own !== '*') expect(found.length === 1 && jsonEqual(found[0], value)).toBe(true);
      }
    }),
    settings,
  );
});

test('KC-210: a range writes what its parts write for each item', () => {
  const item = fc.record({ a: fc.oneof(fc.nat(), fc.string({ unit: fc.constantFrom('x', 'y') })) });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 5 }), (items) => {
      const each = items
        .map((one) => jsonPathTexts('{.a}', { ...one }))
        .map((one) => (E.isRight(one) ? one.right.join('') : ''));
      const text = jsonPathText('{range .items[*]}<{.a}>{end}!', { items: items.map((one) => ({ ...one })) });
      expect(text).toEqual(E.right(`${each.map((one) => `<${one}>`).join('')}!`));
    }),
    settings,
  );
});
