import { expect, test } from 'vitest';
import { eventMessage, eventTemplateOf, textAt, type NodeRecord } from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { nodeLifecycle } from '../node-lifecycle/index.ts';
import { nodeHeartbeat } from './index.ts';

const given = (): TestCluster => {
  const world = new TestCluster([{ controller: nodeLifecycle }, { controller: nodeHeartbeat }]);
  world.node('node-2');
  world.settle();
  return world;
};

const node = (world: TestCluster): NodeRecord | undefined => world.cluster.core.state.tables.Node.find('', 'node-1');

const told = (world: TestCluster): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray().map((event) => {
    const { type, reason } = eventTemplateOf(event.body);
    return `${type} ${reason}${event.count > 1 ? ` x${event.count}` : ''}`;
  });

test('NL-41: a kubelet that starts says what it finds', () => {
  const world = given();
  world.do({ type: 'StopKubelet', node: 'node-1' });
  world.settle(3);
  world.do({ type: 'StartKubelet', node: 'node-1' });
  world.settle(60);
  expect(told(world)).toEqual([
    'Normal Starting',
    'Normal NodeHasSufficientMemory',
    'Normal NodeHasNoDiskPressure',
    'Normal NodeHasSufficientPID',
    'Normal NodeAllocatableEnforced',
  ]);
});

test('NL-41: a machine that comes back has been rebooted, and its status says as which boot', () => {
  const world = given();
  world.do({ type: 'PowerOffNode', node: 'node-1' });
  world.settle(100);
  world.do({ type: 'PowerOnNode', node: 'node-1' });
  world.settle(1);
  expect(node(world)?.ready).toBe('True');
  expect(told(world)).toEqual([
    'Normal NodeNotReady',
    'Normal Starting',
    'Normal NodeHasSufficientMemory x2',
    'Normal NodeHasNoDiskPressure x2',
    'Normal NodeHasSufficientPID x2',
    'Normal NodeAllocatableEnforced',
    'Warning Rebooted',
    'Normal NodeReady',
  ]);
  const rebooted = world.cluster.core.state.tables.Event.toArray().find(
    ({ body }) => eventTemplateOf(body).reason === 'Rebooted',
  );
  const bootId = textAt(node(world)?.statusBody.json, 'nodeInfo', 'bootID') ?? '';
  expect(rebooted === undefined ? '' : eventMessage(rebooted)).toBe(
    `Node node-1 has been rebooted, boot id: ${bootId}`,
  );
});

test('NL-42: a node that was deleted comes back when its kubelet starts, as a new one without what users wrote', () => {
  const world = given();
  world.update('Node', '', 'node-1', {
    metadata: { labels: { 'kubernetes.io/hostname': 'node-1', disk: 'ssd' } },
    spec: { unschedulable: true },
  });
  const before = node(world)?.uid;
  world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-1' });
  world.settle(200);
  expect(node(world)).toBeUndefined();
  world.do({ type: 'StopKubelet', node: 'node-1' });
  world.do({ type: 'StartKubelet', node: 'node-1' });
  world.settle(10);
  expect(node(world)).toMatchObject({ ready: 'True', unschedulable: false, taints: [] });
  expect(node(world)?.meta.labels).toEqual({ 'kubernetes.io/hostname': 'node-1' });
  expect(node(world)?.uid).not.toBe(before);
});

test('NL-41: a kubelet reports when it sees that its node was cordoned, and uncordoned', () => {
  const world = given();
  world.update('Node', '', 'node-1', { spec: { unschedulable: true } });
  world.settle(11);
  world.update('Node', '', 'node-1', { spec: {} });
  world.settle(11);
  expect(told(world)).toEqual(['Normal NodeNotSchedulable', 'Normal NodeSchedulable']);
});

test('NL-40: what users write into a node’s conditions stays until its kubelet has a reason to speak', () => {
  const world = given();
  const status = world.body({ conditions: [{ type: 'Ready', status: 'False', reason: 'Maintenance' }] });
  world.do({ type: 'UpdateStatus', kind: 'Node', uid: node(world)?.uid ?? 0, status });
  world.settle(100);
  expect(node(world)?.ready).toBe('False');
});
