import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { Daemons, nodeNames, noSchedule, rolling, settled, type Changes } from '../daemons.fixture.ts';

const hash = 'controller-revision-hash';
const old = { app: 'agent', [hash]: 'old' };

/** Lets the new pods become ready and the old ones go, one turn after another, until nothing happens any more. */
const turns = (daemons: Daemons): readonly Changes[] => {
  const seen: Changes[] = [];
  for (let turn = 0; turn < 20; turn++) {
    daemons.allReady();
    daemons.reap();
    const changes = daemons.total();
    if (changes[0] + changes[1] === 0) return seen;
    seen.push(changes);
  }
  throw new Error('the rollout does not end');
};

test('D29, DS-18: pods that are there already are pruned to one for each template', () => {
  const daemons = new Daemons({ nodes: nodeNames(5), spec: rolling(0, 1) });
  [0, 1, 2, 5].forEach((count, index) => {
    for (let made = 0; made < count; made++) daemons.pod(`node-${index + 1}`);
  });
  for (let made = 0; made < 2; made++) daemons.pod('node-5', { own: false, labels: { app: 'other' } });
  expect(daemons.sync(0.2)).toEqual([2, 5]);
});

describe('a node with an old and a new pod', () => {
  /** A node with a new pod that is not ready, and old ones made later. */
  const given = (ready: readonly boolean[], spec: JsonObject = {}): Daemons => {
    const daemons = new Daemons({ spec: { ...rolling(0, 1), ...spec } });
    daemons.world.settle();
    for (const one of ready) daemons.pod('node-1', { labels: old, ready: one });
    return daemons;
  };

  test('D30, DS-18: the old pod that is ready stays, and only what is too much goes', () => {
    const daemons = given([true, true]);
    expect(daemons.each()).toEqual([[0, 1]]);
    expect(daemons.staying.map(({ meta, status }) => [meta.labels[hash] === 'old', status.shape.ready])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  test('D32, DS-18: the old pod that is not ready goes', () => {
    const daemons = given([false]);
    expect(daemons.each()).toEqual([[0, 1]]);
    expect(daemons.staying.map(({ meta }) => meta.labels[hash])).not.toContain('old');
  });

  test('D33, DS-15, DS-18: the old pod stays until the new one is available, to the moment', () => {
    const daemons = given([true], { minReadySeconds: 15 });
    daemons.world.settle(20);
    daemons.report(daemons.first, 'Running', true);
    expect(daemons.total(10)).toEqual([0, 0]);
    expect(daemons.total(4.9)).toEqual([0, 0]);
    expect(daemons.total(0.2)).toEqual([0, 1]);
    expect(daemons.staying.map(({ meta }) => meta.labels[hash])).not.toContain('old');
  });
});

test('D35, DS-18: a rollout goes by maxSurge, and old pods go when new ones are available', () => {
  const daemons = settled({ nodes: nodeNames(5), spec: rolling(0, 2) });
  daemons.update({ spec: rolling(0, 2), image: 'agent:2' });
  expect(daemons.total()).toEqual([2, 0]);
  expect(daemons.total()).toEqual([0, 0]);
  expect(turns(daemons)).toEqual([
    [2, 2],
    [1, 2],
    [0, 1],
  ]);
  expect(daemons.status).toMatchObject({ updatedNumberScheduled: 5, numberAvailable: 5 });
});

test('D35, DS-18: a percentage of nodes is rounded up', () => {
  const daemons = settled({ nodes: nodeNames(5), spec: rolling(0, '21%') });
  daemons.update({ spec: rolling(0, '21%'), image: 'agent:2' });
  expect(daemons.total()).toEqual([2, 0]);
});

test('D36, DS-18: a node that is no longer tolerated loses its pod as far as others serve', () => {
  const tolerations = [{ key: 'dedicated', operator: 'Exists' }];
  const daemons = new Daemons({ nodes: nodeNames(5), spec: rolling(0, 1), podSpec: { tolerations } });
  daemons.taint('node-1', noSchedule('dedicated'));
  daemons.world.settle();
  daemons.allReady();
  daemons.world.settle();
  expect(daemons.status.desiredNumberScheduled).toBe(5);
  daemons.update({ spec: rolling(0, 1), image: 'agent:2' });
  expect(daemons.each()).toEqual([[1, 1]]);
  daemons.reap();
  expect(daemons.on('node-1')).toEqual([]);
  expect(turns(daemons)).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
    [0, 1],
  ]);
});

describe('old pods that are not available', () => {
  test('D41, DS-18: all nodes get a new pod at once, and then the old ones go', () => {
    const daemons = new Daemons({ nodes: nodeNames(5), spec: rolling(0, 3) });
    daemons.world.settle();
    daemons.update({ spec: rolling(0, 3), image: 'agent:2' });
    expect(daemons.each()).toEqual([
      [5, 0],
      [0, 5],
    ]);
    expect(daemons.total()).toEqual([0, 0]);
  });

  test('D41, DS-18: an old pod that ceases to be available adds a node to those that surge', () => {
    const daemons = settled({ nodes: nodeNames(5), spec: rolling(0, 3) });
    daemons.update({ spec: rolling(0, 3), image: 'agent:2' });
    expect(daemons.each()).toEqual([[3, 0]]);
    const [last] = daemons.on('node-5');
    if (last !== undefined) daemons.report(last, 'Running', false);
    expect(daemons.each()).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});

test('D50, DS-18: with the tolerations the pods move from zone to zone, the old ones staying until the new ones serve', () => {
  const zones = ['y', 'y', 'z', 'z', 'common', 'common'];
  const tolerating = (...keys: readonly string[]): JsonObject => ({
    tolerations: keys.map((key) => ({ key, operator: 'Exists', effect: 'NoSchedule' })),
  });
  const spec = rolling(0, 1);
  const daemons = new Daemons({ nodes: nodeNames(6), spec, podSpec: tolerating('y', 'common') });
  zones.forEach((zone, index) => daemons.taint(`node-${index + 1}`, noSchedule(zone)));
  daemons.world.settle();
  daemons.allReady();
  daemons.world.settle();
  expect(daemons.staying).toHaveLength(4);
  const move = (...keys: readonly string[]): readonly [peak: number, end: number] => {
    daemons.update({ spec, podSpec: tolerating(...keys) });
    daemons.world.settle();
    const peak = daemons.staying.length;
    turns(daemons);
    return [peak, daemons.staying.length];
  };
  expect(move('z', 'common')).toEqual([7, 4]);
  expect([...daemons.targets].sort()).toEqual(['node-3', 'node-4', 'node-5', 'node-6']);
  expect(move('y', 'z', 'common')).toEqual([7, 6]);
  expect(move()).toEqual([0, 0]);
});

describe('with surge, beside what upstream tests', () => {
  test('DS-18: the only pod of a node is replaced while it terminates', () => {
    const daemons = settled({ spec: rolling(0, 1) });
    daemons.delete(daemons.first.meta.name);
    expect(daemons.total()).toEqual([1, 0]);
    expect(daemons.on('node-1')).toHaveLength(2);
  });

  test('DS-18: while a node that is gone has an old pod nothing surges, and status is written', () => {
    const daemons = settled({ nodes: nodeNames(3), spec: rolling(0, 1) });
    daemons.removeNode('node-3');
    daemons.update({ spec: rolling(0, 1), image: 'agent:2' });
    expect(daemons.total()).toEqual([0, 0]);
    expect(daemons.status).toMatchObject({ desiredNumberScheduled: 2, observedGeneration: 2 });
    const [left] = daemons.on('node-3');
    daemons.world.remove(left?.meta.name ?? '');
    expect(daemons.total()).toEqual([1, 0]);
  });
});
