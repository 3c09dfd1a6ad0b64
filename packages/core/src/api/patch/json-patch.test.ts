import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../engine/index.ts';
import { jsonPatch } from './json-patch.ts';

const doc: Json = { a: { b: [1, 2, 3] }, c: 'x', 'd/e': 1, 'f~g': 2, n: null };

describe('API-200: a JSON patch applies its operations in order', () => {
  test.each<[string, Json, Json]>([
    ['replace', [{ op: 'replace', path: '/a/b/0', value: 9 }], { ...doc, a: { b: [9, 2, 3] } }],
    ['replace a list', [{ op: 'replace', path: '/a/b', value: [] }], { ...doc, a: { b: [] } }],
    ['replace all', [{ op: 'replace', path: '', value: { z: 1 } }], { z: 1 }],
    ['add in a list', [{ op: 'add', path: '/a/b/1', value: 9 }], { ...doc, a: { b: [1, 9, 2, 3] } }],
    ['add at its end', [{ op: 'add', path: '/a/b/-', value: 9 }], { ...doc, a: { b: [1, 2, 3, 9] } }],
    ['add at its length', [{ op: 'add', path: '/a/b/3', value: 9 }], { ...doc, a: { b: [1, 2, 3, 9] } }],
    ['add over a member', [{ op: 'add', path: '/c', value: 'y' }], { ...doc, c: 'y' }],
    ['add null', [{ op: 'add', path: '/z', value: null }], { ...doc, z: null }],
    ['remove an escaped member', [{ op: 'remove', path: '/d~1e' }], { a: { b: [1, 2, 3] }, c: 'x', 'f~g': 2, n: null }],
    ['replace one with a tilde', [{ op: 'replace', path: '/f~0g', value: 3 }], { ...doc, 'f~g': 3 }],
    ['remove from a list', [{ op: 'remove', path: '/a/b/1' }], { ...doc, a: { b: [1, 3] } }],
    ['test of an object', [{ op: 'test', path: '/a', value: { b: [1, 2, 3] } }], doc],
    ['test of null', [{ op: 'test', path: '/n', value: null }], doc],
    ['test of what is missing for null', [{ op: 'test', path: '/a/zz', value: null }], doc],
    ['test of all', [{ op: 'test', path: '', value: doc }], doc],
    ['copy', [{ op: 'copy', from: '/a/b/2', path: '/a/z' }], { ...doc, a: { b: [1, 2, 3], z: 3 } }],
    ['move within a list', [{ op: 'move', from: '/a/b/0', path: '/a/b/2' }], { ...doc, a: { b: [2, 3, 1] } }],
    ['no operations', [], doc],
    [
      'test then move',
      [
        { op: 'test', path: '/c', value: 'x' },
        { op: 'move', from: '/c', path: '/f' },
      ],
      { a: { b: [1, 2, 3] }, 'd/e': 1, 'f~g': 2, n: null, f: 'x' },
    ],
  ])('%s', (_name, patch, expected) => {
    expect(jsonPatch(doc, patch)).toEqual(E.right(expected));
  });

  test('as upstream: negative indices count from the end, and replacing an absent member adds it', () => {
    expect(jsonPatch([1, 2], [{ op: 'remove', path: '/-1' }])).toEqual(E.right([1]));
    expect(jsonPatch([1, 2], [{ op: 'add', path: '/-1', value: 3 }])).toEqual(E.right([1, 2, 3]));
    expect(jsonPatch({ a: 1 }, [{ op: 'replace', path: '/b', value: 2 }])).toEqual(E.right({ a: 1, b: 2 }));
  });

  test('a member called __proto__ is a member like any other', () => {
    const patched = jsonPatch({}, [{ op: 'add', path: '/__proto__', value: 1 }]);
    expect(patched).toEqual(E.right(JSON.parse('{"__proto__":1}')));
  });
});

describe('API-200: a JSON patch that does not apply is refused', () => {
  test.each<[Json, string]>([
    [
      [{ op: 'replace', path: '/x/y', value: 1 }],
      'replace operation does not apply: doc is missing path: /x/y: missing value',
    ],
    [
      [{ op: 'replace', path: '/a/b/3', value: 1 }],
      'replace operation does not apply: doc is missing key: /a/b/3: missing value',
    ],
    [
      [{ op: 'add', path: '/x/y', value: 1 }],
      'add operation does not apply: doc is missing path: "/x/y": missing value',
    ],
    [[{ op: 'add', path: '/a/b/9', value: 1 }], 'Unable to access invalid index: 9: invalid index referenced'],
    [[{ op: 'add', path: '/a/b/x', value: 1 }], "value was not a proper array index: 'x'"],
    [
      [{ op: 'add', path: '/c/x', value: 1 }],
      'add operation does not apply: doc is missing path: "/c/x": missing value',
    ],
    [[{ op: 'add', path: 'c', value: 1 }], 'add operation does not apply: doc is missing path: "c": missing value'],
    [[{ op: 'add', value: 1 }], 'add operation failed to decode path: missing value'],
    [[{ op: 'remove', path: '/x' }], 'Unable to remove nonexistent key: x: missing value'],
    [[{ op: 'remove', path: '' }], 'remove operation does not apply: doc is missing path: "": missing value'],
    [[{ op: 'move', path: '/x' }], 'move operation failed to decode from: missing value'],
    [
      [{ op: 'move', from: '/q/r', path: '/x' }],
      'move operation does not apply: doc is missing from path: /q/r: missing value',
    ],
    [
      [{ op: 'copy', from: '/c', path: '/q/r' }],
      'copy operation does not apply: doc is missing destination path: /q/r: missing value',
    ],
    [[{ op: 'test', path: '/c', value: 'y' }], 'testing value /c failed: test failed'],
    [[{ op: 'test', path: '/n', value: 0 }], 'testing value /n failed: test failed'],
    [[{ op: 'frob', path: '/c' }], 'Unexpected kind: frob'],
    [[7], 'Unexpected kind: unknown'],
    [{ op: 'add' }, 'a JSON patch is a list of operations'],
  ])('%j', (patch, message) => {
    expect(jsonPatch(doc, patch)).toEqual(E.left(message));
  });
});
