import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import { eventMessage, listAt, textAt } from '@orrery/core/cluster';
import { template, TestCluster } from '../cluster.fixture.ts';
import { failureText } from './failure.ts';
import { scheduler } from './index.ts';
import { enough } from './search.ts';

const pod = (spec: JsonObject = {}): JsonObject => {
  const given = template({ app: 'x' });
  return { ...given, spec: { ...(given['spec'] as JsonObject), ...spec } };
};

const asking = (resources: JsonObject): JsonObject =>
  pod({ containers: [{ name: 'main', image: 'x:1', resources: { requests: resources } }] });

/** A world with node-1, which has 4 cores and 16Gi, and these nodes. */
const given = (...nodes: readonly string[]): TestCluster => {
  const world = new TestCluster([{ controller: scheduler }]);
  for (const node of nodes) world.node(node);
  return world;
};

const make = (world: TestCluster, name: string, body: JsonObject = pod()): void => {
  world.create('Pod', 'default', name, body);
  world.settle();
};

const nodeOf = (world: TestCluster, name: string): string | undefined => world.pod(name)?.node;

const message = (world: TestCluster, name: string): string | undefined =>
  textAt(
    listAt(world.pod(name)?.status.body.json, 'conditions').find((one) => textAt(one, 'type') === 'PodScheduled'),
    'message',
  );

const noVictims = 'No preemption victims found for incoming pod';
const useless = 'Preemption is not helpful for scheduling';

describe('a pod gets a node', () => {
  test('SC-1: it is bound, its condition says so, and an event', () => {
    const world = given();
    make(world, 'a');
    expect(nodeOf(world, 'a')).toBe('node-1');
    expect(world.cluster.core.state.tables.Event.toArray().map(eventMessage)).toEqual([
      'Successfully assigned default/a to node-1',
    ]);
    expect(world.pod('a')?.status.shape.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
  });

  test('SC-1: one being deleted, with gates, or of another scheduler is left alone', () => {
    const world = given();
    make(world, 'gated', pod({ schedulingGates: [{ name: 'wait' }] }));
    make(world, 'foreign', pod({ schedulerName: 'other' }));
    expect([nodeOf(world, 'gated'), nodeOf(world, 'foreign')]).toEqual(['', '']);
    expect(world.cluster.core.state.tables.Event.size).toBe(0);
  });

  test('SC-7: the emptier node is preferred', () => {
    const world = given('node-2');
    make(world, 'big', asking({ cpu: '3' }));
    make(world, 'next', asking({ cpu: '1' }));
    expect(nodeOf(world, 'next')).not.toBe(nodeOf(world, 'big'));
  });

  test('SC-7: among equal nodes the seed decides', () => {
    const chosen = (seed: number): string => {
      const world = new TestCluster([{ controller: scheduler }], { seed });
      for (const node of ['node-2', 'node-3', 'node-4']) world.node(node);
      make(world, 'a');
      return nodeOf(world, 'a') ?? '';
    };
    expect(chosen(3)).toBe(chosen(3));
    expect(new Set(Array.from({ length: 12 }, (_, seed) => chosen(seed))).size).toBeGreaterThan(1);
  });

  test('SC-6: in a large cluster only so many feasible nodes are looked for', () => {
    expect([50, 99, 100, 125, 5_000, 100_000].map(enough)).toEqual([50, 99, 100, 100, 500, 5_000]);
  });
});

describe('a node refuses a pod', () => {
  const taint: Json = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };
  const cordon = { metadata: { labels: {} }, spec: { unschedulable: true } };

  test.each<[string, JsonObject, JsonObject | undefined, string]>([
    ['SC-3: for its taints', pod(), { metadata: {}, spec: { taints: [taint] } }, '1 node(s) had untolerated taint(s)'],
    ['SC-3: for being cordoned', pod(), cordon, '1 node(s) were unschedulable'],
    [
      'SC-4: for its labels',
      pod({ nodeSelector: { disk: 'ssd' } }),
      undefined,
      "1 node(s) didn't match Pod's node affinity/selector",
    ],
  ])('%s', (_name, body, node, reason) => {
    const world = given();
    if (node !== undefined) world.update('Node', '', 'node-1', node);
    make(world, 'a', body);
    expect(nodeOf(world, 'a')).toBe('');
    expect(message(world, 'a')).toBe(
      `0/1 nodes are available: ${reason}. no new claims to deallocate, preemption: 0/1 nodes are available: 1 ${useless}.`,
    );
  });

  test('SC-5: for what it has not enough of, all that applies', () => {
    const world = given();
    make(world, 'first', asking({ cpu: '3', memory: '12Gi' }));
    make(world, 'a', asking({ cpu: '2', memory: '8Gi' }));
    expect(message(world, 'a')).toBe(
      `0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. no new claims to deallocate, preemption: 0/1 nodes are available: 1 ${noVictims}.`,
    );
    make(world, 'huge', asking({ cpu: '9' }));
    expect(message(world, 'huge')).toContain(`1 ${useless}`);
  });

  test('SC-5: counting sidecars with the containers, the largest init container alone, and the overhead', () => {
    const container = (name: string, cpu: string, rest: JsonObject = {}): JsonObject => ({
      name,
      image: 'x:1',
      resources: { requests: { cpu } },
      ...rest,
    });
    const fits = (spec: JsonObject): boolean => {
      const world = given();
      make(world, 'a', pod(spec));
      return nodeOf(world, 'a') === 'node-1';
    };
    const containers = [container('main', '2')];
    const sidecar = container('proxy', '1', { restartPolicy: 'Always' });
    expect(fits({ containers, initContainers: [container('big', '4'), container('other', '3'), sidecar] })).toBe(true);
    expect(fits({ containers, initContainers: [sidecar, container('big', '4')] })).toBe(false);
    expect(fits({ containers: [container('main', '3')], initContainers: [sidecar] })).toBe(true);
    expect(fits({ containers: [container('main', '3')], initContainers: [sidecar], overhead: { cpu: '1m' } })).toBe(
      false,
    );
  });

  test('SC-5: for a host port that is taken', () => {
    const world = given();
    const port = pod({ containers: [{ name: 'c', image: 'x:1', ports: [{ containerPort: 80, hostPort: 80 }] }] });
    make(world, 'first', port);
    make(world, 'a', port);
    expect(message(world, 'a')).toContain("1 node(s) didn't have free ports for the requested pod ports");
  });

  test('SC-2: a pod pinned to one node is not tried elsewhere', () => {
    const world = given('node-2', 'node-3');
    world.update('Node', '', 'node-2', cordon);
    const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-2'] }] }];
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
    make(world, 'a', pod({ affinity }));
    expect(message(world, 'a')).toBe(
      "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. " +
        `no new claims to deallocate, preemption: 0/3 nodes are available: 3 ${useless}.`,
    );
  });

  test('SC-8: counts are sorted as texts, and a cluster without nodes has its own word', () => {
    const world = given();
    const [node] = world.cluster.core.state.tables.Node.toArray();
    if (node === undefined) throw new Error('there is node-1');
    const refusal = (reason: string) => ({ node, plugin: 'NodePorts' as const, reasons: [reason], resolvable: false });
    const refusals = [...Array.from({ length: 10 }, () => refusal('b')), refusal('a'), refusal('a')];
    expect(failureText({ nodes: 12, before: undefined, refusals, cutAway: 0 }, undefined)).toContain(': 10 b, 2 a.');
    expect(failureText({ nodes: 0, before: undefined, refusals: [], cutAway: 0 }, '')).toBe(
      'no nodes available to schedule pods',
    );
  });
});

describe('a pod that waits', () => {
  test('SC-9: is woken by what may help it and by nothing else', () => {
    const world = given();
    make(world, 'first', asking({ cpu: '3' }));
    make(world, 'a', asking({ cpu: '2' }));
    const tries = (): number => world.events((event) => event.type === 'EventRecorded').length;
    const before = tries();
    world.update('Node', '', 'node-1', { metadata: { labels: { new: 'label' } }, spec: {} });
    world.settle(60);
    expect(tries()).toBe(before);
    world.remove('first');
    world.settle();
    expect(nodeOf(world, 'a')).toBe('node-1');
  });

  test('SC-9: a new node helps', () => {
    const world = given();
    make(world, 'a', pod({ nodeSelector: { disk: 'ssd' } }));
    world.node('node-2', { labels: { disk: 'ssd' } });
    world.settle();
    expect(nodeOf(world, 'a')).toBe('node-2');
  });

  test('SC-10: is tried again after five minutes whatever happened', () => {
    const world = given();
    make(world, 'a', pod({ nodeSelector: { disk: 'ssd' } }));
    const attempts = (): number | undefined =>
      world.cluster.core.state.tables.Event.toArray().find(({ regarding }) => regarding.name === 'a')?.count;
    world.settle(299);
    expect(attempts()).toBe(1);
    world.settle(60);
    expect(attempts()).toBe(2);
  });
});

describe('claims', () => {
  const withClaim = (name: string): JsonObject =>
    pod({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName: name } }] });
  const storageClass = (mode: string): JsonObject => ({
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: mode,
  });
  const claim: JsonObject = {
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'local', resources: { requests: { storage: '1Gi' } } },
  };

  test('SC-20: one that is missing keeps the pod from every node', () => {
    const world = given();
    make(world, 'a', withClaim('data'));
    expect(message(world, 'a')).toBe('0/1 nodes are available: persistentvolumeclaim "data" not found. not found');
  });

  test('SC-20: so does one that should be bound already', () => {
    const world = given();
    world.create('StorageClass', '', 'local', storageClass('Immediate'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    make(world, 'a', withClaim('data'));
    expect(message(world, 'a')).toBe(
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    );
  });

  test('SC-21: without a volume that fits on any node the pod waits, and a volume wakes it', () => {
    const world = given();
    world.create('StorageClass', '', 'local', storageClass('WaitForFirstConsumer'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    make(world, 'a', withClaim('data'));
    expect(message(world, 'a')).toContain("1 node(s) didn't find available persistent volumes to bind");
    world.create('PersistentVolume', '', 'disk', {
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'local' },
    });
    const volume = world.cluster.core.state.tables.PersistentVolume.find('', 'disk');
    world.do({ type: 'SetVolumePhase', uid: volume?.uid ?? 0, version: volume?.version ?? 0, phase: 'Available' });
    world.settle();
    // SC-22: the volume is promised to the claim; the pod is bound only when the claim is.
    expect(world.cluster.core.state.tables.PersistentVolume.find('', 'disk')?.claim?.name).toBe('data');
    expect(nodeOf(world, 'a')).toBe('');
  });

  test('SC-22: the pod is bound when its claims are', () => {
    const world = given();
    world.create('StorageClass', '', 'local', storageClass('WaitForFirstConsumer'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    world.create('PersistentVolume', '', 'disk', {
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'local' },
    });
    const disk = world.cluster.core.state.tables.PersistentVolume.find('', 'disk');
    world.do({ type: 'SetVolumePhase', uid: disk?.uid ?? 0, version: disk?.version ?? 0, phase: 'Available' });
    make(world, 'a', withClaim('data'));
    const data = world.cluster.core.state.tables.PersistentVolumeClaim.find('default', 'data');
    const { uid = 0, version = 0 } = data ?? {};
    world.do({ type: 'BindClaim', uid, version, volume: 'disk', byController: true });
    world.settle();
    expect(nodeOf(world, 'a')).toBe('node-1');
  });
});
