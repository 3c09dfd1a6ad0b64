import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { template, TestCluster } from '../cluster.fixture.ts';
import { scheduler } from './index.ts';
import { naturalLog } from './natural-log.ts';

const zone = 'topology.kubernetes.io/zone';

/** Nodes by name with their zones; node-1 is not there. */
const given = (zones: Readonly<Record<string, string>>): TestCluster => {
  const world = new TestCluster([{ controller: scheduler }]);
  world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-1' });
  for (const [name, value] of Object.entries(zones))
    world.node(name, { labels: value === '' ? {} : { [zone]: value } });
  return world;
};

const pod = (labels: Record<string, string>, spec: JsonObject = {}): JsonObject => ({
  ...template(labels),
  spec: {
    containers: [{ name: 'main', image: 'x:1', resources: { requests: { cpu: '1m', memory: '1Mi' } } }],
    ...spec,
  },
});

const make = (world: TestCluster, name: string, body: JsonObject): string => {
  world.create('Pod', 'default', name, body);
  world.settle();
  return world.pod(name)?.node ?? '';
};

const anyway = (topologyKey: string, app: string): JsonObject => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app } } },
  ],
});

describe('SC-26: spreading that may be broken', () => {
  test('SC-26: a constraint of the pod prefers the emptier zone', () => {
    const world = given({ a1: 'a', a2: 'a', b1: 'b' });
    for (const [name, node] of [
      ['x', 'b1'],
      ['y', 'b1'],
      ['z', 'a1'],
    ] as const)
      make(world, name, pod({ app: 'web' }, { nodeName: node }));
    expect(make(world, 'new', pod({ app: 'web' }, anyway(zone, 'web'))).startsWith('a')).toBe(true);
  });

  test('SC-26: and gives way where the fuller one is all there is', () => {
    const world = given({ a1: 'a' });
    for (const name of ['x', 'y', 'z']) make(world, name, pod({ app: 'web' }, { nodeName: 'a1' }));
    expect(make(world, 'new', pod({ app: 'web' }, anyway(zone, 'web')))).toBe('a1');
  });

  test('SC-26: it goes by what is there now: pods that leave or change their labels count no more', () => {
    const world = given({ a1: 'a', b1: 'b' });
    for (let i = 0; i < 4; i++) {
      make(world, `a-${i}`, pod({ app: 'web' }, { nodeName: 'a1' }));
      make(world, `b-${i}`, pod({ app: 'web' }, { nodeName: 'b1' }));
    }
    make(world, 'first', pod({ app: 'other' }, anyway(zone, 'web')));
    for (let i = 0; i < 4; i++) world.remove(`a-${i}`);
    expect(make(world, 'second', pod({ app: 'other' }, anyway(zone, 'web')))).toBe('a1');
    for (let i = 0; i < 4; i++)
      world.update('Pod', 'default', `b-${i}`, {
        metadata: { labels: { app: 'gone' } },
        spec: pod({})['spec'] ?? null,
      });
    for (let i = 4; i < 8; i++) make(world, `a-${i}`, pod({ app: 'web' }, { nodeName: 'a1' }));
    expect(make(world, 'third', pod({ app: 'other' }, anyway(zone, 'web')))).toBe('b1');
  });

  test('SC-26: it goes by the labels that nodes have now', () => {
    const world = given({ a1: 'a', a2: 'a', b1: 'b' });
    for (let i = 0; i < 3; i++) make(world, `w-${i}`, pod({ app: 'web' }, { nodeName: 'a1' }));
    expect(make(world, 'first', pod({}, anyway(zone, 'web')))).toBe('b1');
    world.update('Node', '', 'a1', { metadata: { labels: { 'kubernetes.io/hostname': 'a1', [zone]: 'b' } }, spec: {} });
    expect(make(world, 'second', pod({}, anyway(zone, 'web')))).toBe('a2');
  });

  test('SC-26: without constraints, pods of a Service are spread over hosts and zones', () => {
    const world = given({ a1: 'a', a2: 'a', b1: 'b' });
    world.create('Service', 'default', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });
    for (const name of ['x', 'y', 'z']) make(world, name, pod({ app: 'web' }, { nodeName: 'a1' }));
    expect(make(world, 'new', pod({ app: 'web' }))).toBe('b1');
    // Another Service's pods are of no concern.
    for (const name of ['p', 'q', 'r', 's']) make(world, name, pod({ app: 'other' }, { nodeName: 'a2' }));
    for (const name of ['t', 'u', 'v']) make(world, name, pod({ app: 'web' }, { nodeName: 'b1' }));
    expect(make(world, 'newer', pod({ app: 'web' }))).toBe('a2');
  });

  test('SC-26: so are those of a StatefulSet, and a host without a zone is a host', () => {
    const world = given({ one: '', two: '' });
    world.create('StatefulSet', 'default', 'db', {
      spec: { selector: { matchLabels: { app: 'db' } }, template: template({ app: 'db' }) },
    });
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'u', controller: true };
    const member = (spec: JsonObject = {}): JsonObject => ({
      ...pod({ app: 'db' }, spec),
      metadata: { labels: { app: 'db' }, ownerReferences: [owner] },
    });
    make(world, 'db-0', member({ nodeName: 'one' }));
    expect(make(world, 'db-1', member())).toBe('two');
  });
});

test('SC-28: a node that has a large image already is preferred, the more nodes have it the more', () => {
  const world = given({});
  const images = (names: readonly string[]): readonly JsonObject[] => [{ names, sizeBytes: 900 * 1024 * 1024 }];
  for (const [name, list] of [
    ['bare', []],
    ['laden', images(['registry/big:latest'])],
  ] as const)
    world.create(
      'Node',
      '',
      name,
      { metadata: {}, spec: {} },
      {
        allocatable: { cpu: '4', memory: '16Gi', pods: '110' },
        conditions: [{ type: 'Ready', status: 'True' }],
        images: list,
      },
    );
  const containers = [{ name: 'main', image: 'registry/big', resources: { requests: { cpu: '1m', memory: '1Mi' } } }];
  expect(make(world, 'a', pod({}, { containers }))).toBe('laden');
});

test.each([
  [1, 0],
  [2, 0.6931471805599453],
  [3, 1.0986122886681098],
  [10, 2.302585092994046],
  [502, 6.218600119691729],
  [5002, 8.517593111437565],
])('SC-26: the logarithm of %i', (n, expected) => {
  expect(Math.abs(naturalLog(n) - expected)).toBeLessThan(1e-14);
});
