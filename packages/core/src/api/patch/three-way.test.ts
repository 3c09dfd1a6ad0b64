import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../engine/index.ts';
import { threeWayPatch } from './three-way.ts';

const set = (podSpec: JsonObject, more: JsonObject = {}): JsonObject => ({
  spec: { ...more, template: { spec: podSpec } },
});

/** The patch, as far as the pod template's spec is concerned. */
const patchOf = (original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject => {
  const patch = threeWayPatch('StatefulSet', set(original), set(modified), set(current));
  if (E.isLeft(patch)) throw new Error(patch.left);
  if (Object.keys(patch.right).length === 0) return {};
  const { spec } = patch.right as { readonly spec: { readonly template: { readonly spec: JsonObject } } };
  return spec.template.spec;
};

const a = { name: 'a', image: '1' };
const b = { name: 'b', image: '1' };

describe('API-203: the patch of apply', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ['nothing to do', { nodeName: 'n' }, { nodeName: 'n' }, { nodeName: 'n', others: 1 }, {}],
    ['a value is set', {}, { nodeName: 'n' }, {}, { nodeName: 'n' }],
    [
      'a value that others changed is set back',
      { nodeName: 'n' },
      { nodeName: 'n' },
      { nodeName: 'm' },
      { nodeName: 'n' },
    ],
    ['what the file dropped goes', { nodeName: 'n' }, {}, { nodeName: 'n' }, { nodeName: null }],
    ['what others added stays', {}, {}, { nodeName: 'n' }, {}],
    [
      'maps are merged',
      { nodeSelector: { a: '1', b: '2' } },
      { nodeSelector: { a: '2' } },
      { nodeSelector: { a: '1', b: '2', c: '3' } },
      { nodeSelector: { a: '2', b: null } },
    ],
    [
      'a list without key is set whole',
      { tolerations: [{ key: 'a' }] },
      { tolerations: [{ key: 'b' }] },
      { tolerations: [{ key: 'a' }] },
      { tolerations: [{ key: 'b' }] },
    ],
    [
      'an entry changes',
      { containers: [a, b] },
      { containers: [a, { ...b, image: '2' }] },
      { containers: [a, { ...b, terminationMessagePath: '/x' }] },
      { '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }], containers: [{ name: 'b', image: '2' }] },
    ],
    [
      'an entry is dropped, and one of others stays',
      { containers: [a, b] },
      { containers: [a] },
      { containers: [a, b, { name: 'sidecar' }] },
      { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ $patch: 'delete', name: 'b' }] },
    ],
    [
      'a sidecar of others alone asks only for the order',
      { containers: [a] },
      { containers: [a] },
      { containers: [{ name: 's' }, a] },
      { '$setElementOrder/containers': [{ name: 'a' }] },
    ],
    [
      'only the order changes',
      { containers: [a, b] },
      { containers: [b, a] },
      { containers: [a, b] },
      { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
    ],
    [
      'a volume changes its source',
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ name: 'v', hostPath: { path: '/x' } }] },
      { volumes: [{ name: 'v', emptyDir: {} }] },
      {
        '$setElementOrder/volumes': [{ name: 'v' }],
        volumes: [{ $retainKeys: ['hostPath', 'name'], name: 'v', emptyDir: null, hostPath: { path: '/x' } }],
      },
    ],
  ])('%s', (_name, original, modified, current, expected) => {
    expect(patchOf(original, modified, current)).toEqual(expected);
  });

  test('sets lose what the file dropped and keep what others added', () => {
    const of = (finalizers: readonly string[]): JsonObject => ({ metadata: { finalizers } });
    expect(threeWayPatch('Pod', of(['a', 'b']), of(['b', 'c']), of(['a', 'b', 'x']))).toEqual(
      E.right({
        metadata: {
          finalizers: ['c'],
          '$deleteFromPrimitiveList/finalizers': ['a'],
          '$setElementOrder/finalizers': ['b', 'c'],
        },
      }),
    );
  });

  test('as upstream: a set that is not in the order of its texts is put in order again each time', () => {
    const object = { metadata: { finalizers: ['b', 'a'] } };
    expect(threeWayPatch('Pod', object, object, object)).toEqual(
      E.right({ metadata: { '$setElementOrder/finalizers': ['b', 'a'] } }),
    );
  });

  test('a list whose entries have no key is refused', () => {
    expect(threeWayPatch('Pod', {}, { spec: { containers: [{}] } }, { spec: { containers: [a] } })).toEqual(
      E.left('map: map[] does not contain declared merge key: name'),
    );
  });
});
