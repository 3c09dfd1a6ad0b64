import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import { draftOf, listAt, objectAt, textAt } from '@orrery/core/cluster';
import { template, TestCluster } from '../cluster.fixture.ts';
import { scheduler } from './index.ts';

const zones = { 'node-1': 'a', 'node-2': 'a', 'node-3': 'b' } as const;
const zoneKey = 'topology.kubernetes.io/zone';
const hostKey = 'kubernetes.io/hostname';

/** Nodes 1 and 2 in zone a, node 3 in zone b. */
const given = (): TestCluster => {
  const world = new TestCluster([{ controller: scheduler }]);
  const first = world.cluster.core.state.tables.Node.find('', 'node-1');
  const draft = first === undefined ? {} : draftOf(first);
  const labels = { [hostKey]: 'node-1', [zoneKey]: zones['node-1'] };
  world.update('Node', '', 'node-1', { ...draft, metadata: { ...objectAt(draft, 'metadata'), labels } });
  for (const name of ['node-2', 'node-3'] as const) world.node(name, { labels: { [zoneKey]: zones[name] } });
  return world;
};

const pod = (app: string, spec: JsonObject = {}): JsonObject => {
  const made = template({ app });
  return { ...made, spec: { ...objectAt(made, 'spec'), ...spec } };
};

const make = (world: TestCluster, name: string, body: JsonObject): void => {
  world.create('Pod', 'default', name, body);
  world.settle();
};

const nodeOf = (world: TestCluster, name: string): string | undefined => world.pod(name)?.node;

const why = (world: TestCluster, name: string): string =>
  textAt(
    listAt(world.pod(name)?.status.body.json, 'conditions').find((one) => textAt(one, 'type') === 'PodScheduled'),
    'message',
  ) ?? '';

const term = (app: string, topologyKey: string): JsonObject => ({
  labelSelector: { matchLabels: { app } },
  topologyKey,
});

const required = (side: 'podAffinity' | 'podAntiAffinity', ...terms: readonly Json[]): JsonObject => ({
  affinity: { [side]: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});

const preferred = (side: 'podAffinity' | 'podAntiAffinity', podAffinityTerm: JsonObject): JsonObject => ({
  affinity: { [side]: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] } },
});

const spread = (topologyKey: string, rest: JsonObject = {}): JsonObject => ({
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'x' } },
      ...rest,
    },
  ],
});

const pinned = (node: string): JsonObject => ({ nodeSelector: { [hostKey]: node } });

describe('pods and their neighbours', () => {
  test('SC-24: pods that keep away from their own kind take a node each, and one too many waits', () => {
    const world = given();
    const alone = pod('x', required('podAntiAffinity', term('x', hostKey)));
    for (const name of ['a', 'b', 'c', 'd']) make(world, name, alone);
    expect(['a', 'b', 'c'].map((name) => nodeOf(world, name)).sort()).toEqual(['node-1', 'node-2', 'node-3']);
    expect(nodeOf(world, 'd')).toBe('');
    expect(why(world, 'd')).toContain("0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.");
    world.remove('b');
    world.settle(20);
    expect(nodeOf(world, 'd')).not.toBe('');
  });

  test('SC-24: who wants company goes where it is, and waits while there is none', () => {
    const world = given();
    make(world, 'guest', pod('guest', required('podAffinity', term('host', zoneKey))));
    expect(why(world, 'guest')).toContain("3 node(s) didn't match pod affinity rules");
    make(world, 'host', pod('host', pinned('node-3')));
    world.settle(20);
    expect(nodeOf(world, 'guest')).toBe('node-3');
  });

  test('SC-24: the first of a group that wants its own kind goes anywhere, the others follow', () => {
    const world = given();
    const together = pod('x', required('podAffinity', term('x', zoneKey)));
    for (const name of ['a', 'b', 'c']) make(world, name, together);
    const seen = new Set(['a', 'b', 'c'].map((name) => zones[nodeOf(world, name) as keyof typeof zones])); // one of the three
    expect(seen.size).toBe(1);
  });

  test('SC-24: pods that are there keep others away', () => {
    const world = given();
    make(world, 'lonely', pod('lonely', { ...required('podAntiAffinity', term('x', zoneKey)), ...pinned('node-1') }));
    make(world, 'a', pod('x'));
    expect(nodeOf(world, 'a')).toBe('node-3');
    make(world, 'b', pod('x', pinned('node-2')));
    expect(why(world, 'b')).toContain("1 node(s) didn't satisfy existing pods anti-affinity rules");
  });

  test('SC-24: pods of other namespaces do not count unless they are named', () => {
    const world = given();
    world.create('Namespace', '', 'blue', { metadata: { labels: { colour: 'blue' } } });
    world.create('Pod', 'blue', 'host', pod('host', pinned('node-2')));
    world.settle();
    make(world, 'a', pod('a', required('podAffinity', term('host', hostKey))));
    expect(nodeOf(world, 'a')).toBe('');
    make(world, 'b', pod('b', required('podAffinity', { ...term('host', hostKey), namespaces: ['blue'] })));
    expect(nodeOf(world, 'b')).toBe('node-2');
    const selected = { ...term('host', hostKey), namespaceSelector: { matchLabels: { colour: 'blue' } } };
    make(world, 'c', pod('c', required('podAffinity', selected)));
    expect(nodeOf(world, 'c')).toBe('node-2');
  });

  test('SC-24: preferences are weighed, not obeyed', () => {
    const world = given();
    make(world, 'host', pod('host', pinned('node-2')));
    make(world, 'near', pod('near', preferred('podAffinity', term('host', hostKey))));
    make(world, 'far', pod('far', preferred('podAntiAffinity', term('host', zoneKey))));
    make(world, 'nowhere', pod('nowhere', preferred('podAffinity', term('nobody', hostKey))));
    expect([nodeOf(world, 'near'), nodeOf(world, 'far')]).toEqual(['node-2', 'node-3']);
    expect(nodeOf(world, 'nowhere')).not.toBe('');
  });

  test('SC-25: no domain gets more than maxSkew above the emptiest', () => {
    const world = given();
    const even = pod('x', spread(zoneKey));
    for (const name of ['a', 'b', 'c', 'd']) make(world, name, even);
    const inB = ['a', 'b', 'c', 'd'].filter((name) => nodeOf(world, name) === 'node-3');
    expect(inB).toHaveLength(2);
    make(world, 'e', pod('x', { ...spread(zoneKey), ...pinned('node-1') }));
    expect(nodeOf(world, 'e')).toBe('node-1');
    make(world, 'f', pod('x', { ...spread(zoneKey, { nodeAffinityPolicy: 'Ignore' }), ...pinned('node-1') }));
    expect(why(world, 'f')).toContain("1 node(s) didn't match pod topology spread constraints");
    make(world, 'g', pod('x', pinned('node-3')));
    world.settle(20);
    expect(nodeOf(world, 'f')).toBe('node-1');
  });

  test('SC-25: nodes without the label are no domain', () => {
    const world = given();
    world.node('bare');
    make(world, 'a', pod('x', { ...spread(zoneKey), ...pinned('bare') }));
    expect(why(world, 'a')).toContain(
      "1 node(s) didn't match pod topology spread constraints (missing required label)",
    );
  });

  test('SC-25: with fewer domains than minDomains the emptiest counts as empty', () => {
    const world = given();
    const even = pod('x', spread(zoneKey, { minDomains: 3 }));
    for (const name of ['a', 'b', 'c']) make(world, name, even);
    expect(['a', 'b', 'c'].map((name) => nodeOf(world, name)).filter((node) => node === '')).toHaveLength(1);
  });
});
