import { describe, expect, test } from 'vitest';
import { Daemons, nodeNames, onDelete, rolling, settled, type Changes } from '../daemons.fixture.ts';

/** What goes, and what comes when it is gone and is bound, but not ready. */
const turn = (daemons: Daemons): readonly [Changes, Changes] => {
  const gone = daemons.total();
  daemons.reap();
  const come = daemons.total();
  for (const pod of daemons.staying) if (pod.node === '') daemons.report(pod, 'Running', false);
  return [gone, come];
};

test('D38, DS-6: of a half rollout only the pods that are not available go on to the next image', () => {
  const daemons = settled({ nodes: nodeNames(5), spec: rolling(2) });
  const untouched = daemons.on('node-3').concat(daemons.on('node-4'), daemons.on('node-5'));
  daemons.update({ spec: rolling(2), image: 'agent:2' });
  expect(turn(daemons)).toEqual([
    [0, 2],
    [2, 0],
  ]);
  daemons.update({ spec: rolling(2), image: 'agent:3' });
  expect(turn(daemons)).toEqual([
    [0, 2],
    [2, 0],
  ]);
  expect(daemons.staying.filter((pod) => untouched.some(({ uid }) => uid === pod.uid))).toHaveLength(3);
});

test('D39, DS-6: pods that are not available are outside the budget, and those that are stay', () => {
  const daemons = settled({ nodes: nodeNames(20), spec: rolling(10) });
  daemons.update({ spec: rolling(10), image: 'agent:2' });
  const all: readonly [Changes, Changes] = [
    [0, 10],
    [10, 0],
  ];
  expect(turn(daemons)).toEqual(all);
  [3, 0, 9, 1, 5, 7, 2, 8, 4, 6].forEach((maxUnavailable, index) => {
    daemons.update({ spec: rolling(maxUnavailable), image: `agent:${index + 3}` });
    expect(turn(daemons)).toEqual(all);
  });
  daemons.update({ spec: rolling(11), image: 'agent:99' });
  expect(turn(daemons)).toEqual([
    [0, 11],
    [11, 0],
  ]);
});

test('D41, DS-6: where no pod is available all are replaced at once', () => {
  const daemons = new Daemons({ nodes: nodeNames(5), spec: rolling(3) });
  daemons.world.settle();
  for (const pod of daemons.staying) daemons.report(pod, 'Running', false);
  daemons.world.settle();
  daemons.update({ spec: rolling(3), image: 'agent:2' });
  expect(turn(daemons)).toEqual([
    [0, 5],
    [5, 0],
  ]);
  expect(daemons.total()).toEqual([0, 0]);
});

test('D42, DS-6: another strategy alone replaces nothing', () => {
  const daemons = settled({ nodes: nodeNames(5), spec: rolling(3) });
  for (const spec of [onDelete, rolling(1), rolling(0, 1), rolling('50%')]) {
    daemons.update({ spec });
    expect(daemons.total()).toEqual([0, 0]);
  }
});

describe('history', () => {
  test('D44, DS-14: revisions of nobody that match are taken in, those of others are not', () => {
    const daemons = new Daemons();
    daemons.world.settle();
    daemons.revision('own', 'agent:7', 7);
    daemons.revision('orphan', 'agent:8', 8, { own: false });
    daemons.revision('foreign', 'agent:9', 9, { owner: 99 });
    daemons.revision('other', 'agent:10', 10, { own: false, labels: { app: 'other' } });
    daemons.world.settle();
    const owners = Object.fromEntries(daemons.revisions.map(({ meta }) => [meta.name, meta.owners[0]?.uid]));
    expect(owners).toMatchObject({ own: daemons.uuid, orphan: daemons.uuid, other: undefined });
    expect(owners['foreign']).not.toBe(daemons.uuid);
    // Those without a hash take their name for it; the present one is above all that are the set's own.
    const present = daemons.revisions.find(({ meta }) => meta.name.startsWith('agent-'));
    expect(present?.revision).toBe(9);
    expect(daemons.revisions.find(({ meta }) => meta.name === 'orphan')?.meta.labels['controller-revision-hash']).toBe(
      'orphan',
    );
  });

  test('D47, DS-16: of two revisions with one template one stays, and the pods take its label', () => {
    const daemons = settled({ nodes: nodeNames(3) });
    const before = daemons.staying.map(({ uid }) => uid);
    daemons.revision('copy', 'agent:1', 5, { labels: { 'controller-revision-hash': 'copied' } });
    expect(daemons.total()).toEqual([0, 0]);
    daemons.update({ spec: { minReadySeconds: 1 } });
    daemons.world.settle();
    expect(daemons.revisions.map(({ meta }) => meta.name)).toEqual(['copy']);
    expect(daemons.staying.map(({ meta }) => meta.labels['controller-revision-hash'])).toEqual([
      'copied',
      'copied',
      'copied',
    ]);
    expect(daemons.staying.map(({ uid }) => uid)).toEqual(before);
    expect(daemons.status.updatedNumberScheduled).toBe(3);
  });
});
