import { describe, expect, test } from 'vitest';
import { constant, type Json, type JsonObject } from '@orrery/core/engine';
import { eventMessage, listAt, textAt } from '@orrery/core/cluster';
import { timingProfiles } from '@orrery/core/control';
import { template, TestCluster } from '../cluster.fixture.ts';
import { scheduler } from './index.ts';

const slow = { timing: { ...timingProfiles.fast, apiCall: constant(500_000) } };

/** A pod that asks for so much cpu. */
const asking = (
  cpu: string,
  priority: number,
  spec: JsonObject = {},
  labels: Record<string, string> = {},
): JsonObject => ({
  ...template({ app: 'x', ...labels }),
  spec: {
    containers: [{ name: 'main', image: 'x:1', resources: { requests: { cpu } } }],
    terminationGracePeriodSeconds: 30,
    priority,
    ...spec,
  },
});

/** A world with node-1, which has 4 cores, and these nodes like it. */
const given = (...nodes: readonly string[]): TestCluster => {
  const world = new TestCluster([{ controller: scheduler }]);
  for (const node of nodes) world.node(node);
  return world;
};

const make = (world: TestCluster, name: string, body: JsonObject): void => {
  world.create('Pod', 'default', name, body);
  world.settle();
};

/** A pod that has been on a node. */
const place = (world: TestCluster, name: string, node: string, body: JsonObject): void => {
  const spec = body['spec'] as JsonObject; // as asking() makes it
  world.create('Pod', 'default', name, { ...body, spec: { ...spec, nodeName: node } });
  const uid = world.pod(name)?.uid ?? 0;
  const status = world.body({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] });
  world.do({ type: 'ReportPodStatus', uid, status, times: [], ip: 1, hostIp: '10.0.0.1' });
  world.settle();
};

const condition = (world: TestCluster, name: string, type: string): Json | undefined =>
  listAt(world.pod(name)?.status.body.json, 'conditions').find((one) => textAt(one, 'type') === type);

const reason = (world: TestCluster, name: string): string =>
  textAt(condition(world, name, 'PodScheduled'), 'message') ?? '';

/** Pods that have to go. */
const leaving = (world: TestCluster): readonly string[] =>
  world
    .pods()
    .filter(({ meta }) => meta.deletion !== undefined)
    .map(({ meta }) => meta.name);

const reports = (world: TestCluster): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray().map(
    (event) => `${event.regarding.name}: ${textAt(event.body.json, 'reason') ?? ''} ${eventMessage(event)}`,
  );

const nominated = (world: TestCluster, name: string): string | undefined => world.pod(name)?.status.shape.nominatedNode;

describe('who has to go', () => {
  test('SC-40: of lower priority only, and only where the rest leaves no room', () => {
    const world = given();
    place(world, 'equal', 'node-1', asking('1', 5));
    place(world, 'low', 'node-1', asking('1', 1));
    place(world, 'lower', 'node-1', asking('2', 0));
    make(world, 'big', asking('2', 5));
    expect(leaving(world)).toEqual(['lower']);
  });

  test('SC-40: of equal priority those that have run for less time', () => {
    const world = given();
    for (const name of ['a', 'b', 'c', 'd']) {
      place(world, name, 'node-1', asking('1', 0));
      world.settle(5);
    }
    make(world, 'big', asking('2', 5));
    expect(leaving(world)).toEqual(['c', 'd']);
  });

  test('SC-40: a budget keeps its pods while others would do', () => {
    const world = given();
    place(world, 'kept', 'node-1', asking('2', 0, {}, { guarded: 'yes' }));
    place(world, 'other', 'node-1', asking('2', 1));
    const selector = { matchLabels: { guarded: 'yes' } };
    world.create('PodDisruptionBudget', 'default', 'guard', { spec: { selector, minAvailable: 1 } });
    make(world, 'big', asking('2', 5));
    expect(leaving(world)).toEqual(['other']);
  });

  test('SC-40: but not for ever: where there is no other way it is broken', () => {
    const world = given();
    place(world, 'kept', 'node-1', asking('4', 0, {}, { guarded: 'yes' }));
    world.create('PodDisruptionBudget', 'default', 'guard', {
      spec: { selector: { matchLabels: { guarded: 'yes' } }, minAvailable: 1 },
    });
    make(world, 'big', asking('2', 5));
    expect(leaving(world)).toEqual(['kept']);
  });

  test.each([
    ['whose budgets stay whole', ['4', 0, 'yes'], ['4', 3, 'no']],
    ['whose victims matter less', ['4', 3, 'no'], ['4', 1, 'no']],
    ['with fewer victims', ['2', 0, 'no', 2], ['4', 0, 'no']],
    ['whose victims started later', ['4', 0, 'no'], ['4', 0, 'no']],
  ] as const)('SC-40: the node is taken %s', (_, first, second) => {
    const world = given('node-2');
    world.create('PodDisruptionBudget', 'default', 'guard', {
      spec: { selector: { matchLabels: { guarded: 'yes' } }, minAvailable: 1 },
    });
    const fill = (
      node: string,
      [cpu, priority, guarded, count = 1]: readonly [string, number, string, number?],
    ): void => {
      for (let i = 0; i < count; i++) place(world, `${node}-${i}`, node, asking(cpu, priority, {}, { guarded }));
      world.settle(5);
    };
    fill('node-1', first);
    fill('node-2', second);
    make(world, 'big', asking('4', 9));
    expect(leaving(world)).toEqual(['node-2-0']);
  });

  test('SC-40: the repelling neighbour goes, not who takes the room', () => {
    const world = given();
    const far = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: { app: 'x' } }, topologyKey: 'kubernetes.io/hostname' },
        ],
      },
    };
    place(world, 'shy', 'node-1', asking('1', 0, { affinity: far }));
    place(world, 'plain', 'node-1', asking('1', 0));
    make(world, 'new', asking('1', 5));
    expect(leaving(world)).toEqual(['shy']);
  });

  test('SC-40: nobody goes where the node itself is the obstacle, or for a pod that may preempt nobody', () => {
    const world = given();
    place(world, 'low', 'node-1', asking('4', 0));
    make(world, 'huge', asking('5', 5));
    make(world, 'meek', asking('1', 5, { preemptionPolicy: 'Never' }));
    expect(leaving(world)).toEqual([]);
    const few = '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption:';
    expect(reason(world, 'huge')).toBe(`${few} 0/1 nodes are available: 1 Preemption is not helpful for scheduling.`);
    expect(reason(world, 'meek')).toBe(`${few} not eligible due to preemptionPolicy=Never.`);
  });
});

describe('what a preemption does', () => {
  test('SC-41: victims are told and deleted gracefully, and the pod comes when they are gone', () => {
    const world = given();
    place(world, 'low', 'node-1', asking('4', 0));
    make(world, 'big', asking('2', 5));
    expect(condition(world, 'low', 'DisruptionTarget')).toEqual({
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: 'default-scheduler: preempting to accommodate a higher priority pod',
      observedGeneration: 1,
    });
    expect(condition(world, 'low', 'Ready')).toMatchObject({ status: 'True' });
    expect(nominated(world, 'big')).toBe('node-1');
    expect(reason(world, 'big')).toBe('0/1 nodes are available: 1 Insufficient cpu.');
    const told = reports(world).find((text) => text.startsWith('low: Preempted'));
    expect(told).toMatch(/^low: Preempted Preempted by pod [-0-9a-f]{36} on node node-1$/);
    world.settle(20);
    expect(world.pod('big')?.node).toBe('');
    world.remove('low');
    world.settle(2);
    expect(world.pod('big')?.node).toBe('node-1');
    expect(nominated(world, 'big')).toBeUndefined();
  });

  test('SC-41: while a victim is on its way out nobody else has to go', () => {
    const world = given();
    place(world, 'low', 'node-1', asking('2', 0));
    place(world, 'lower', 'node-1', asking('2', 0));
    make(world, 'big', asking('2', 5));
    const before = leaving(world);
    world.update('Node', '', 'node-1', { metadata: { labels: { a: 'b' } }, spec: {} });
    make(world, 'other', asking('100m', 9));
    world.remove('other');
    world.settle(20);
    expect(before).toHaveLength(1);
    expect(leaving(world)).toHaveLength(1);
  });

  test('SC-41: other pods have their turn while victims are told', () => {
    const world = new TestCluster([{ controller: scheduler }], slow);
    world.node('node-2', { taints: [{ key: 'only', effect: 'NoSchedule' }] });
    place(world, 'low', 'node-1', asking('4', 0));
    world.create('Pod', 'default', 'big', asking('2', 5));
    world.create('Pod', 'default', 'next', asking('1', 0, { tolerations: [{ operator: 'Exists' }] }));
    world.settle(0.1);
    expect(leaving(world)).toEqual([]);
    expect(world.pod('next')?.node).toBe('node-2');
    world.settle(5);
    expect(leaving(world)).toEqual(['low']);
  });

  test('SC-41: a victim that is gone meanwhile is no error', () => {
    const world = new TestCluster([{ controller: scheduler }], slow);
    place(world, 'low', 'node-1', asking('4', 0));
    world.create('Pod', 'default', 'big', asking('2', 5));
    world.settle(0.1);
    world.remove('low');
    world.settle(10);
    expect(world.pod('big')?.node).toBe('node-1');
    expect(reports(world).filter((text) => text.includes('Preempted'))).toEqual([]);
  });
});

describe('room that is kept', () => {
  test('SC-42: a nominated pod keeps its room from those of lower priority', () => {
    const world = given();
    place(world, 'low', 'node-1', asking('4', 0));
    make(world, 'big', asking('4', 5));
    make(world, 'sneak', asking('1', 1));
    world.remove('low');
    world.settle(5);
    expect([world.pod('big')?.node, world.pod('sneak')?.node]).toEqual(['node-1', '']);
  });

  test('SC-42: one of higher priority takes it, and the nomination is gone', () => {
    const world = given();
    place(world, 'low', 'node-1', asking('4', 0));
    make(world, 'big', asking('4', 5));
    expect(nominated(world, 'big')).toBe('node-1');
    make(world, 'bigger', asking('4', 9));
    expect(nominated(world, 'bigger')).toBe('node-1');
    world.remove('low');
    world.settle(5);
    expect([world.pod('bigger')?.node, world.pod('big')?.node]).toEqual(['node-1', '']);
    expect(nominated(world, 'big')).toBeUndefined();
  });

  test('SC-42: the node that was made free for a pod comes before better ones', () => {
    const world = given();
    place(world, 'low', 'node-1', asking('4', 0));
    make(world, 'big', asking('1', 5));
    world.node('node-2');
    world.remove('low');
    world.settle(5);
    expect(world.pod('big')?.node).toBe('node-1');
  });
});
