import { describe, expect, test } from 'vitest';
import { eventMessage, type NodeRecord } from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { kubelet } from '../kubelet/index.ts';
import { nodeHeartbeat } from '../node-heartbeat/index.ts';
import { nodeLifecycle } from './index.ts';

const second = 1_000_000;

export const given = (nodes = 3): TestCluster => {
  const world = new TestCluster([
    { controller: kubelet },
    { controller: nodeLifecycle },
    { controller: nodeHeartbeat },
  ]);
  for (let i = 2; i <= nodes; i++) world.node(`node-${i}`);
  world.settle();
  return world;
};

const node = (world: TestCluster, name = 'node-1'): NodeRecord => {
  const found = world.cluster.core.state.tables.Node.find('', name);
  if (found === undefined) throw new Error(`${name} is gone`);
  return found;
};

const taints = (world: TestCluster, name = 'node-1'): readonly string[] =>
  node(world, name).taints.map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`);

const conditions = (world: TestCluster, name = 'node-1'): readonly string[] =>
  node(world, name).status.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`);

/** Events of a kind of object: when, reason, message. */
const told = (world: TestCluster, kind: string): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray()
    .filter(({ regarding }) => regarding.kind === kind)
    .map((event) => `${Math.floor(event.firstAt / second)}s ${eventMessage(event)}`);

const until = (world: TestCluster, seconds: number): void => world.cluster.runUntil(seconds * second);

const pod = (world: TestCluster, name: string, on = 'node-1'): void => {
  world.create('Pod', 'default', name, {
    spec: { containers: [{ name: 'main', image: 'a', imagePullPolicy: 'Always' }] },
  });
  world.do({ type: 'BindPod', uid: world.pod(name)?.uid ?? 0, node: on });
};

describe('a node that falls silent', () => {
  test('NL-30, NL-31: is Unknown 50 to 55 s after its last heartbeat, in every condition that its kubelet vouches for', () => {
    const world = given();
    until(world, 21);
    world.do({ type: 'PowerOffNode', node: 'node-1' });
    until(world, 59);
    expect(node(world).ready).toBe('True');
    until(world, 76);
    expect(conditions(world)).toEqual([
      'MemoryPressure Unknown NodeStatusUnknown',
      'DiskPressure Unknown NodeStatusUnknown',
      'PIDPressure Unknown NodeStatusUnknown',
      'Ready Unknown NodeStatusUnknown',
    ]);
    expect(node(world).status.conditions[3]?.message).toBe('Kubelet stopped posting node status.');
    expect(node(world, 'node-2').ready).toBe('True');
  });

  test('NL-32, NL-33: is reported, and its pods are made unready and told', () => {
    const world = given();
    pod(world, 'web-0');
    world.settle(10);
    expect(world.pod('web-0')?.status.shape.ready).toBe(true);
    world.do({ type: 'PowerOffNode', node: 'node-1' });
    world.settle(60);
    expect(world.pod('web-0')?.status.shape).toMatchObject({ ready: false, phase: 'Running' });
    expect(told(world, 'Node').map((text) => text.replace(/^\d+s /, ''))).toEqual([
      'Node node-1 status is now: NodeNotReady',
    ]);
    expect(told(world, 'Pod').at(-1)).toContain('Node is not ready');
  });

  test('NL-34: is tainted NoSchedule at once, and NoExecute in the run after', () => {
    const world = given();
    world.do({ type: 'PowerOffNode', node: 'node-1' });
    let at = 0;
    while (node(world).ready === 'True') until(world, ++at);
    expect(at % 5).toBe(0);
    until(world, at + 1);
    expect(taints(world)).toEqual(['unreachable:NoSchedule']);
    until(world, at + 4);
    expect(taints(world)).toEqual(['unreachable:NoSchedule']);
    until(world, at + 6);
    expect(taints(world)).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
    const minute = Math.floor((at + 5) / 60);
    const timeAdded = `2026-01-01T00:0${minute}:${String(at + 5 - 60 * minute).padStart(2, '0')}Z`;
    expect(node(world).body.json).toMatchObject({ spec: { taints: [{}, { timeAdded }] } });
  });

  test('NL-30: costs nothing further, and one that is heard in time never was silent', () => {
    const world = given();
    world.do({ type: 'PartitionNode', node: 'node-1' });
    world.settle(30);
    world.do({ type: 'HealNode', node: 'node-1' });
    world.settle(200);
    expect(taints(world)).toEqual([]);
    expect(told(world, 'Node')).toEqual([]);
    const { length } = world.cluster.core.log;
    world.settle(3600);
    expect(world.cluster.core.log.length).toBe(length);
    expect(world.cluster.core.simulation.foreground).toBe(0);
  });
});

test('NL-34, NL-40, NL-41: a node that is heard again is Ready, says so, and loses its taints', () => {
  const world = given();
  world.do({ type: 'PartitionNode', node: 'node-1' });
  world.settle(120);
  expect(taints(world)).toHaveLength(2);
  world.do({ type: 'HealNode', node: 'node-1' });
  world.settle(11);
  expect(node(world).ready).toBe('True');
  world.settle(6);
  expect(taints(world)).toEqual([]);
  expect(told(world, 'Node').map((text) => text.replace(/^\d+s /, ''))).toEqual([
    'Node node-1 status is now: NodeNotReady',
    'Node node-1 status is now: NodeHasSufficientMemory',
    'Node node-1 status is now: NodeHasNoDiskPressure',
    'Node node-1 status is now: NodeHasSufficientPID',
    'Node node-1 status is now: NodeReady',
  ]);
});

test('NL-34: not-ready and unreachable exclude each other, and are swapped when the condition changes', () => {
  const world = given();
  const status = world.body({ conditions: [{ type: 'Ready', status: 'False' }] });
  world.do({ type: 'UpdateStatus', kind: 'Node', uid: node(world).uid, status });
  world.settle(6);
  expect(taints(world)).toEqual(['not-ready:NoSchedule', 'not-ready:NoExecute']);
  world.do({ type: 'PowerOffNode', node: 'node-1' });
  world.settle(70);
  expect(taints(world)).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
});

test('NL-32: a node that comes or goes during the run is reported by the next run of the monitor', () => {
  const world = given(1);
  until(world, 12);
  world.node('node-2');
  until(world, 16);
  world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-2' });
  until(world, 21);
  expect(told(world, 'Node')).toEqual([
    '15s Node node-2 event: Registered Node node-2 in Controller',
    '20s Node node-2 event: Removing Node node-2 from Controller',
  ]);
});

describe('many nodes at once', () => {
  const zoned = (zones: readonly number[]): TestCluster => {
    const world = new TestCluster([{ controller: nodeLifecycle }, { controller: nodeHeartbeat }]);
    world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-1' });
    zones.forEach((count, zone) => {
      for (let i = 0; i < count; i++)
        world.node(`z${zone}-${i}`, { labels: { 'topology.kubernetes.io/zone': `z${zone}` } });
    });
    world.settle();
    return world;
  };
  const lose = (world: TestCluster, zone: number, count: number): void => {
    for (let i = 0; i < count; i++) world.do({ type: 'PowerOffNode', node: `z${zone}-${i}` });
  };
  const evicting = (world: TestCluster): number =>
    world.cluster.core.state.tables.Node.toArray().filter((one) =>
      one.taints.some(({ effect }) => effect === 'NoExecute'),
    ).length;

  test('NL-35: a zone that is well loses one node every 10 s', () => {
    const world = zoned([10]);
    lose(world, 0, 5);
    until(world, 62);
    const first = evicting(world);
    expect(first).toBeGreaterThanOrEqual(1);
    until(world, 72);
    expect(evicting(world)).toBe(first + 1);
    until(world, 120);
    expect(evicting(world)).toBe(5);
  });

  test('NL-35: a small zone of which most nodes are gone is left alone', () => {
    const world = zoned([5, 3]);
    lose(world, 0, 3);
    until(world, 400);
    expect(evicting(world)).toBeLessThanOrEqual(1);
  });

  test('NL-35: a large zone of which most nodes are gone goes on at a tenth of the rate', () => {
    const world = zoned([60, 3]);
    lose(world, 0, 40);
    until(world, 100);
    const first = evicting(world);
    until(world, 1100);
    expect(evicting(world) - first).toBe(10);
  });

  test('NL-35: a zone that is gone as a whole goes on, unless all zones are', () => {
    const world = zoned([3, 2]);
    lose(world, 0, 3);
    until(world, 120);
    expect(evicting(world)).toBe(3);
    lose(world, 1, 2);
    until(world, 400);
    expect(evicting(world)).toBe(0);
    world.do({ type: 'PowerOnNode', node: 'z1-0' });
    until(world, 600);
    expect(evicting(world)).toBe(4);
  });
});
