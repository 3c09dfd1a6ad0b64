import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import { eventMessage, listAt, selectedNode, textAt } from '@orrery/core/cluster';
import type { Lags } from '@orrery/core/control';
import { template, TestCluster } from '../cluster.fixture.ts';
import { scheduler } from './index.ts';
import { readyAgain } from './machine.ts';

const pod = (spec: JsonObject = {}): JsonObject => {
  const given = template({ app: 'x' });
  return { ...given, spec: { ...(given['spec'] as JsonObject), ...spec } };
};

const asking = (cpu: string, spec: JsonObject = {}): JsonObject =>
  pod({ containers: [{ name: 'main', image: 'x:1', resources: { requests: { cpu } } }], ...spec });

const given = (lags: Lags = {}): TestCluster => new TestCluster([{ controller: scheduler, lags }]);

const make = (world: TestCluster, name: string, body: JsonObject = pod()): void =>
  world.create('Pod', 'default', name, body);

const nodeOf = (world: TestCluster, name: string): string | undefined => world.pod(name)?.node;

const condition = (world: TestCluster, name: string): Json | undefined =>
  listAt(world.pod(name)?.status.body.json, 'conditions').find((one) => textAt(one, 'type') === 'PodScheduled');

const reports = (world: TestCluster): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray().map(eventMessage);

/** How often attempts for this pod have failed. */
const failures = (world: TestCluster, name: string): number =>
  world.cluster.core.state.tables.Event.toArray()
    .filter(({ regarding, body }) => regarding.name === name && textAt(body.json, 'reason') === 'FailedScheduling')
    .reduce((sum, { count }) => sum + count, 0);

const pinnedTo = (node: string): JsonObject => {
  const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
};

const claim: JsonObject = {
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'local', resources: { requests: { storage: '1Gi' } } },
};

const withClaims = (...names: readonly string[]): JsonObject => ({
  volumes: names.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
});

const storageClass = (provisioner: string, rest: JsonObject = {}): JsonObject => ({
  provisioner,
  volumeBindingMode: 'WaitForFirstConsumer',
  ...rest,
});

const addVolume = (world: TestCluster, name: string, size: string, spec: JsonObject = {}): void => {
  world.create('PersistentVolume', '', name, {
    spec: { capacity: { storage: size }, accessModes: ['ReadWriteOnce'], storageClassName: 'local', ...spec },
  });
  const { uid = 0, version = 0 } = world.cluster.core.state.tables.PersistentVolume.find('', name) ?? {};
  world.do({ type: 'SetVolumePhase', uid, version, phase: 'Available' });
};

const claimOf = (world: TestCluster, name: string) =>
  world.cluster.core.state.tables.PersistentVolumeClaim.find('default', name);

const onHost = (...hosts: readonly string[]): JsonObject => ({
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [...hosts] }] },
      ],
    },
  },
});

describe('the queue', () => {
  test('SC-12: higher priority goes first, then who came first', () => {
    const world = given();
    const update = (unschedulable: boolean): void =>
      world.update('Node', '', 'node-1', { metadata: { labels: {} }, spec: { unschedulable } });
    update(true);
    for (const [name, priority] of [
      ['low', 0],
      ['high', 9],
      ['later', 0],
    ] as const)
      make(world, name, pod({ priority }));
    world.settle();
    update(false);
    world.settle(2);
    const bound = world.events(({ type }) => type === 'PodBound').length;
    expect(bound).toBe(3);
    expect(reports(world).filter((text) => text.startsWith('Successfully'))).toEqual([
      'Successfully assigned default/high to node-1',
      'Successfully assigned default/low to node-1',
      'Successfully assigned default/later to node-1',
    ]);
  });

  test('SC-12: back-off doubles from one second to ten, and ends with a second', () => {
    const second = 1_000_000;
    expect([1, 2, 3, 4, 5, 9].map((count) => readyAgain(0, count) / second)).toEqual([1, 2, 4, 8, 10, 10]);
    expect(readyAgain(700_000, 1)).toBe(second);
  });

  test('SC-12: an error is reported, and the pod is tried again only after its back-off', () => {
    const world = given({ Node: 30_000_000 });
    world.settle(40);
    world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-1' });
    make(world, 'a');
    world.settle(5);
    const text = 'running Bind plugin "DefaultBinder": nodes "node-1" not found';
    expect(condition(world, 'a')).toMatchObject({ status: 'False', reason: 'SchedulerError', message: text });
    expect(failures(world, 'a')).toBeLessThanOrEqual(4);
    world.settle(60);
    expect(condition(world, 'a')).toMatchObject({
      reason: 'Unschedulable',
      message: 'no nodes available to schedule pods',
    });
  });

  test('SC-1: a pod that is deleted while it waits for its turn is skipped, and says so', () => {
    const world = given();
    make(world, 'a', { ...pod(), metadata: { labels: {}, finalizers: ['example.com/held'] } });
    world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: 'a' });
    world.settle();
    expect(nodeOf(world, 'a')).toBe('');
    expect(reports(world)).toEqual(['skip schedule deleting pod: default/a']);
  });
});

describe('what is assumed', () => {
  test('SC-13: room that was given away is not given twice, however late the cache', () => {
    const world = given({ Pod: 5_000_000 });
    for (const name of ['a', 'b', 'c']) make(world, name, asking('2'));
    world.settle(30);
    expect(['a', 'b', 'c'].filter((name) => nodeOf(world, name) === 'node-1')).toHaveLength(2);
  });

  test('SC-13: so does room of a pod that waits for its volumes', () => {
    const world = given();
    world.create('StorageClass', '', 'local', storageClass('disk.example.com'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    make(world, 'a', asking('3', withClaims('data')));
    world.settle();
    make(world, 'b', asking('3'));
    world.settle(5);
    expect([nodeOf(world, 'a'), nodeOf(world, 'b')]).toEqual(['', '']);
    expect(textAt(condition(world, 'b'), 'message')).toContain('1 Insufficient cpu');
  });

  test('SC-13: it is given back when the pod is gone', () => {
    const world = given();
    world.create('StorageClass', '', 'local', storageClass('disk.example.com'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    make(world, 'a', asking('3', withClaims('data')));
    world.settle();
    world.remove('a');
    make(world, 'b', asking('3'));
    world.settle(5);
    expect(nodeOf(world, 'b')).toBe('node-1');
  });
});

describe('who is woken', () => {
  test('SC-9: a pod pinned to a node sleeps through what happens on others', () => {
    const world = given();
    world.node('node-2');
    make(world, 'big', asking('3', { affinity: pinnedTo('node-1') }));
    make(world, 'other', asking('3', { affinity: pinnedTo('node-2') }));
    world.settle();
    make(world, 'a', asking('3', { affinity: pinnedTo('node-1') }));
    world.settle();
    world.remove('other');
    world.settle(20);
    expect(failures(world, 'a')).toBe(1);
    world.remove('big');
    world.settle(5);
    expect(nodeOf(world, 'a')).toBe('node-1');
  });

  test('SC-9: a heartbeat wakes nobody, more room does', () => {
    const world = given();
    make(world, 'a', asking('6'));
    world.settle();
    const report = (cpu: string, reason: string): void => {
      const uid = world.cluster.core.state.tables.Node.find('', 'node-1')?.uid ?? 0;
      const status = world.body({
        allocatable: { cpu, memory: '16Gi', pods: '110' },
        conditions: [{ type: 'Ready', status: 'True', reason }],
      });
      world.do({ type: 'UpdateStatus', kind: 'Node', uid, status });
      world.settle(20);
    };
    report('4', 'StillReady');
    expect(failures(world, 'a')).toBe(1);
    report('5', 'StillReady');
    expect(failures(world, 'a')).toBe(1);
    report('8', 'StillReady');
    expect(nodeOf(world, 'a')).toBe('node-1');
  });

  test('SC-9: only a change of taints that lets it in wakes a pod', () => {
    const world = given();
    const taint = (...keys: readonly string[]): void => {
      const taints = keys.map((key) => ({ key, effect: 'NoSchedule' }));
      world.update('Node', '', 'node-1', { metadata: { labels: {} }, spec: { taints } });
      world.settle(20);
    };
    taint('a', 'b');
    make(world, 'x');
    world.settle();
    taint('a');
    expect(failures(world, 'x')).toBe(1);
    taint();
    expect(nodeOf(world, 'x')).toBe('node-1');
  });
});

describe('claims on nodes', () => {
  test('SC-20: a claim that is missing outranks one that is not bound', () => {
    const world = given();
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    make(world, 'a', pod(withClaims('data', 'none')));
    world.settle();
    expect(textAt(condition(world, 'a'), 'message')).toContain('persistentvolumeclaim "none" not found. not found');
  });

  test('SC-21: of the volumes on a node the smallest that fits is taken, and no volume twice', () => {
    const world = given();
    world.create('StorageClass', '', 'local', storageClass('kubernetes.io/no-provisioner'));
    addVolume(world, 'elsewhere', '1Gi', onHost('node-9'));
    addVolume(world, 'large', '9Gi', onHost('node-1'));
    addVolume(world, 'small', '2Gi', onHost('node-1', 'node-2'));
    for (const name of ['x', 'y']) world.create('PersistentVolumeClaim', 'default', name, claim);
    make(world, 'a', pod(withClaims('x', 'y')));
    world.settle();
    const holders = world.cluster.core.state.tables.PersistentVolume.toArray().map(
      ({ meta, claim: holder }) => `${meta.name} ${holder?.name ?? '-'}`,
    );
    expect(holders).toEqual(['elsewhere -', 'large y', 'small x']);
  });

  test('SC-21: a volume kept for the claim out of reach of a node keeps the pod from it', () => {
    const world = given();
    world.create('StorageClass', '', 'local', storageClass('kubernetes.io/no-provisioner'));
    const claimRef = { namespace: 'default', name: 'data' };
    addVolume(world, 'kept', '1Gi', { ...onHost('node-9'), claimRef });
    addVolume(world, 'free', '1Gi', onHost('node-1'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    make(world, 'a', pod(withClaims('data')));
    world.settle();
    expect(textAt(condition(world, 'a'), 'message')).toContain(
      "1 node(s) didn't find available persistent volumes to bind",
    );
  });

  test('SC-21: topologies that a class allows, and the node that was chosen, bind a claim to be provisioned', () => {
    const world = given();
    world.node('node-2', { labels: { zone: 'b' } });
    const allowedTopologies = [{ matchLabelExpressions: [{ key: 'zone', values: ['b'] }] }];
    world.create('StorageClass', '', 'local', storageClass('disk.example.com', { allowedTopologies }));
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    make(world, 'a', pod(withClaims('data')));
    world.settle();
    expect(claimOf(world, 'data')?.meta.annotations[selectedNode]).toBe('node-2');
    world.create('PersistentVolumeClaim', 'default', 'other', {
      ...claim,
      metadata: { annotations: { [selectedNode]: 'node-1' } },
    });
    make(world, 'b', pod(withClaims('other')));
    world.settle();
    expect(textAt(condition(world, 'b'), 'message')).toContain(
      "2 node(s) didn't find available persistent volumes to bind",
    );
  });

  test('SC-22: a pod whose claim is taken away while it waits is tried anew', () => {
    const world = given();
    world.create('StorageClass', '', 'local', storageClass('disk.example.com'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    make(world, 'a', pod(withClaims('data')));
    world.settle();
    world.do({ type: 'Delete', kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' });
    world.settle(5);
    expect(
      reports(world).some((text) => text.startsWith('running PreBind plugin "VolumeBinding": binding volumes:')),
    ).toBe(true);
    expect(textAt(condition(world, 'a'), 'message')).toContain('persistentvolumeclaim "data" not found');
  });

  test('SC-22: one that waits for ten minutes is tried anew', () => {
    const world = given();
    world.create('StorageClass', '', 'local', storageClass('disk.example.com'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim);
    make(world, 'a', pod(withClaims('data')));
    world.settle(590);
    expect(failures(world, 'a')).toBe(0);
    world.settle(60);
    expect(reports(world)).toContain(
      'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
    );
  });

  test('SC-8: a pod that may preempt nobody says so', () => {
    const world = given();
    make(world, 'a', asking('9', { preemptionPolicy: 'Never' }));
    world.settle();
    expect(textAt(condition(world, 'a'), 'message')).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
    );
  });
});
