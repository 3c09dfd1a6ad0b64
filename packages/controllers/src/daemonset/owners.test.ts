import { describe, expect, test } from 'vitest';
import { listAt, uuidOf } from '@orrery/core/cluster';
import { Daemons, nodeNames, onDelete, settled } from './daemons.fixture.ts';

const hashLabel = 'controller-revision-hash';

describe('what a set takes in and lets go', () => {
  test('DS-14: a pod that the selector no longer takes is let go, and another takes its place', () => {
    const daemons = settled();
    const { uid, meta } = daemons.first;
    const metadata = {
      labels: { app: 'other' },
      ownerReferences: meta.owners.map(({ identity: _, ...reference }) => reference),
    };
    daemons.world.do({ type: 'Update', kind: 'Pod', uid, body: daemons.world.body({ metadata, spec: {} }) });
    expect(daemons.total()).toEqual([1, 0]);
    expect(daemons.ownerOf(meta.name)).toBeUndefined();
  });

  test('DS-14: an orphan that comes later is taken in, and is one too many', () => {
    const daemons = settled({ spec: onDelete });
    const orphan = daemons.pod('node-1', { own: false });
    expect(daemons.total()).toEqual([0, 1]);
    expect(daemons.ownerOf(orphan)).toBe(daemons.uuid);
    expect(daemons.world.pod(orphan)?.meta.deletion).toBeDefined();
  });

  test('DS-14: an orphan that is being deleted is left alone', () => {
    const daemons = new Daemons();
    const orphan = daemons.pod('node-1', { own: false });
    daemons.delete(orphan);
    expect(daemons.total()).toEqual([1, 0]);
    expect(daemons.ownerOf(orphan)).toBeUndefined();
  });

  test('DS-14: a set of the same name that only a live read shows takes nothing in', () => {
    const daemons = new Daemons({ lags: { DaemonSet: 2_000_000 } });
    const { uid } = daemons.set;
    const orphan = daemons.pod('node-1', { own: false });
    daemons.world.settle(1.99);
    const spec = { selector: { matchLabels: { app: 'nobody' } }, template: { spec: { containers: [] } } };
    daemons.world.do({ type: 'Delete', kind: 'DaemonSet', namespace: 'default', name: 'agent' });
    daemons.world.create('DaemonSet', 'default', 'agent', { spec });
    daemons.world.settle(1);
    expect(daemons.set.uid).not.toBe(uid);
    expect(daemons.ownerOf(orphan)).toBeUndefined();
    expect(daemons.world.podNames()).toEqual([orphan]);
  });

  test('DS-15: pods of nobody wake the sets that match them when they are new or relabelled, and no others', () => {
    const daemons = settled({ spec: onDelete });
    const other = daemons.pod('node-1', { own: false, labels: { app: 'other' } });
    const before = daemons.decisions;
    daemons.world.ready(other);
    daemons.world.settle();
    expect(daemons.decisions).toBe(before);
    const uid = daemons.world.pod(other)?.uid ?? 0;
    const body = daemons.world.body({ metadata: { labels: { app: 'agent' } }, spec: {} });
    daemons.world.do({ type: 'Update', kind: 'Pod', uid, body });
    daemons.world.settle();
    expect(daemons.ownerOf(other)).toBe(daemons.uuid);
  });

  test('DS-15: a revision that is new wakes its set only if nobody controls it; one that goes does', () => {
    const daemons = settled();
    const before = daemons.decisions;
    daemons.revision('mine', 'agent:7', 7, { labels: { [hashLabel]: 'x' } });
    daemons.world.settle();
    expect(daemons.decisions).toBe(before);
    daemons.world.do({ type: 'Delete', kind: 'ControllerRevision', namespace: 'default', name: 'mine' });
    daemons.world.settle();
    expect(daemons.decisions).toBeGreaterThan(before);
  });
});

describe('what pods bear', () => {
  test('DS-2: a toleration that differs only in its seconds gives way, others stay where they were', () => {
    const notReady = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' };
    const tolerations = [
      { key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' },
      { ...notReady, tolerationSeconds: 300 },
    ];
    const daemons = new Daemons({ podSpec: { tolerations } });
    daemons.world.settle();
    const borne = listAt(daemons.first.body.json, 'spec', 'tolerations');
    expect(borne).toHaveLength(7);
    expect(borne.slice(0, 2)).toEqual([tolerations[0], notReady]);
  });

  test('DS-13: pods bear the number of the template, and by it alone a pod is of the present one', () => {
    const generation = 'deprecated.daemonset.template.generation';
    const daemons = new Daemons({ spec: onDelete });
    const numbered = (value: string) => {
      const { uid, body } = daemons.set;
      const json = { ...(body.json as object), metadata: { annotations: { [generation]: value } } };
      daemons.world.do({ type: 'Update', kind: 'DaemonSet', uid, body: daemons.world.body(json) });
    };
    numbered('4');
    daemons.pod('node-1', { labels: { app: 'agent', 'pod-template-generation': '4' } });
    daemons.world.node('node-2');
    daemons.world.settle();
    expect(daemons.on('node-2')[0]?.meta.labels['pod-template-generation']).toBe('4');
    expect(daemons.status.updatedNumberScheduled).toBe(2);
  });

  test('DS-8: pods bear the label of the revision, whatever its hash would be now', () => {
    const daemons = new Daemons({ nodes: nodeNames(2) });
    daemons.revision('agent-kept', 'agent:1', 3, { labels: { [hashLabel]: 'kept' } });
    daemons.world.settle();
    expect(daemons.staying.map(({ meta }) => meta.labels[hashLabel])).toEqual(['kept', 'kept']);
    expect(daemons.revisions).toHaveLength(1);
    expect(daemons.status.updatedNumberScheduled).toBe(2);
    expect(uuidOf('DaemonSet', daemons.set.uid)).toBe(daemons.uuid);
  });
});
