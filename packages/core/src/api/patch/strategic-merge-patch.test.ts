import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/index.ts';
import type { KindName } from '../../cluster/index.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

const pod: JsonObject = {
  metadata: { finalizers: ['a', 'b'], labels: { app: 'web', tier: 'x' } },
  spec: {
    containers: [
      { name: 'x', image: '1', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: '1' }] },
      { name: 'y', image: '1' },
    ],
    volumes: [{ name: 'v', emptyDir: {} }],
    tolerations: [{ key: 'k' }],
  },
};

const patched = (patch: JsonObject, object = pod, kind: KindName = 'Pod'): JsonObject => {
  const result = strategicMergePatch(kind, object, patch);
  if (E.isLeft(result)) throw new Error(result.left);
  return result.right as JsonObject; // a patch of an object gives an object
};

const specOf = (patch: Json): Json => patched({ spec: patch })['spec'] ?? null;
const spec = pod['spec'] as JsonObject;
const [x, y] = spec['containers'] as readonly JsonObject[];

describe('API-202: a strategic-merge patch merges lists by key', () => {
  test.each<[string, Json, Json]>([
    [
      'an entry is merged',
      { containers: [{ name: 'y', image: '2' }] },
      { ...spec, containers: [x, { ...y, image: '2' }] as Json },
    ],
    [
      'an entry that is new comes first',
      { containers: [{ name: 'z' }] },
      { ...spec, containers: [{ name: 'z' }, x, y] as Json },
    ],
    ['an entry is deleted', { containers: [{ name: 'x', $patch: 'delete' }] }, { ...spec, containers: [y] as Json }],
    [
      'a list is replaced',
      { containers: [{ $patch: 'replace' }, { name: 'z' }] },
      { ...spec, containers: [{ name: 'z' }] },
    ],
    [
      'lists within entries are merged too',
      { containers: [{ name: 'x', env: [{ name: 'B', value: '2' }], ports: [{ containerPort: 80, name: 'web' }] }] },
      {
        ...spec,
        containers: [
          {
            ...x,
            env: [
              { name: 'B', value: '2' },
              { name: 'A', value: '1' },
            ],
            ports: [{ containerPort: 80, name: 'web' }],
          },
          y,
        ] as Json,
      },
    ],
    ['a list without a key is replaced', { tolerations: [{ key: 'z' }] }, { ...spec, tolerations: [{ key: 'z' }] }],
    [
      'null removes',
      { tolerations: null, nothing: null },
      { containers: spec['containers'] ?? null, volumes: spec['volumes'] ?? null },
    ],
    [
      'another source of a volume replaces the first, when what stays is said',
      { volumes: [{ $retainKeys: ['name', 'hostPath'], name: 'v', hostPath: { path: '/x' } }] },
      { ...spec, volumes: [{ name: 'v', hostPath: { path: '/x' } }] },
    ],
  ])('%s', (_name, patch, expected) => {
    expect(specOf(patch)).toEqual(expected);
  });

  test.each<[string, Json, Json]>([
    ['the order is as asked', { '$setElementOrder/containers': [{ name: 'y' }, { name: 'x' }] }, ['y', 'x']],
    [
      'entries that the order does not name stay where they stood',
      { '$setElementOrder/containers': [{ name: 'z' }, { name: 'y' }], containers: [{ name: 'z' }] },
      ['z', 'x', 'y'],
    ],
    [
      'order and deletion go together',
      { '$setElementOrder/containers': [{ name: 'z' }], containers: [{ name: 'z' }, { $patch: 'delete', name: 'x' }] },
      ['z', 'y'],
    ],
  ])('%s', (_name, patch, names) => {
    const { containers } = specOf(patch) as { readonly containers: readonly { readonly name: string }[] };
    expect(containers.map(({ name }) => name)).toEqual(names);
  });

  test('an order of a list that is not there does nothing', () => {
    expect(patched({ spec: { '$setElementOrder/initContainers': [{ name: 'x' }] } })).toEqual(pod);
  });
});

describe('API-202: sets, objects and whole objects', () => {
  test.each<[string, Json, Json]>([
    ['a set grows', { finalizers: ['c'] }, ['c', 'a', 'b']],
    [
      'a set has no value twice, and new ones come after those before them',
      { finalizers: ['b', 'c'] },
      ['a', 'b', 'c'],
    ],
    ['a set shrinks', { '$deleteFromPrimitiveList/finalizers': ['a'] }, ['b']],
    ['a set is put in order', { '$setElementOrder/finalizers': ['b', 'a'] }, ['b', 'a']],
    [
      'all at once',
      { '$deleteFromPrimitiveList/finalizers': ['a'], '$setElementOrder/finalizers': ['b', 'c'], finalizers: ['c'] },
      ['b', 'c'],
    ],
  ])('%s', (_name, metadata, finalizers) => {
    expect(patched({ metadata })['metadata']).toEqual({ ...(pod['metadata'] as JsonObject), finalizers });
  });

  test.each<[string, JsonObject, Json]>([
    ['maps are merged', { metadata: { labels: { tier: null, b: '2' } } }, { app: 'web', b: '2' }],
    ['a map is replaced', { metadata: { labels: { $patch: 'replace', b: '2' } } }, { b: '2' }],
    ['a map is emptied', { metadata: { labels: { $patch: 'delete' } } }, {}],
    ['members that are not retained go', { metadata: { labels: { $retainKeys: ['app'] } } }, { app: 'web' }],
  ])('%s', (_name, patch, labels) => {
    expect((patched(patch)['metadata'] as JsonObject)['labels']).toEqual(labels);
  });

  test('where nothing was, nulls and directives are not stored', () => {
    const patch = { a: null, b: { $patch: 'replace', c: 1 }, d: [{ $patch: 'delete', name: 'x' }, 1] };
    expect(patched({ spec: patch }, {})).toEqual({ spec: { d: [1] } });
  });

  test('the key depends on the kind and the field', () => {
    const addresses = [{ type: 'Hostname', address: 'a' }];
    const patch = { status: { addresses: [{ type: 'InternalIP', address: 'b' }] } };
    expect(patched(patch, { status: { addresses } }, 'Node')).toEqual({
      status: { addresses: [{ type: 'InternalIP', address: 'b' }, ...addresses] },
    });
    expect(patched({ spec: { taints: [{ key: 'b' }] } }, { spec: { taints: [{ key: 'a' }] } }, 'Node')).toEqual({
      spec: { taints: [{ key: 'b' }] },
    });
    const claims = (name: string): JsonObject => ({ spec: { volumeClaimTemplates: [{ metadata: { name } }] } });
    expect(patched(claims('b'), claims('a'), 'StatefulSet')).toEqual(claims('b'));
  });
});

test.each<[string, JsonObject, string]>([
  ['an unknown directive', { $patch: 'odd', a: 1 }, 'unknown patch type: odd in map: map[$patch:odd a:1]'],
  ['the directive merge', { $patch: 'merge' }, 'unknown patch type: merge in map: map[$patch:merge]'],
  [
    'merge in a list',
    { spec: { containers: [{ $patch: 'merge', name: 'x' }] } },
    'merging lists cannot yet be specified in the patch',
  ],
  [
    'an entry without key',
    { spec: { containers: [{ image: '2' }] } },
    'map: map[image:2] does not contain declared merge key: name',
  ],
  [
    'an entry that is no object',
    { spec: { containers: ['x'] } },
    'list element types are not identical: [[map[env:[map[name:A value:1]] image:1 name:x ports:[map[containerPort:80]]] map[image:1 name:y]] [x]]',
  ],
  ['a set of lists', { metadata: { finalizers: [['c']] } }, 'list element types are not identical: [[a b] [[c]]]'],
  ['retained keys that are no list', { spec: { $retainKeys: 'x' } }, 'invalid patch format of retainKeys'],
  [
    'a member that is set but not retained',
    { spec: { $retainKeys: ['volumes'], nodeName: 'n' } },
    'invalid patch format of retainKeys',
  ],
  ['an order without a field', { spec: { $setElementOrder: [] } }, 'invalid patch format of setElementOrder list'],
  [
    'an order that is no list',
    { spec: { '$setElementOrder/containers': 1 } },
    'expected a []interface {}, but received a int64',
  ],
  [
    'an order that does not name what is set',
    { spec: { '$setElementOrder/containers': [{ name: 'x' }], containers: [{ name: 'z' }] } },
    "The order in patch list:\n[map[name:z]]\n doesn't match $setElementOrder list:\n[map[name:x]]\n",
  ],
])('API-202: %s is refused', (_name, patch, message) => {
  expect(strategicMergePatch('Pod', pod, patch)).toEqual(E.left(message));
});
