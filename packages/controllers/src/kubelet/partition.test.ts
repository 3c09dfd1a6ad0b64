import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { constant, second } from '@orrery/core/engine';
import { injectFault, parseFaultTarget, type FaultName } from '@orrery/core/faults';
import type { TestCluster } from '../cluster.fixture.ts';
import { always, behaving, bound, exit, given, lifeWords, remove, running, story } from './kubelet.fixture.ts';

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

const fault = (world: TestCluster, name: FaultName, text: string): void => {
  const target = parseFaultTarget(text);
  if (E.isLeft(target)) throw new Error(target.left);
  const done = injectFault(world.cluster, { name, target: target.right });
  if (E.isLeft(done)) throw new Error(done.left);
};

test('NL-22: fault kubelet is fault kubelet/NODE of every node: containers go on, and end, while no kubelet is there', () => {
  const stories = ['kubelet', 'kubelet/node-1'].map((target) => {
    const world = behaving({
      run: [{ ...always, after: constant(30 * second), exitCode: 1, oomKilled: false, times: 1 }],
    });
    bound(world, 'web-0');
    world.settle(5);
    fault(world, 'crash', target);
    world.settle(60);
    expect(running(world, 'web-0')).toEqual([]);
    fault(world, 'restart', target);
    world.settle(30);
    expect(running(world, 'web-0')).toEqual(['nginx']);
    return story(world, [...lifeWords, 'KubeletStopped', 'KubeletStarted']);
  });
  expect(stories[0]).toEqual(stories[1]);
});

test('NL-22: restarting what runs stops it first', () => {
  const world = given();
  world.settle(5);
  fault(world, 'restart', 'kubelet');
  fault(world, 'restart', 'node/node-1');
  world.settle(30);
  expect(story(world, ['KubeletStopped', 'KubeletStarted', 'NodePoweredOff', 'NodePoweredOn'])).toHaveLength(4);
  expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({ restartCount: 1, state: 'running' });
});

test('KL-38: a kubelet that starts goes by the list of an API server that is behind, and runs what was deleted', () => {
  const world = given();
  world.settle();
  const uid = world.pod('web-0')?.uid ?? 0;
  const sandbox = () => world.cluster.core.state.physical.sandbox(uid);
  fault(world, 'hold', 'kubelet/node-1');
  remove(world, 'web-0');
  bound(world, 'web-1');
  world.settle(10);
  expect(world.podNames()).toEqual(['web-1']);
  expect(sandbox()).toBeUndefined();
  expect(running(world, 'web-1')).toEqual(['nginx']);
  fault(world, 'restart', 'kubelet/node-1');
  world.settle(10);
  expect(sandbox()?.containers[0]?.state).toBe('running');
  fault(world, 'release', 'kubelet/node-1');
  world.settle(10);
  expect(sandbox()).toBeUndefined();
  expect(running(world, 'web-1')).toEqual(['nginx']);
});

test('KL-38: what is held befalls kubelets alone, and a kubelet that does not start does not notice', () => {
  const world = given();
  const done = injectFault(world.cluster, { name: 'hold', target: { type: 'node', node: 'node-1' } });
  expect(done).toEqual(E.left('hold befalls kubelets, not node/node-1'));
  fault(world, 'hold', 'kubelet/node-1');
  world.settle(5);
  bound(world, 'web-1');
  world.settle(5);
  expect(running(world, 'web-1')).toEqual(['nginx']);
  fault(world, 'release', 'kubelet/node-1');
  world.settle(5);
  expect(world.cluster.core.simulation.foreground).toBe(0);
});
