import { expect, test } from 'vitest';
import { second, type Json } from '@orrery/core/engine';
import { eventMessage, listAt } from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { taintEviction } from './index.ts';
import { snapshot } from './memory.ts';

const given = (): TestCluster => new TestCluster([{ controller: taintEviction }]);

const tolerating = (key: string, tolerationSeconds?: number): Json => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
});

const pod = (world: TestCluster, name: string, tolerations: readonly Json[] = []): void => {
  const spec = { containers: [{ name: 'main', image: 'a' }], tolerations, terminationGracePeriodSeconds: 30 };
  world.create('Pod', 'default', name, { spec });
  world.do({ type: 'BindPod', uid: world.pod(name)?.uid ?? 0, node: 'node-1' });
};

const taint = (world: TestCluster, ...keys: readonly string[]): void => {
  world.update('Node', '', 'node-1', { spec: { taints: keys.map((key) => ({ key, effect: 'NoExecute' })) } });
};

const isLeaving = (world: TestCluster, name: string): boolean => world.pod(name)?.meta.deletion !== undefined;

const told = (world: TestCluster): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray().map(
    (event) => `${Math.floor(event.firstAt / second)}s ${eventMessage(event)}`,
  );

test('NL-50: a pod that does not tolerate a taint goes at once, one that does stays, one for a time goes when it is over', () => {
  const world = given();
  pod(world, 'none');
  pod(world, 'ever', [tolerating('a')]);
  pod(world, 'while', [tolerating('a', 300)]);
  pod(world, 'both', [tolerating('a', 300), tolerating('b', 20)]);
  world.settle();
  taint(world, 'a', 'b');
  world.settle(1);
  expect(['none', 'ever', 'while', 'both'].map((name) => isLeaving(world, name))).toEqual([true, true, true, false]);
  world.settle(20);
  expect(isLeaving(world, 'both')).toBe(true);
});

test('NL-51, NL-53: what is evicted is told, marked, and deleted with its own grace', () => {
  const world = given();
  pod(world, 'web-0', [tolerating('a', 300)]);
  world.settle(10);
  taint(world, 'a');
  world.settle(299);
  expect(isLeaving(world, 'web-0')).toBe(false);
  world.settle(2);
  expect(world.pod('web-0')?.meta.deletion).toMatchObject({ graceSeconds: 30 });
  expect(listAt(world.pod('web-0')?.status.body.json, 'conditions').at(-1)).toMatchObject({
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  });
  expect(told(world)).toEqual(['310s Marking for deletion Pod default/web-0']);
  world.settle(1000);
  expect(told(world)).toHaveLength(1);
});

test('NL-52: the eviction is called off, and that is told, when the taint goes or the pod does', () => {
  const world = given();
  pod(world, 'web-0', [tolerating('a', 300)]);
  pod(world, 'web-1', [tolerating('a', 300)]);
  world.settle(10);
  taint(world, 'a');
  world.settle(100);
  world.remove('web-1');
  world.settle(10);
  taint(world);
  world.settle(400);
  expect(isLeaving(world, 'web-0')).toBe(false);
  expect(told(world)).toEqual([
    '110s Cancelling deletion of Pod default/web-1',
    '120s Cancelling deletion of Pod default/web-0',
  ]);
});

test('NL-52: a timer that runs is not set anew by another taint, nor by the same one that is written again', () => {
  const world = given();
  pod(world, 'web-0', [tolerating('a', 100), tolerating('b', 300)]);
  world.settle(10);
  taint(world, 'a');
  world.settle(50);
  taint(world, 'a', 'b');
  world.settle(51);
  expect(isLeaving(world, 'web-0')).toBe(true);
});

test('NL-54: a pod that is bound to a tainted node is judged like the others, and what is remembered is what a list gives', () => {
  const world = given();
  taint(world, 'a');
  pod(world, 'web-0');
  world.settle(1);
  expect(isLeaving(world, 'web-0')).toBe(true);
  const [component] = world.cluster.components;
  if (component === undefined) throw new Error('nothing is installed');
  expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
});

test('NL-55: an eviction is by name: it may hit the pod that has just taken the name elsewhere', () => {
  const world = new TestCluster([{ controller: taintEviction, lags: { Pod: 100_000 } }]);
  world.node('node-2');
  pod(world, 'web-0');
  world.settle();
  world.remove('web-0');
  world.create('Pod', 'default', 'web-0', { spec: { containers: [{ name: 'main', image: 'a' }] } });
  world.do({ type: 'BindPod', uid: world.pod('web-0')?.uid ?? 0, node: 'node-2' });
  taint(world, 'a');
  world.settle();
  expect(world.pod('web-0')?.node).toBe('node-2');
  expect(isLeaving(world, 'web-0')).toBe(true);
});

test('NL-55: timers of a node that is deleted run on', () => {
  const world = given();
  pod(world, 'web-0', [tolerating('a', 100)]);
  taint(world, 'a');
  world.settle(50);
  world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-1' });
  world.settle(51);
  expect(isLeaving(world, 'web-0')).toBe(true);
});

test('NL-54: a controller that restarts counts from then', () => {
  const world = given();
  pod(world, 'web-0', [tolerating('a', 300)]);
  taint(world, 'a');
  world.settle(200);
  world.cluster.components[0]?.restart(0);
  world.settle(250);
  expect(isLeaving(world, 'web-0')).toBe(false);
  world.settle(51);
  expect(isLeaving(world, 'web-0')).toBe(true);
});
