import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonObject, type Json } from '../../engine/index.ts';
import { mergePatch } from './merge-patch.ts';

const settings = { numRuns: 300, seed: 1 };
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const small = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, 1, 'x'),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
  ),
})).value;

const withoutNulls = (value: Json): Json =>
  isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== null)
          .map(([name, member]) => [name, withoutNulls(member)]),
      )
    : value;

test('API-201: a merge patch applied twice does what it does once', () => {
  fc.assert(
    fc.property(small, small, (target, patch) => {
      const once = mergePatch(target, patch);
      expect(mergePatch(once, patch)).toEqual(once);
    }),
    settings,
  );
});

test('API-201: patching nothing gives the patch without its nulls; an empty patch changes no object', () => {
  fc.assert(
    fc.property(small, json, (patch, target) => {
      expect(mergePatch(undefined, patch)).toEqual(isJsonObject(patch) ? withoutNulls(patch) : patch);
      if (isJsonObject(target)) expect(mergePatch(target, {})).toEqual(target);
    }),
    settings,
  );
});

test('API-201: of two patches in a row the later one wins', () => {
  fc.assert(
    fc.property(small, small, (target, patch) => {
      fc.pre(isJsonObject(patch));
      const result = mergePatch(target, patch);
      for (const [name, member] of Object.entries(patch))
        if (!isJsonObject(member)) expect(isJsonObject(result) ? result[name] : null).toEqual(member ?? undefined);
    }),
    settings,
  );
});
