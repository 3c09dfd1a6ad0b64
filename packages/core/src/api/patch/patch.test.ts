import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json, type JsonObject } from '../../engine/index.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';
import { threeWayPatch } from './three-way.ts';

const value = <Right>(result: E.Either<string, Right>): Right => {
  if (E.isLeft(result)) throw new Error(result.left);
  return result.right;
};

describe('API-200: JSON patch', () => {
  const doc: Json = { a: { b: [1, 2, 3] }, c: 'x', 'd/e': 1 };
  test.each<[string, Json, Json]>([
    ['replace', [{ op: 'replace', path: '/a/b/0', value: 9 }], { ...doc, a: { b: [9, 2, 3] } }],
    ['add in a list', [{ op: 'add', path: '/a/b/1', value: 9 }], { ...doc, a: { b: [1, 9, 2, 3] } }],
    ['add at its end', [{ op: 'add', path: '/a/b/-', value: 9 }], { ...doc, a: { b: [1, 2, 3, 9] } }],
    ['remove', [{ op: 'remove', path: '/d~1e' }], { a: { b: [1, 2, 3] }, c: 'x' }],
    [
      'test then move',
      [
        { op: 'test', path: '/c', value: 'x' },
        { op: 'move', from: '/c', path: '/f' },
      ],
      { a: { b: [1, 2, 3] }, 'd/e': 1, f: 'x' },
    ],
    ['copy', [{ op: 'copy', from: '/a/b/2', path: '/a/z' }], { ...doc, a: { b: [1, 2, 3], z: 3 } }],
  ])('%s', (_name, patch, expected) => {
    expect(value(jsonPatch(doc, patch))).toEqual(expected);
  });

  test.each<[string, Json]>([
    ['what is missing cannot be replaced', [{ op: 'replace', path: '/x', value: 1 }]],
    ['what is missing cannot be removed', [{ op: 'remove', path: '/a/b/7' }]],
    ['a test that fails', [{ op: 'test', path: '/c', value: 'y' }]],
    ['a path that is none', [{ op: 'add', path: 'c', value: 1 }]],
    ['an operation that is none', [{ op: 'frob', path: '/c' }]],
    ['no list', { op: 'add' }],
  ])('%s', (_name, patch) => {
    expect(E.isLeft(jsonPatch(doc, patch))).toBe(true);
  });
});

test('API-201: a merge patch removes with null, merges objects and replaces the rest', () => {
  expect(mergePatch({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: null, e: 3 }, d: [2] })).toEqual({
    a: { c: 2, e: 3 },
    d: [2],
  });
});

describe('API-202: strategic-merge patch', () => {
  const pod: JsonObject = {
    metadata: { finalizers: ['a', 'b'] },
    spec: {
      containers: [
        { name: 'x', image: '1', ports: [{ containerPort: 80 }] },
        { name: 'y', image: '1' },
      ],
      tolerations: [{ key: 'k' }],
    },
  };
  const patched = (patch: Json): JsonObject => value(strategicMergePatch(pod, patch)) as JsonObject;

  test.each<[string, Json, Json]>([
    [
      'entries are merged by their key',
      { spec: { containers: [{ name: 'y', image: '2' }] } },
      {
        spec: {
          ...(pod['spec'] as JsonObject),
          containers: [
            { name: 'x', image: '1', ports: [{ containerPort: 80 }] },
            { name: 'y', image: '2' },
          ],
        },
      },
    ],
    [
      'an entry is deleted',
      { spec: { containers: [{ name: 'x', $patch: 'delete' }] } },
      { spec: { ...(pod['spec'] as JsonObject), containers: [{ name: 'y', image: '1' }] } },
    ],
    [
      'an object is replaced',
      { spec: { $patch: 'replace', containers: [{ name: 'z' }] } },
      { spec: { containers: [{ name: 'z' }] } },
    ],
    [
      'a list without a key is replaced',
      { spec: { tolerations: [] } },
      { spec: { ...(pod['spec'] as JsonObject), tolerations: [] } },
    ],
    ['a set grows', { metadata: { finalizers: ['c'] } }, { metadata: { finalizers: ['a', 'b', 'c'] } }],
    [
      'a set shrinks',
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
      { metadata: { finalizers: ['b'] } },
    ],
    [
      'null removes',
      { spec: { tolerations: null } },
      { spec: { containers: (pod['spec'] as JsonObject)['containers'] as Json } },
    ],
    [
      'only retained keys stay',
      { spec: { $retainKeys: ['tolerations'], tolerations: [] } },
      { spec: { tolerations: [] } },
    ],
  ])('%s', (_name, patch, expected) => {
    expect(patched(patch)).toEqual({ ...pod, ...(expected as JsonObject) });
  });

  test('entries are put in order', () => {
    const order = { spec: { '$setElementOrder/containers': [{ name: 'y' }, { name: 'x' }] } };
    const spec = patched(order)['spec'] as { containers: { name: string }[] };
    expect(spec.containers.map(({ name }) => name)).toEqual(['y', 'x']);
  });
});

const name = fc.constantFrom('a', 'b', 'c', 'd');
const container = fc.record(
  { image: fc.constantFrom('1', '2'), args: fc.array(name, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const containers = fc
  .dictionary(name, container)
  .map((byName) => Object.entries(byName).map(([key, rest]) => ({ ...rest, name: key })));
const object = fc.record(
  { replicas: fc.nat({ max: 3 }), labels: fc.dictionary(name, name), containers, finalizers: fc.uniqueArray(name) },
  { requiredKeys: ['containers', 'finalizers'] },
);

const byName = (json: JsonObject): Json => {
  const { containers: list, finalizers, ...rest } = json as { containers?: JsonObject[]; finalizers?: string[] };
  const entries = [...(list ?? [])].map(canonicalJson).sort();
  return { ...rest, containers: entries, finalizers: [...(finalizers ?? [])].sort() };
};

describe('API-203: the patch of apply', () => {
  test('turns the object into what the file says, when nobody else changed it', () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        const [original, modified] = [before, after].map((one) => JSON.parse(JSON.stringify(one)) as JsonObject);
        const patch = threeWayPatch(original ?? {}, modified ?? {}, original ?? {});
        const result = value(strategicMergePatch(original, patch)) as JsonObject;
        expect(byName(result)).toEqual(byName(modified ?? {}));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('is empty when the object is so already, and leaves alone what others added', () => {
    fc.assert(
      fc.property(object, (one) => {
        const json = JSON.parse(JSON.stringify(one)) as JsonObject;
        expect(threeWayPatch(json, json, { ...json, added: 'by others' })).toEqual({});
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});
