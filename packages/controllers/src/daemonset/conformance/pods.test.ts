import { describe, expect, test } from 'vitest';
import { uuidOf } from '@orrery/core/cluster';
import { Daemons, nodeNames, onDelete, rolling, settled } from '../daemons.fixture.ts';

/** Goes on in small steps until something is so. */
const until = (daemons: Daemons, so: () => boolean): void => {
  for (let steps = 0; !so() && steps < 20_000; steps++) daemons.world.settle(0.0005);
  if (!so()) throw new Error('it never came about');
};

/** A hundred nodes, and a server that takes ten pods and refuses the others. */
const refusing = (): Daemons => {
  const daemons = new Daemons({ nodes: nodeNames(100) });
  until(daemons, () => daemons.world.pods().length === 10);
  daemons.world.do({ type: 'Delete', kind: 'Namespace', namespace: '', name: 'default' });
  until(daemons, () => daemons.status.desiredNumberScheduled > 0);
  return daemons;
};

describe('creations that are refused', () => {
  test('D2, DS-5, DS-10: the first batch with a refusal is the last', () => {
    const daemons = refusing();
    expect(daemons.passes).toEqual([[100, 0]]);
    // Ten are made; five more of the batch of eight are tried.
    expect(daemons.reports('SuccessfulCreate')).toHaveLength(10);
    expect(daemons.reports('FailedCreate')).toEqual([['Error creating: namespaces "default" not found', 5]]);
    expect(daemons.status).toMatchObject({
      desiredNumberScheduled: 100,
      currentNumberScheduled: 10,
      updatedNumberScheduled: 10,
      numberUnavailable: 100,
    });
  });

  test('D3, DS-5: what was refused or skipped is not waited for', () => {
    const daemons = refusing();
    daemons.world.create('Namespace', '', 'default', {});
    daemons.world.create('ServiceAccount', 'default', 'default', {});
    daemons.world.settle(60);
    expect(daemons.world.pods()).toHaveLength(100);
  });
});

describe('sets that are left alone', () => {
  test('D9, DS-19: a set that is being deleted makes and deletes nothing', () => {
    const daemons = new Daemons({ nodes: nodeNames(3) });
    daemons.pod('node-1');
    daemons.pod('node-1');
    daemons.world.do({
      type: 'Delete',
      kind: 'DaemonSet',
      namespace: 'default',
      name: 'agent',
      propagation: 'Foreground',
    });
    expect(daemons.total()).toEqual([0, 0]);
  });

  test('D9, DS-14: a set that is being deleted, which only a live read shows, takes nothing in', () => {
    const daemons = new Daemons({ lags: { DaemonSet: 1_000_000 } });
    const orphan = daemons.pod('node-1', { own: false });
    daemons.world.settle(0.9);
    daemons.world.do({
      type: 'Delete',
      kind: 'DaemonSet',
      namespace: 'default',
      name: 'agent',
      propagation: 'Foreground',
    });
    daemons.world.settle(5);
    expect(daemons.ownerOf(orphan)).toBeUndefined();
    expect(daemons.world.podNames()).toEqual([orphan]);
  });

  test('D11, DS-19: a set that selects everything is reported and left alone', () => {
    const daemons = new Daemons({ spec: { selector: {} } });
    daemons.pod('node-1', { own: false });
    expect(daemons.total()).toEqual([0, 0]);
    expect(daemons.reports('SelectingAll')).toEqual([
      ['This daemon set is selecting all pods. A non-empty selector is required.', 1],
    ]);
  });
});

const make = (count: number, pod: () => void): void => {
  for (let made = 0; made < count; made++) pod();
};

const foreign = { own: false, labels: { app: 'other' } };

describe('pods that are there already', () => {
  test('D12, DS-3: one pod stays on each node, and pods of others do not count', () => {
    const daemons = new Daemons({ nodes: nodeNames(5), spec: onDelete });
    [0, 1, 2, 5].forEach((count, index) => make(count, () => daemons.pod(`node-${index + 1}`)));
    make(2, () => daemons.pod('node-5', foreign));
    expect(daemons.each()).toEqual([[2, 5]]);
    expect(daemons.reports('SuccessfulDelete')).toHaveLength(5);
  });

  test('D14, DS-1, DS-3: on nodes that are not selected no pod stays', () => {
    const podSpec = { nodeSelector: { disk: 'ssd' } };
    const daemons = new Daemons({ nodes: nodeNames(10), podSpec, spec: onDelete });
    for (const name of nodeNames(10).slice(5)) daemons.label(name, { disk: 'ssd' });
    const counts: Readonly<Record<string, number>> = {
      'node-1': 1,
      'node-2': 3,
      'node-3': 4,
      'node-7': 13,
      'node-10': 1,
    };
    for (const [node, count] of Object.entries(counts)) make(count, () => daemons.pod(node));
    make(2, () => daemons.pod('node-2', foreign));
    make(3, () => daemons.pod('node-9', foreign));
    expect(daemons.each()).toEqual([[3, 20]]);
  });

  test.each([
    [0, 1, [0, 0], 0],
    [0, 0, [1, 0], 0],
    [1, 0, [0, 1], 1],
    [1, 3, [0, 3], 1],
  ] as const)('D18, DS-4: %i failed and %i running pods on a node', (failed, running, changes, reports) => {
    const daemons = new Daemons({ spec: onDelete });
    make(failed, () => daemons.world.phase(daemons.pod('node-1'), 'Failed', false));
    make(running, () => daemons.pod('node-1'));
    expect(daemons.sync()).toEqual(changes);
    expect(daemons.reports('FailedDaemonPod')).toHaveLength(reports);
    expect(new Set(daemons.targets)).toEqual(new Set(['node-1']));
    expect(daemons.staying).toHaveLength(1);
  });

  test('D18, DS-4: the report names pod and node', () => {
    const daemons = new Daemons();
    const name = daemons.pod('node-1');
    daemons.world.phase(name, 'Failed', false);
    daemons.world.settle();
    expect(daemons.reports('FailedDaemonPod')).toEqual([
      [`Found failed daemon pod default/${name} on node node-1, will try to kill it`, 1],
    ]);
  });

  test('D27, DS-12, DS-14: own pods and those taken in count, bound or pinned; others do not', () => {
    const daemons = new Daemons({ nodes: nodeNames(5), spec: onDelete });
    daemons.pod('node-1');
    daemons.pod('node-2', { pinned: true });
    const bound = daemons.pod('node-3', { own: false });
    const pinned = daemons.pod('node-4', { own: false, pinned: true });
    const others = [daemons.pod('node-5', foreign), daemons.pod('node-5', { owner: 99 })];
    expect(daemons.each()).toEqual([[1, 0]]);
    expect(daemons.on('node-5')).toHaveLength(3);
    expect([bound, pinned].map((name) => daemons.ownerOf(name))).toEqual([daemons.uuid, daemons.uuid]);
    expect(others.map((name) => daemons.ownerOf(name))).toEqual([undefined, uuidOf('DaemonSet', 99)]);
  });
});

test('D17, DS-11: pods that become ready are counted, and the generation is observed', () => {
  const daemons = new Daemons({ nodes: nodeNames(2) });
  daemons.world.settle();
  expect(daemons.status).toMatchObject({ numberReady: 0, observedGeneration: 1 });
  daemons.allReady();
  daemons.world.settle();
  expect(daemons.status).toMatchObject({ numberReady: 2, observedGeneration: 1 });
});

describe('pods that have ended', () => {
  test.each([
    [
      'Succeeded',
      'SucceededDaemonPod',
      (name: string) => `Found succeeded daemon pod default/${name} on node node-1, will try to delete it`,
    ],
    [
      'Failed',
      'FailedDaemonPod',
      (name: string) => `Found failed daemon pod default/${name} on node node-1, will try to kill it`,
    ],
  ] as const)('D45, DS-4: a pod that is %s is deleted and replaced', (phase, reason, text) => {
    const daemons = settled();
    const { first } = daemons;
    daemons.report(first, phase, false);
    expect(daemons.each(2)).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(daemons.reports(reason)).toEqual([[text(first.meta.name), 1]]);
  });

  test.each(['Succeeded', 'Failed'])(
    'D45, DS-3: a finalizer that holds a pod that is %s does not hold its successor',
    (phase) => {
      const daemons = settled();
      const { first } = daemons;
      daemons.world.do({ type: 'SetFinalizers', kind: 'Pod', uid: first.uid, finalizers: ['example.com/hold'] });
      daemons.report(first, phase, false);
      expect(daemons.total(2)).toEqual([1, 1]);
      expect(daemons.world.pod(first.meta.name)?.meta.deletion).toBeDefined();
      expect(daemons.staying).toHaveLength(1);
    },
  );

  test('DS-3: a running pod that is being deleted keeps its successor waiting', () => {
    const daemons = settled();
    daemons.delete(daemons.first.meta.name);
    expect(daemons.total()).toEqual([0, 0]);
    daemons.reap();
    expect(daemons.total()).toEqual([1, 0]);
  });

  test('DS-4: the pause of a node ends a whole pause after it was noticed, and others do not wait for it', () => {
    const daemons = settled({ nodes: nodeNames(2), spec: rolling(1) });
    const fail = (node: string): void => {
      const [pod] = daemons.on(node);
      if (pod !== undefined) daemons.report(pod, 'Failed', false);
    };
    fail('node-1');
    expect(daemons.total(0.5)).toEqual([1, 1]);
    fail('node-1');
    fail('node-2');
    expect(daemons.total(0.5)).toEqual([1, 1]);
    expect(daemons.total(0.4)).toEqual([0, 0]);
    expect(daemons.total(0.3)).toEqual([1, 1]);
  });
});
