import { expect, test } from 'vitest';
import type { Json } from '../../engine/index.ts';
import { mergePatch } from './merge-patch.ts';

// The first rows are the examples of RFC 7386, appendix A.
test.each<[Json, Json, Json]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  [
    { a: { b: 1, c: 2 }, d: [1] },
    { a: { b: null, e: 3 }, d: [2] },
    { a: { c: 2, e: 3 }, d: [2] },
  ],
])('API-201: %j patched with %j is %j', (target, patch, expected) => {
  expect(mergePatch(target, patch)).toEqual(expected);
});

test('API-201: a member called __proto__ is merged like any other', () => {
  const patched = mergePatch(JSON.parse('{"__proto__":{"a":1}}') as Json, JSON.parse('{"__proto__":{"b":2}}') as Json);
  expect(JSON.stringify(patched)).toBe('{"__proto__":{"a":1,"b":2}}');
});
