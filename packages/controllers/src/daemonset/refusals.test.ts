import { describe, expect, test } from 'vitest';
import { Daemons, nodeNames, noExecute, onDelete, settled } from './daemons.fixture.ts';

describe('what the server refuses', () => {
  test('DS-10: a pod that is not valid is reported with the reasons of the server, and the queue tries again', () => {
    const daemons = new Daemons({ podSpec: { containers: [{ name: 'Main', image: 'agent:1' }] } });
    daemons.world.settle(0.5);
    const reports = daemons.reports('FailedCreate');
    expect(reports[0]?.[0]).toMatch(
      /^Error creating: Pod "agent-[^"]*" is invalid: .*spec\.containers\[0\]\.name: Invalid value: "Main"/,
    );
    // Each try has a name of its own, and so a report of its own.
    expect(reports.length).toBeGreaterThan(1);
    expect(daemons.world.pods()).toEqual([]);
    expect(daemons.status).toMatchObject({ desiredNumberScheduled: 1, currentNumberScheduled: 0 });
  });

  test('DS-5: deletions are asked for even when creations failed', () => {
    const daemons = new Daemons({
      nodes: nodeNames(2),
      podSpec: { containers: [{ name: 'Main', image: 'agent:1' }] },
    });
    daemons.taint('node-2', noExecute('dedicated'));
    const doomed = daemons.pod('node-2');
    daemons.world.settle();
    expect(daemons.reports('SuccessfulDelete')).toEqual([[`Deleted pod: ${doomed}`, 1]]);
  });

  test('DS-17: in a namespace that is torn down nothing is reported and nothing is tried again', () => {
    const daemons = new Daemons({ nodes: nodeNames(3) });
    const { uid } = daemons.world.cluster.core.state.tables.Namespace.find('', 'default') ?? { uid: 0 };
    daemons.world.do({ type: 'SetFinalizers', kind: 'Namespace', uid, finalizers: ['example.com/hold'] });
    daemons.world.do({ type: 'Delete', kind: 'Namespace', namespace: '', name: 'default' });
    // The revision is refused as well: until that is there no pod is tried.
    expect(daemons.total()[0]).toBeGreaterThan(0);
    expect(daemons.reports('FailedCreate')).toEqual([]);
    expect(daemons.world.pods()).toEqual([]);
  });

  test('DS-17: pods that a torn-down namespace refuses are still waited for', () => {
    const daemons = settled({ nodes: nodeNames(3) });
    const { uid } = daemons.world.cluster.core.state.tables.Namespace.find('', 'default') ?? { uid: 0 };
    daemons.world.do({ type: 'SetFinalizers', kind: 'Namespace', uid, finalizers: ['example.com/hold'] });
    daemons.world.do({ type: 'Delete', kind: 'Namespace', namespace: '', name: 'default' });
    daemons.delete(daemons.first.meta.name);
    daemons.reap();
    expect(daemons.total(60)).toEqual([1, 0]);
    expect(daemons.reports('FailedCreate')).toEqual([]);
  });
});

describe('expectations', () => {
  test('DS-5: what was asked for and is not seen holds the set back for five minutes and no longer', () => {
    const daemons = new Daemons({ hasty: true, lags: { Pod: 100_000_000_000 } });
    expect(daemons.total()).toEqual([1, 0]);
    daemons.world.node('node-2');
    expect(daemons.total(298)).toEqual([0, 0]);
    daemons.world.node('node-3');
    expect(daemons.total(0.5)).toEqual([0, 0]);
    daemons.world.settle(1);
    daemons.world.node('node-4');
    // The caches still show no pod at all: the first node gets its second.
    expect(daemons.total()).toEqual([4, 0]);
  });

  test('DS-5: a pod that is deleted is waited for until it is seen on its way out', () => {
    const daemons = settled({ hasty: true, spec: onDelete, lags: { Pod: 2_000_000 } });
    daemons.world.settle(3);
    daemons.pod('node-1');
    expect(daemons.total(3)).toEqual([0, 1]);
    expect(daemons.total(10)).toEqual([0, 0]);
  });
});

describe('own writes', () => {
  test('DS-21: caches that do not show the last pod or status are waited for, however long', () => {
    const daemons = new Daemons({ lags: { Pod: 400_000_000 } });
    expect(daemons.total()).toEqual([1, 0]);
    const { decisions } = daemons;
    daemons.world.node('node-2');
    expect(daemons.total(350)).toEqual([0, 0]);
    expect(daemons.decisions).toBe(decisions);
    expect(daemons.total(300)).toEqual([1, 0]);
  });
});

describe('revisions', () => {
  const hashOf = (daemons: Daemons): string | undefined =>
    daemons.revisions.at(-1)?.meta.labels['controller-revision-hash'];

  test('DS-8: a name that is taken by other data counts collisions up, and the next name is free', () => {
    const model = new Daemons();
    model.world.settle();
    const name = model.revisions[0]?.meta.name ?? '';
    const daemons = new Daemons();
    daemons.revision(name, 'agent:7', 7, { owner: 99 });
    daemons.world.settle();
    expect(daemons.status.collisionCount).toBe(1);
    expect(daemons.revisions).toHaveLength(2);
    expect(daemons.revisions[1]?.meta.name).not.toBe(name);
    expect(daemons.staying.map(({ meta }) => meta.labels['controller-revision-hash'])).toEqual([hashOf(daemons)]);
    daemons.allReady();
    expect(daemons.total(5)).toEqual([0, 0]);
    expect(daemons.status).toMatchObject({ updatedNumberScheduled: 1, numberAvailable: 1 });
  });

  test('DS-8: a revision that the caches do not show yet is found by its name, and used', () => {
    const daemons = new Daemons({ nodes: nodeNames(2), lags: { ControllerRevision: 3_000_000 } });
    daemons.world.settle();
    daemons.world.node('node-3');
    expect(daemons.total(1)).toEqual([1, 0]);
    expect(daemons.revisions).toHaveLength(1);
    expect(daemons.status.collisionCount).toBe(0);
  });

  test('DS-9: a revision that a pod still bears stays beyond the limit', () => {
    const spec = { ...onDelete, revisionHistoryLimit: 0 };
    const daemons = settled({ spec });
    for (const image of ['agent:2', 'agent:3']) {
      daemons.update({ spec, image });
      daemons.world.settle();
    }
    expect(daemons.revisions.map(({ revision }) => revision)).toEqual([1, 3]);
    daemons.delete(daemons.first.meta.name);
    daemons.reap();
    daemons.world.settle();
    expect(daemons.revisions.map(({ revision }) => revision)).toEqual([3]);
  });
});
