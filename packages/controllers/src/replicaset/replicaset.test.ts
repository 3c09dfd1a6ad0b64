import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { at, controllerOf, draftOf, objectAt, textAt, toObject, type KindName } from '@orrery/core/cluster';
import { template, TestCluster } from '../cluster.fixture.ts';
import { replicaSetController } from './index.ts';

const spec = (replicas: number, rest: JsonObject = {}): JsonObject => ({
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template({ app: 'web' }), ...rest },
});

/** A set whose pods are all ready. */
const given = (replicas: number, rest: JsonObject = {}): TestCluster => {
  const cluster = new TestCluster([{ controller: replicaSetController }]);
  cluster.create('ReplicaSet', 'default', 'web', spec(replicas, rest));
  cluster.settle();
  for (const name of cluster.podNames()) cluster.ready(name);
  cluster.settle();
  return cluster;
};

const scale = (cluster: TestCluster, replicas: number): void => {
  cluster.update('ReplicaSet', 'default', 'web', spec(replicas));
  cluster.settle();
};

/** Writes labels or annotations of a pod as a user would. */
const write = (cluster: TestCluster, name: string, member: 'labels' | 'annotations', texts: JsonObject): void => {
  const pod = cluster.pod(name);
  const draft = pod === undefined ? {} : draftOf(pod);
  cluster.update('Pod', 'default', name, { ...draft, metadata: { ...objectAt(draft, 'metadata'), [member]: texts } });
  cluster.settle();
};

const object = (cluster: TestCluster, kind: KindName, name: string): JsonObject => {
  const record = cluster.cluster.core.state.tables[kind].find('default', name);
  return record === undefined ? {} : toObject(record, 0);
};

const status = (cluster: TestCluster) => at(object(cluster, 'ReplicaSet', 'web'), 'status');

const staying = (cluster: TestCluster): readonly string[] =>
  cluster
    .pods()
    .filter(({ meta }) => meta.deletion === undefined)
    .map(({ meta }) => meta.name);

const reports = (cluster: TestCluster): readonly string[] =>
  cluster.cluster.core.state.tables.Event.toArray()
    .map((record) => toObject(record, 0))
    .map((one) => `${textAt(one, 'type') ?? ''} ${textAt(one, 'reason') ?? ''} ${textAt(one, 'message') ?? ''}`);

describe('a ReplicaSet', () => {
  test('RS-2: makes pods from its template, under generated names and its control', () => {
    const cluster = given(3);
    expect(cluster.pods()).toHaveLength(3);
    for (const pod of cluster.pods()) {
      expect(pod.meta.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      expect(controllerOf(pod.meta)).toMatchObject({ kind: 'ReplicaSet', name: 'web', blockOwnerDeletion: true });
      expect(pod.meta.labels).toEqual({ app: 'web' });
    }
  });

  test('RS-7: counts its active pods', () => {
    const cluster = given(3);
    const all = { replicas: 3, fullyLabeledReplicas: 3, readyReplicas: 3, availableReplicas: 3 };
    expect(status(cluster)).toEqual({ ...all, terminatingReplicas: 0, observedGeneration: 1 });
    const [first = ''] = cluster.podNames();
    cluster.phase(first, 'Running', false);
    scale(cluster, 2);
    expect(status(cluster)).toEqual({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      terminatingReplicas: 1,
      observedGeneration: 2,
    });
  });

  test('RS-1: a pod that has ended or is being deleted is replaced, and an ended one stays', () => {
    const cluster = given(2);
    const [first = '', second = ''] = cluster.podNames();
    cluster.phase(first, 'Failed', false);
    cluster.settle();
    expect(cluster.podNames()).toHaveLength(3);
    cluster.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: second });
    cluster.settle();
    expect(cluster.podNames()).toHaveLength(4);
    expect(cluster.podNames()).toContain(first);
    expect(status(cluster)).toMatchObject({ replicas: 2 });
  });

  test('RS-3: pods are made in batches that double, and the batch with a refusal is the last', () => {
    const cluster = new TestCluster([{ controller: replicaSetController }]);
    const bad = { ...template({ app: 'web' }), spec: { containers: [] } };
    cluster.create('ReplicaSet', 'default', 'web', spec(10, { template: bad }));
    cluster.settle(0.002);
    expect(cluster.pods()).toHaveLength(0);
    expect(reports(cluster)).toHaveLength(1);
    expect(reports(cluster)[0]).toMatch(/^Warning FailedCreate Error creating: Pod "web-.{5}" is invalid/);
    cluster.settle();
    expect(status(cluster)).toMatchObject({
      replicas: 0,
      conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }],
    });
    scale(cluster, 1);
    expect(status(cluster)).not.toHaveProperty('conditions');
  });

  test('RS-4: it is scaled down by what is lost least', () => {
    const cluster = given(5);
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = cluster.podNames();
    write(cluster, first, 'annotations', { 'controller.kubernetes.io/pod-deletion-cost': '-5' });
    write(cluster, third, 'annotations', { 'controller.kubernetes.io/pod-deletion-cost': '5' });
    cluster.phase(fourth, 'Running', false);
    scale(cluster, 4);
    expect(staying(cluster)).toEqual([first, second, third, fifth]);
    scale(cluster, 3);
    expect(staying(cluster)).toEqual([second, third, fifth]);
    cluster.phase(fifth, 'Pending', false);
    scale(cluster, 2);
    expect(staying(cluster)).toEqual([second, third]);
    scale(cluster, 1);
    expect(staying(cluster)).toEqual([third]);
  });

  test('RS-5: it takes in pods of nobody that match, and lets go of its own that no longer do', () => {
    const cluster = given(2);
    const [first = ''] = cluster.podNames();
    write(cluster, first, 'labels', { app: 'other' });
    expect(cluster.pods()).toHaveLength(3);
    expect(cluster.pod(first)?.meta.owners).toEqual([]);
    write(cluster, first, 'labels', { app: 'web' });
    expect(staying(cluster)).toHaveLength(2);
    expect(cluster.pods().every(({ meta }) => controllerOf(meta) !== undefined)).toBe(true);
  });

  test('RS-6: what happens to pods is reported', () => {
    const cluster = given(1);
    const [pod = ''] = cluster.podNames();
    scale(cluster, 0);
    expect(reports(cluster)).toEqual([
      `Normal SuccessfulCreate Created pod: ${pod}`,
      `Normal SuccessfulDelete Deleted pod: ${pod}`,
    ]);
  });

  test('RS-8: a pod is available when it has been ready for minReadySeconds, and the status then says so', () => {
    const cluster = given(1, { minReadySeconds: 30 });
    expect(status(cluster)).toMatchObject({ readyReplicas: 1 });
    expect(status(cluster)).not.toHaveProperty('availableReplicas');
    cluster.settle(30);
    expect(status(cluster)).toMatchObject({ availableReplicas: 1 });
  });

  test('RS-3: until its own pods are seen it makes no more', () => {
    const cluster = new TestCluster([{ controller: replicaSetController, lags: { Pod: 5_000_000 } }]);
    cluster.create('ReplicaSet', 'default', 'web', spec(3));
    cluster.settle(2);
    cluster.update('ReplicaSet', 'default', 'web', spec(4));
    cluster.settle(2);
    expect(cluster.pods()).toHaveLength(3);
    cluster.settle(10);
    expect(cluster.pods()).toHaveLength(4);
  });
});
