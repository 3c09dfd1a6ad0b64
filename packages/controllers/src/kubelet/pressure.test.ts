import { describe, expect, test } from 'vitest';
import { second, type JsonObject } from '@orrery/core/engine';
import { defaultKubeletConfiguration, type BehaviourRule, type KubeletConfiguration } from '@orrery/core/control';
import { TestCluster } from '../cluster.fixture.ts';
import { nodeHeartbeat } from '../node-heartbeat/index.ts';
import { nodeLifecycle } from '../node-lifecycle/index.ts';
import { kubelet } from './index.ts';
import { bound, conditionsOf, container, object, running, told } from './kubelet.fixture.ts';

const gi = 1024 ** 3;

/** A rule: containers of this name use so much. */
const uses = (name: string, memoryBytes: number, diskBytes = 0, pids = 1): BehaviourRule => ({
  match: { images: [], labels: {}, namespace: undefined, container: name },
  behaviour: { uses: { memoryBytes, diskBytes, pids } },
});

/** A node of 16Gi, 100Gi of disk and room for 1000 processes whose kubelet takes part in everything that concerns it. */
const given = (rules: readonly BehaviourRule[], kubelets: Partial<KubeletConfiguration> = {}): TestCluster => {
  const world = new TestCluster(
    [{ controller: kubelet }, { controller: nodeLifecycle }, { controller: nodeHeartbeat }],
    {
      behaviours: rules,
      kubelets: { ...defaultKubeletConfiguration, maxPids: 1000, ...kubelets },
    },
  );
  const node = world.cluster.core.state.tables.Node.find('', 'node-1');
  const json = node?.statusBody.json as JsonObject; // the fixture wrote an object
  const allocatable = { cpu: '4', memory: '16Gi', 'ephemeral-storage': '100Gi', pods: '110' };
  world.do({ type: 'UpdateStatus', kind: 'Node', uid: node?.uid ?? 0, status: world.body({ ...json, allocatable }) });
  return world;
};

const pod = (
  world: TestCluster,
  name: string,
  image: string,
  resources: JsonObject = {},
  more: JsonObject = {},
): void => bound(world, name, { containers: [container(image, { resources })], ...more });

const nodeOf = (world: TestCluster) => world.cluster.core.state.tables.Node.find('', 'node-1');

const condition = (world: TestCluster, type: string): string | undefined => {
  const found = nodeOf(world)?.status.conditions.find((one) => one.type === type);
  return found === undefined ? undefined : `${found.status} ${found.reason ?? ''}`;
};

const taints = (world: TestCluster): readonly string[] => (nodeOf(world)?.taints ?? []).map(({ key }) => key);

const evicted = (world: TestCluster): readonly string[] =>
  world.pods().flatMap(({ meta, status }) => (status.shape.reason === 'Evicted' ? [meta.name] : []));

describe('who is evicted', () => {
  test('KL-32, KL-33, KL-34: a pod that takes more memory than it asked for goes when less than 100Mi is left, and is told why', () => {
    const world = given([uses('small', 4 * gi), uses('big', 12 * gi)]);
    pod(world, 'modest', 'small', { requests: { memory: '4Gi' } });
    pod(world, 'greedy', 'big', { requests: { memory: '1Gi' } });
    world.settle(15);
    const message =
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 0. ' +
      'Container big was using 12Gi, request is 1Gi, has larger consumption of memory. ';
    expect(object(world, 'greedy')['status']).toMatchObject({ phase: 'Failed', reason: 'Evicted', message });
    expect(conditionsOf(world, 'greedy').at(-1)).toBe('DisruptionTarget True TerminationByKubelet');
    expect(told(world, 'greedy')).toContain(`Evicted: ${message}`);
    expect(told(world, 'node-1')).toContain('EvictionThresholdMet: Attempting to reclaim memory');
    expect([running(world, 'greedy'), running(world, 'modest')]).toEqual([[], ['small']]);
  });

  test('KL-33: what leaves the threshold alone is nobody’s business', () => {
    const world = given([uses('big', 15 * gi)]);
    pod(world, 'web-0', 'big');
    world.settle(120);
    expect(evicted(world)).toEqual([]);
    expect(condition(world, 'MemoryPressure')).toBe('False ');
    expect(world.cluster.core.simulation.foreground).toBe(0);
  });

  test('KL-34: of those that use too much the lowest priority goes first, then who uses most beyond its request; one at a time', () => {
    const world = given([uses('a', 5 * gi), uses('b', 6 * gi), uses('c', 7 * gi), uses('d', 1 * gi)]);
    pod(world, 'important', 'c', {}, { priority: 1000 });
    pod(world, 'less', 'a');
    pod(world, 'more', 'b');
    pod(world, 'asked', 'd', { requests: { memory: '1Gi' } });
    world.settle(30);
    expect(evicted(world)).toEqual(['more']);
  });

  test('KL-34: who is critical is not evicted, whatever it uses', () => {
    const world = given([uses('big', 16 * gi), uses('small', 1)]);
    pod(world, 'system', 'big', {}, { priority: 2_000_001_000 });
    pod(world, 'web-0', 'small');
    world.settle(300);
    expect(evicted(world)).toEqual(['web-0']);
    expect(running(world, 'system')).toEqual(['big']);
    expect(world.cluster.core.simulation.foreground).toBe(0);
  });

  test('KL-33, KL-34: a disk with less than a tenth left, and processes if that is configured', () => {
    const disk = given([uses('writer', 0, 60 * gi), uses('logs', 0, 35 * gi)]);
    pod(disk, 'writer', 'writer');
    pod(disk, 'logs', 'logs', { requests: { 'ephemeral-storage': '40Gi' } });
    disk.settle(30);
    expect(evicted(disk)).toEqual(['writer']);
    expect(object(disk, 'writer')['status']).toMatchObject({
      message:
        'The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 5Gi. ' +
        'Container writer was using 60Gi, request is 0, has larger consumption of ephemeral-storage. ',
    });
    const forks = [uses('bomb', 0, 0, 950)];
    const unlimited = given(forks);
    pod(unlimited, 'bomb', 'bomb');
    unlimited.settle(30);
    expect(evicted(unlimited)).toEqual([]);
    const limited = given(forks, { evictionHard: { 'pid.available': { millionths: 100_000 } } });
    pod(limited, 'bomb', 'bomb');
    limited.settle(30);
    expect(object(limited, 'bomb')['status']).toMatchObject({
      message: 'The node was low on resource: pids. Threshold quantity: 100, available: 50. ',
    });
  });
});

describe('what the node says', () => {
  test('KL-35: the condition comes with the next look at the node, with its taint, and stays for the transition period', () => {
    const world = given([uses('big', 16 * gi)]);
    pod(world, 'web-0', 'big');
    world.settle(25);
    expect(evicted(world)).toEqual(['web-0']);
    expect(condition(world, 'MemoryPressure')).toBe('True KubeletHasInsufficientMemory');
    expect(taints(world)).toEqual(['node.kubernetes.io/memory-pressure']);
    expect(told(world, 'node-1')).toContain(
      'NodeHasInsufficientMemory: Node node-1 status is now: NodeHasInsufficientMemory',
    );
    world.settle(270);
    expect(condition(world, 'MemoryPressure')).toBe('True KubeletHasInsufficientMemory');
    world.settle(40);
    expect(condition(world, 'MemoryPressure')).toBe('False KubeletHasSufficientMemory');
    expect(taints(world)).toEqual([]);
    expect(world.cluster.core.simulation.foreground).toBe(0);
  });

  test('KL-35: the transition period is configured, and what else a kubelet says of its node leaves the condition alone', () => {
    const world = given([uses('writer', 0, 95 * gi)], { evictionPressureTransitionUs: 60 * second });
    pod(world, 'web-0', 'writer');
    world.settle(25);
    world.update('Node', '', 'node-1', { spec: { unschedulable: true } });
    world.settle(20);
    expect(condition(world, 'DiskPressure')).toBe('True KubeletHasDiskPressure');
    world.settle(45);
    expect(condition(world, 'DiskPressure')).toBe('False KubeletHasNoDiskPressure');
  });

  test('KL-35: a kubelet that starts knows of no shortage before it has looked', () => {
    const world = given([uses('big', 16 * gi)]);
    pod(world, 'web-0', 'big');
    world.settle(25);
    world.do({ type: 'StopKubelet', node: 'node-1' });
    world.do({ type: 'StartKubelet', node: 'node-1' });
    world.settle(5);
    expect(condition(world, 'MemoryPressure')).toBe('False KubeletHasSufficientMemory');
  });
});

describe('who is let on', () => {
  const memory = [uses('big', 16 * gi)];

  test('KL-36: under memory pressure only pods that ask for nothing are refused, unless they tolerate it', () => {
    const world = given(memory);
    pod(world, 'big', 'big');
    world.settle(15);
    pod(world, 'nothing', 'nginx');
    pod(world, 'something', 'nginx', { requests: { cpu: '100m' } });
    pod(
      world,
      'tolerant',
      'nginx',
      {},
      {
        tolerations: [{ key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' }],
      },
    );
    world.settle(5);
    expect(object(world, 'nothing')['status']).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'Pod was rejected: The node had condition: [MemoryPressure]. ',
    });
    expect(told(world, 'nothing')).toEqual(['Evicted: The node had condition: [MemoryPressure]. ']);
    expect([running(world, 'something'), running(world, 'tolerant')]).toEqual([['nginx'], ['nginx']]);
  });

  test('KL-36: under any other pressure all but critical pods are refused', () => {
    const world = given([uses('writer', 0, 95 * gi)]);
    pod(world, 'writer', 'writer');
    world.settle(15);
    pod(world, 'something', 'nginx', { requests: { cpu: '100m' } });
    pod(world, 'critical', 'nginx', {}, { priority: 2_000_000_000 });
    world.settle(5);
    expect(object(world, 'something')['status']).toMatchObject({
      message: 'Pod was rejected: The node had condition: [DiskPressure]. ',
    });
    expect(running(world, 'critical')).toEqual(['nginx']);
  });
});

test('KL-33: a node that is cut off evicts all the same, and reports it when it is back', () => {
  const world = given([uses('big', 16 * gi)]);
  pod(world, 'web-0', 'big');
  world.settle(3);
  world.do({ type: 'PartitionNode', node: 'node-1' });
  world.settle(20);
  expect([running(world, 'web-0'), evicted(world)]).toEqual([[], []]);
  world.do({ type: 'HealNode', node: 'node-1' });
  world.settle(20);
  expect(evicted(world)).toEqual(['web-0']);
  expect(condition(world, 'MemoryPressure')).toBe('True KubeletHasInsufficientMemory');
});
