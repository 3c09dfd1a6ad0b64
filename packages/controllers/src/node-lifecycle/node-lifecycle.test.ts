import { expect, test } from 'vitest';
import type { Json } from '@orrery/core/engine';
import { TestCluster } from '../cluster.fixture.ts';
import { nodeLifecycle } from './index.ts';
import { snapshot } from './memory.ts';

const given = (): TestCluster => {
  const world = new TestCluster([{ controller: nodeLifecycle }]);
  world.settle();
  return world;
};

const node = (world: TestCluster) => {
  const found = world.cluster.core.state.tables.Node.find('', 'node-1');
  if (found === undefined) throw new Error('the node is gone');
  return found;
};

const taints = (world: TestCluster): readonly string[] =>
  node(world).taints.map(({ key, effect }) => `${key}:${effect}`);

const conditions = (world: TestCluster, ...stated: readonly Json[]): void => {
  const status = world.body({ conditions: stated });
  world.do({ type: 'UpdateStatus', kind: 'Node', uid: node(world).uid, status });
  world.settle();
};

test('NL-1: each condition has its NoSchedule taint, as long as it holds', () => {
  const world = given();
  expect(taints(world)).toEqual([]);
  conditions(world, { type: 'Ready', status: 'Unknown' }, { type: 'DiskPressure', status: 'True' });
  expect(taints(world)).toEqual([
    'node.kubernetes.io/unreachable:NoSchedule',
    'node.kubernetes.io/disk-pressure:NoSchedule',
  ]);
  conditions(world, { type: 'Ready', status: 'False' }, { type: 'DiskPressure', status: 'False' });
  expect(taints(world)).toEqual(['node.kubernetes.io/not-ready:NoSchedule']);
  conditions(world, { type: 'Ready', status: 'True' });
  expect(taints(world)).toEqual([]);
});

test('NL-1: a node that is cordoned is tainted unschedulable, and users’ taints stay', () => {
  const world = given();
  const own = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };
  world.update('Node', '', 'node-1', { spec: { unschedulable: true, taints: [own] } });
  world.settle();
  expect(taints(world)).toEqual(['dedicated:NoSchedule', 'node.kubernetes.io/unschedulable:NoSchedule']);
  world.update('Node', '', 'node-1', {
    spec: { taints: [own, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] },
  });
  world.settle();
  expect(taints(world)).toEqual(['dedicated:NoSchedule']);
});

test('NL-2: a conflict is tried again, and what is remembered is what a new list would give', () => {
  const world = new TestCluster([{ controller: nodeLifecycle, lags: { Node: 2_000 } }]);
  world.settle();
  world.update('Node', '', 'node-1', { spec: { unschedulable: true } });
  world.cluster.runUntil(world.cluster.now + 1_000);
  world.update('Node', '', 'node-1', { metadata: { labels: { a: 'b' } }, spec: { unschedulable: true } });
  const [component] = world.cluster.components;
  if (component === undefined) throw new Error('nothing is installed');
  for (let i = 0; i < 20; i++) {
    world.cluster.runUntil(world.cluster.now + 1_000);
    expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
  }
  expect(taints(world)).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
  expect(node(world).meta.labels).toEqual({ a: 'b' });
});

test('NL-37: a node that is created is tainted until it has been looked at, and then by its conditions', () => {
  const world = given();
  const body = { metadata: { name: 'node-2' } };
  const answer = world.cluster.handle({ verb: 'create', kind: 'Node', namespace: '', name: '', body });
  expect(answer.body).toMatchObject({
    spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
  });
  const found = () => world.cluster.core.state.tables.Node.find('', 'node-2');
  conditions(world);
  world.do({
    type: 'UpdateStatus',
    kind: 'Node',
    uid: found()?.uid ?? 0,
    status: world.body({ conditions: [{ type: 'Ready', status: 'True' }] }),
  });
  world.settle();
  expect(found()?.taints).toEqual([]);
});
