import { describe, expect, test } from 'vitest';
import { listAt, textAt, type PodRecord } from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { podGarbageCollector } from './index.ts';
import { endedAtMost, snapshot } from './memory.ts';
import { outOfServiceTaint } from './classify.ts';

const pod = (world: TestCluster, name: string, node = 'node-1'): void => {
  world.create('Pod', 'default', name, {
    spec: { containers: [{ name: 'main', image: 'a' }], terminationGracePeriodSeconds: 30 },
  });
  if (node !== '') world.do({ type: 'BindPod', uid: world.pod(name)?.uid ?? 0, node });
};

const given = (): TestCluster => new TestCluster([{ controller: podGarbageCollector }]);

const remove = (world: TestCluster, name: string): void =>
  world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name });

const removeNode = (world: TestCluster, name: string): void =>
  world.do({ type: 'Delete', kind: 'Node', namespace: '', name });

/** The last status that was written of any pod. */
const lastReport = (world: TestCluster): PodRecord['status']['body'] | undefined => {
  const { log } = world.cluster.core;
  for (let position = log.length; position > 0; position--) {
    const event = log.event(position);
    if (event.type === 'PodStatusReported') return event.status;
  }
  return undefined;
};

describe('a node that is gone', () => {
  test('NL-3: its pods go 40 s after the loop has missed it, Failed and with a reason', () => {
    const world = given();
    pod(world, 'web-0');
    pod(world, 'web-1');
    world.settle(5);
    removeNode(world, 'node-1');
    world.cluster.runUntil(59_999_999);
    expect(world.podNames()).toEqual(['web-0', 'web-1']);
    world.cluster.runUntil(61_000_000);
    expect(world.podNames()).toEqual([]);
    const status = lastReport(world)?.json;
    expect(textAt(status, 'phase')).toBe('Failed');
    expect(listAt(status, 'conditions').at(-1)).toMatchObject({
      type: 'DisruptionTarget',
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
    });
  });

  test('NL-3: its pods stay when it is back in time', () => {
    const world = given();
    pod(world, 'web-0');
    removeNode(world, 'node-1');
    world.settle(50);
    world.node('node-1');
    world.settle(200);
    expect(world.podNames()).toEqual(['web-0']);
  });

  test('NL-3: a node that a lagging cache misses is looked for live, and its pods stay', () => {
    const world = new TestCluster([{ controller: podGarbageCollector, lags: { Node: 100_000_000 } }]);
    pod(world, 'web-0');
    world.settle(90);
    expect(world.podNames()).toEqual(['web-0']);
  });

  test('NL-3: a pod that has ended is removed as it is', () => {
    const world = given();
    pod(world, 'web-0');
    world.phase('web-0', 'Succeeded', false);
    removeNode(world, 'node-1');
    world.settle(100);
    expect(world.podNames()).toEqual([]);
    expect(textAt(lastReport(world)?.json, 'phase')).toBe('Succeeded');
  });
});

test('NL-4: a pod that was deleted before it got a node goes', () => {
  const world = given();
  world.create('Pod', 'default', 'held', {
    metadata: { finalizers: ['example.com/hold'] },
    spec: { containers: [{ name: 'main', image: 'a' }] },
  });
  remove(world, 'held');
  world.settle(30);
  expect(world.pod('held')?.status.shape.phase).toBe('Failed');
  world.do({ type: 'SetFinalizers', kind: 'Pod', uid: world.pod('held')?.uid ?? 0, finalizers: [] });
  expect(world.podNames()).toEqual([]);
});

test('NL-5: of pods that have ended only so many are kept, the newest', () => {
  const world = given();
  const body = world.body({ spec: { containers: [{ name: 'main', image: 'a' }] } });
  const status = world.body({ phase: 'Succeeded' });
  for (let i = 0; i < endedAtMost + 2; i++)
    world.do({ type: 'Create', kind: 'Pod', namespace: 'default', name: `job-${i}`, body, status });
  world.settle(21);
  expect(world.podNames()).toHaveLength(endedAtMost);
  expect(world.podNames()[0]).toBe('job-2');
});

test('NL-6: pods on their way out of a node that is out of service go at once', () => {
  const world = given();
  pod(world, 'web-0');
  pod(world, 'web-1');
  remove(world, 'web-0');
  world.settle(100);
  expect(world.podNames()).toEqual(['web-0', 'web-1']);
  const node = world.cluster.core.state.tables.Node.find('', 'node-1');
  const status = world.body({ conditions: [{ type: 'Ready', status: 'Unknown' }] });
  world.do({ type: 'UpdateStatus', kind: 'Node', uid: node?.uid ?? 0, status });
  world.update('Node', '', 'node-1', { spec: { taints: [{ key: outOfServiceTaint, effect: 'NoExecute' }] } });
  world.settle(21);
  expect(world.podNames()).toEqual(['web-1']);
});

test('NL-7: the candidates are those that a new list would give, and without any the loop does not run', () => {
  const world = given();
  pod(world, 'web-0');
  pod(world, 'web-1', '');
  world.node('node-2');
  pod(world, 'web-2', 'node-2');
  world.settle(100);
  expect(world.cluster.core.simulation.foreground).toBe(0);
  removeNode(world, 'node-2');
  world.phase('web-0', 'Succeeded', false);
  const [component] = world.cluster.components;
  if (component === undefined) throw new Error('nothing is installed');
  expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
  world.settle(100);
  expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
  expect(world.podNames()).toEqual(['web-0', 'web-1']);
});
