import { describe, expect, test } from 'vitest';
import { image, parallel, StatefulWorld } from './stateful.fixture.ts';

describe.each([
  ['OrderedReady', {}],
  ['Parallel', parallel],
])('%s', (_, policy) => {
  /** Three pods that have been ready for ten seconds of the thirty that they need. */
  const young = (): StatefulWorld => {
    const world = new StatefulWorld(policy);
    world.converge();
    world.change({ minReadySeconds: 30 });
    for (const name of ['web-0', 'web-1', 'web-2']) {
      world.phase(name, 'Running', false);
      world.ready(name);
    }
    world.settle(9);
    return world;
  };

  test('S23: a rolling update waits for minReadySeconds', () => {
    const world = young();
    world.change(image('app:2'));
    expect(world.status.availableReplicas).toBe(0);
    // OrderedReady does not come to the rollout; Parallel stops the highest outdated pod, which waits for none above it.
    expect(world.shown).toEqual(['web-0', 'web-1', policy === parallel ? 'web-2*' : 'web-2']);
    world.settle(25);
    expect(world.shown).toEqual(['web-0', 'web-1', 'web-2*']);
    expect(world.status.availableReplicas).toBe(3);
  });

  test('S23: scaling down waits for minReadySeconds', () => {
    const world = young();
    world.change({ replicas: 1 });
    expect(world.shown).toEqual(policy === parallel ? ['web-0', 'web-1*', 'web-2*'] : ['web-0', 'web-1', 'web-2']);
    world.settle(25);
    expect(world.shown).toContain('web-2*');
  });

  test.each([
    [0, 2],
    [3600, 0],
  ])('S41: with minReadySeconds %i, %i of two ready pods are available', (minReadySeconds, available) => {
    const world = new StatefulWorld({ ...policy, replicas: 2, minReadySeconds: 0 });
    world.converge();
    world.change({ minReadySeconds });
    expect(world.status).toMatchObject({ readyReplicas: 2, availableReplicas: available });
  });
});

test('S59: availability lags behind readiness, and follows the field when that is lowered', () => {
  const world = new StatefulWorld({ ...parallel, minReadySeconds: 30 });
  world.converge();
  expect(world.status).toMatchObject({ readyReplicas: 3, availableReplicas: 0 });
  world.settle(31);
  expect(world.status.availableReplicas).toBe(3);
  world.change({ minReadySeconds: 3600 });
  expect(world.status.availableReplicas).toBe(0);
  world.change({ minReadySeconds: 0 });
  expect(world.status.availableReplicas).toBe(3);
});

/** Seconds from readiness to the instant at which status counts the pod as available. */
const delay = (version: '1.35.0' | '1.36'): number => {
  const world = new StatefulWorld({ replicas: 1, minReadySeconds: 30 }, { version });
  world.ready('web-0');
  const since = world.cluster.now;
  while (world.status.availableReplicas === 0 && world.cluster.now < since + 120_000_000) world.settle(0.1);
  return (world.cluster.now - since) / 1_000_000;
};

test('S34: a set is looked at again at the moment when a pod becomes available', () => {
  const world = new StatefulWorld({ ...parallel, minReadySeconds: 30 });
  const seen: (readonly [number, number])[] = [];
  const since = world.cluster.now;
  for (const name of ['web-0', 'web-1', 'web-2']) {
    world.ready(name);
    world.settle(7);
  }
  world.cluster.core.witness(({ event, at }) => {
    if (event.type === 'StatefulSetStatusReported')
      seen.push([Math.floor((at - since) / 1_000_000), event.availableReplicas]);
  });
  world.settle(60);
  expect(seen).toEqual([
    [30, 1],
    [37, 2],
    [44, 3],
  ]);
});

test('SS-15: before 1.36 it is looked at again minReadySeconds after a pass, and only then again', () => {
  expect(delay('1.36')).toBeLessThan(30.2);
  // The pass that made the pod comes back a moment before the pod has been ready for so long.
  expect(delay('1.35.0')).toBeGreaterThan(45);
});
