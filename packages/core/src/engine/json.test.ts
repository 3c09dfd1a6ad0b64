import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { isJsonArray, isJsonObject, jsonEqual, type Json } from './json.ts';

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

test.each<[Json | undefined, Json | undefined, boolean]>([
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: null }, false],
  [{ a: 1 }, { b: 1 }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [null, undefined, false],
  [0, false, false],
  ['1', 1, false],
])('%j and %j are equal: %s', (a, b, equal) => {
  expect(jsonEqual(a, b)).toBe(equal);
});

test('values are equal just when their canonical texts are', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(jsonEqual(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      expect(jsonEqual(a, JSON.parse(canonicalJson(a)) as Json)).toBe(true);
      expect(isJsonArray(a) && isJsonObject(a)).toBe(false);
    }),
    { numRuns: 300, seed: 1 },
  );
});
