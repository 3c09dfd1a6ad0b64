import { expect, test } from 'vitest';
import type { TestCluster } from '../cluster.fixture.ts';
import { bound, exit, given, lifeWords, remove, running, story } from './kubelet.fixture.ts';

const cut = (world: TestCluster): void => world.do({ type: 'PartitionNode', node: 'node-1' });
const heal = (world: TestCluster): void => world.do({ type: 'HealNode', node: 'node-1' });

const since = (words: readonly string[], before: readonly string[]): readonly string[] => words.slice(before.length);

test('NL-20: while its node is cut off, containers go on, are run again, and nothing of it is reported', () => {
  const world = given();
  world.settle();
  const before = story(world, lifeWords);
  cut(world);
  exit(world, 'web-0', 'nginx', 1);
  world.settle(30);
  expect(since(story(world, lifeWords), before)).toEqual(['ContainerExited', 'ContainerStarted']);
  expect(running(world, 'web-0')).toEqual(['nginx']);
  expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({ restartCount: 0 });
  expect(world.cluster.core.simulation.foreground).toBe(0);
  heal(world);
  world.settle();
  expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({ restartCount: 1, state: 'running' });
});

test('NL-20: a kubelet that is cut off sees no deletion and no new pod; when it is back it does both', () => {
  const world = given();
  world.settle();
  cut(world);
  remove(world, 'web-0');
  bound(world, 'web-1');
  world.settle(120);
  expect(running(world, 'web-0')).toEqual(['nginx']);
  expect(running(world, 'web-1')).toEqual([]);
  expect(world.pod('web-0')?.meta.deletion).toBeDefined();
  heal(world);
  world.settle(5);
  expect(world.podNames()).toEqual(['web-1']);
  expect(running(world, 'web-1')).toEqual(['nginx']);
});

test('NL-20: what was deleted by force meanwhile runs until the node is back', () => {
  const world = given();
  world.settle();
  const uid = world.pod('web-0')?.uid ?? 0;
  cut(world);
  remove(world, 'web-0', 0);
  world.settle(60);
  const sandbox = () => world.cluster.core.state.physical.sandbox(uid);
  expect(sandbox()?.containers[0]?.state).toBe('running');
  heal(world);
  world.settle(5);
  expect(sandbox()).toBeUndefined();
});

test('NL-20: a kubelet that starts while it is cut off knows no pods, and leaves running what runs', () => {
  const world = given();
  world.settle();
  cut(world);
  world.do({ type: 'StopKubelet', node: 'node-1' });
  world.do({ type: 'StartKubelet', node: 'node-1' });
  exit(world, 'web-0', 'nginx', 1);
  world.settle(30);
  expect(running(world, 'web-0')).toEqual([]);
  heal(world);
  world.settle(30);
  expect(running(world, 'web-0')).toEqual(['nginx']);
});

test('NL-21: without its kubelet a container runs on, but is not run again before the kubelet is back', () => {
  const world = given();
  world.settle();
  world.do({ type: 'StopKubelet', node: 'node-1' });
  world.settle(5);
  expect(running(world, 'web-0')).toEqual(['nginx']);
  exit(world, 'web-0', 'nginx', 1);
  remove(world, 'web-0');
  world.settle(60);
  expect(running(world, 'web-0')).toEqual([]);
  expect(world.pod('web-0')?.meta.deletion).toBeDefined();
  world.do({ type: 'StartKubelet', node: 'node-1' });
  world.settle(5);
  expect(world.podNames()).toEqual([]);
});
