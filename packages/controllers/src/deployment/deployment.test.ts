import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import {
  at,
  controllerOf,
  noProgressDeadline,
  listAt,
  textAt,
  toObject,
  type Meta,
  type ReplicaSetRecord,
} from '@orrery/core/cluster';
import { template, TestCluster } from '../cluster.fixture.ts';
import { replicaSetController } from '../replicaset/index.ts';
import { deploymentController } from './index.ts';

const noMeta: Meta = {
  namespace: '',
  name: '',
  labels: {},
  annotations: {},
  owners: [],
  finalizers: [],
  createdAt: 0,
  generation: 0,
  deletion: undefined,
};

const rolling = (maxSurge: number | string, maxUnavailable: number | string): JsonObject => ({
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
});

const spec = (replicas: number, image = 'x:1', rest: JsonObject = {}): JsonObject => ({
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...rolling('25%', '25%'),
    template: template({ app: 'web' }, image),
    ...rest,
  },
});

const started = (replicas: number, rest: JsonObject = {}): TestCluster => {
  const cluster = new TestCluster([{ controller: deploymentController }, { controller: replicaSetController }]);
  cluster.create('Deployment', 'default', 'web', spec(replicas, 'x:1', rest));
  cluster.settle();
  return cluster;
};

/** Everything that waits becomes ready, everything that is to go goes. */
const advance = (cluster: TestCluster): void => {
  for (const { meta, status } of cluster.pods()) {
    if (meta.deletion !== undefined) cluster.remove(meta.name);
    else if (!status.shape.ready) cluster.ready(meta.name);
  }
  cluster.settle();
};

const given = (replicas: number, rest: JsonObject = {}): TestCluster => {
  const cluster = started(replicas, rest);
  advance(cluster);
  return cluster;
};

const update = (cluster: TestCluster, replicas: number, image = 'x:1', rest: JsonObject = {}): void => {
  cluster.update('Deployment', 'default', 'web', spec(replicas, image, rest));
  cluster.settle();
};

const sets = (cluster: TestCluster): readonly ReplicaSetRecord[] =>
  cluster.cluster.core.state.tables.ReplicaSet.toArray();

const sizes = (cluster: TestCluster): readonly number[] => sets(cluster).map((one) => one.spec.replicas);

const object = (cluster: TestCluster): JsonObject => {
  const record = cluster.cluster.core.state.tables.Deployment.find('default', 'web');
  return record === undefined ? {} : toObject(record, 0);
};

const condition = (cluster: TestCluster, type: string): string => {
  const found = listAt(object(cluster), 'status', 'conditions').find((one) => textAt(one, 'type') === type);
  return found === undefined
    ? 'none'
    : `${textAt(found, 'status') ?? ''} ${textAt(found, 'reason') ?? ''}: ${textAt(found, 'message') ?? ''}`;
};

const reports = (cluster: TestCluster): readonly string[] =>
  cluster.cluster.core.state.tables.Event.toArray()
    .map((record) => toObject(record, 0))
    .filter((one) => textAt(one, 'involvedObject', 'kind') === 'Deployment')
    .map((one) => textAt(one, 'message') ?? '');

describe('a Deployment', () => {
  test('DP-1: makes a ReplicaSet of its template, with the hash of it as name and label', () => {
    const cluster = given(3);
    const [set] = sets(cluster);
    const hash = set?.meta.labels['pod-template-hash'] ?? '';
    expect(set?.meta.name).toBe(`web-${hash}`);
    expect(controllerOf(set?.meta ?? noMeta)).toMatchObject({ kind: 'Deployment', name: 'web' });
    expect(at(set?.body.json, 'spec', 'selector')).toEqual({ matchLabels: { app: 'web', 'pod-template-hash': hash } });
    expect(cluster.pods()).toHaveLength(3);
    expect(cluster.pods().every(({ meta }) => meta.labels['pod-template-hash'] === hash)).toBe(true);
  });

  test('DP-7: sums up its ReplicaSets', () => {
    expect(at(object(given(3)), 'status')).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
    });
    const fresh = started(3);
    expect(at(object(fresh), 'status')).toMatchObject({ unavailableReplicas: 3 });
    expect(condition(fresh, 'Available')).toBe(
      'False MinimumReplicasUnavailable: Deployment does not have minimum availability.',
    );
  });

  test('DP-6: a rolling update never has more pods than the surge allows, nor fewer available ones than it must', () => {
    const cluster = given(10, rolling(3, 2));
    update(cluster, 10, 'x:2', rolling(3, 2));
    const seen: (readonly number[])[] = [];
    for (let i = 0; i < 12; i++) {
      seen.push(sizes(cluster));
      const available = cluster.pods().filter(({ meta, status }) => status.shape.ready && meta.deletion === undefined);
      expect(available.length).toBeGreaterThanOrEqual(8);
      expect(sizes(cluster).reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(13);
      advance(cluster);
    }
    expect(seen[0]).toEqual([8, 5]);
    expect(sizes(cluster)).toEqual([0, 10]);
  });

  test('DP-6: 25 % of three are one more and none less', () => {
    const cluster = given(3);
    update(cluster, 3, 'x:2');
    expect(sizes(cluster)).toEqual([3, 1]);
    advance(cluster);
    expect(sizes(cluster)).toEqual([2, 2]);
  });

  test('DP-10: every change of size is reported', () => {
    const cluster = given(3);
    update(cluster, 3, 'x:2');
    advance(cluster);
    const [first = '', second = ''] = sets(cluster).map(({ meta }) => meta.name);
    expect(reports(cluster)).toEqual([
      `Scaled up replica set ${first} from 0 to 3`,
      `Scaled up replica set ${second} from 0 to 1`,
      `Scaled down replica set ${first} from 3 to 2`,
      `Scaled up replica set ${second} from 1 to 2`,
    ]);
  });

  test('DP-4: rollouts are numbered, and one that comes back remembers its numbers', () => {
    const cluster = given(1);
    update(cluster, 1, 'x:2');
    for (let i = 0; i < 4; i++) advance(cluster);
    update(cluster, 1, 'x:1');
    for (let i = 0; i < 4; i++) advance(cluster);
    const revision = 'deployment.kubernetes.io/revision';
    const annotations = sets(cluster).map(({ meta }) => meta.annotations);
    expect(annotations.map((one) => one[revision])).toEqual(['3', '2']);
    expect(annotations[0]?.['deployment.kubernetes.io/revision-history']).toBe('1');
    expect(textAt(object(cluster), 'metadata', 'annotations', revision)).toBe('3');
    expect(sizes(cluster)).toEqual([1, 0]);
  });

  test('DP-5: scaled during a rollout, every ReplicaSet gets its part', () => {
    const cluster = given(10, rolling(3, 2));
    update(cluster, 10, 'x:2', rolling(3, 2));
    expect(sizes(cluster)).toEqual([8, 5]);
    update(cluster, 15, 'x:2', rolling(3, 2));
    expect(sizes(cluster)).toEqual([11, 7]);
  });

  test('DP-8: a rollout without progress for longer than its deadline is said to be stuck', () => {
    const cluster = given(2, { progressDeadlineSeconds: 60 });
    expect(condition(cluster, 'Progressing')).toMatch(
      /^True NewReplicaSetAvailable: ReplicaSet "web-.*" has successfully progressed\.$/,
    );
    update(cluster, 2, 'x:2', { progressDeadlineSeconds: 60 });
    expect(condition(cluster, 'Progressing')).toMatch(/^True (NewReplicaSetCreated|ReplicaSetUpdated): /);
    cluster.settle(59);
    expect(condition(cluster, 'Progressing')).toMatch(/^True/);
    cluster.settle(5);
    expect(condition(cluster, 'Progressing')).toMatch(
      /^False ProgressDeadlineExceeded: ReplicaSet "web-.*" has timed out progressing\.$/,
    );
    for (let i = 0; i < 4; i++) advance(cluster);
    expect(condition(cluster, 'Progressing')).toMatch(/^True NewReplicaSetAvailable/);
  });

  test('DP-9: Recreate waits until every old pod is gone', () => {
    const cluster = given(2, { strategy: { type: 'Recreate' } });
    update(cluster, 2, 'x:2', { strategy: { type: 'Recreate' } });
    expect(sizes(cluster)).toEqual([0]);
    expect(cluster.pods().every(({ meta }) => meta.deletion !== undefined)).toBe(true);
    for (const name of cluster.podNames()) cluster.remove(name);
    cluster.settle();
    expect(sizes(cluster)).toEqual([0, 2]);
  });

  test('DP-12: a paused Deployment rolls nothing out but scales', () => {
    const cluster = given(2, { paused: true });
    expect(sets(cluster)).toHaveLength(0);
    update(cluster, 2);
    advance(cluster);
    update(cluster, 3, 'x:2', { paused: true });
    expect(sizes(cluster)).toEqual([3]);
    expect(condition(cluster, 'Progressing')).toBe('Unknown DeploymentPaused: Deployment is paused');
  });

  test('DP-11: old ReplicaSets beyond the limit go when a rollout is complete', () => {
    const limit = { revisionHistoryLimit: 1 };
    const cluster = given(1, limit);
    for (const image of ['x:2', 'x:3', 'x:4']) {
      update(cluster, 1, image, limit);
      for (let i = 0; i < 4; i++) advance(cluster);
    }
    expect(sizes(cluster)).toEqual([0, 1]);
  });

  test('DP-2: a ReplicaSet of nobody that matches is taken in, and is the newest if its template is', () => {
    const cluster = new TestCluster([{ controller: deploymentController }, { controller: replicaSetController }]);
    cluster.create('ReplicaSet', 'default', 'mine', {
      metadata: { labels: { app: 'web' } },
      spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: template({ app: 'web' }, 'x:1') },
    });
    cluster.create('Deployment', 'default', 'web', spec(2));
    cluster.settle();
    expect(sets(cluster).map(({ meta }) => meta.name)).toEqual(['mine']);
    expect(controllerOf(sets(cluster)[0]?.meta ?? noMeta)).toMatchObject({ kind: 'Deployment' });
  });

  test('DP-3: a name that another template has taken leads to another', () => {
    const name = sets(given(1))[0]?.meta.name ?? '';
    const cluster = new TestCluster([{ controller: deploymentController }, { controller: replicaSetController }]);
    cluster.create('ReplicaSet', 'default', name, {
      spec: { replicas: 0, selector: { matchLabels: { app: 'none' } }, template: template({ app: 'none' }) },
    });
    cluster.create('Deployment', 'default', 'web', spec(1));
    cluster.settle(5);
    expect(sets(cluster)).toHaveLength(2);
    expect(sets(cluster)[1]?.meta.name).not.toBe(name);
    expect(at(object(cluster), 'status', 'collisionCount')).toBe(1);
  });

  test('DP-3: so does a name that its predecessor, made with the same template, has left to a set of its own', () => {
    const cluster = given(1);
    cluster.do({ type: 'Delete', kind: 'Deployment', namespace: 'default', name: 'web' });
    cluster.create('Deployment', 'default', 'web', spec(1));
    cluster.settle(5);
    expect(sets(cluster)).toHaveLength(2);
    expect(at(object(cluster), 'status', 'collisionCount')).toBe(1);
    expect(controllerOf(sets(cluster)[0]?.meta ?? noMeta)?.uid).not.toBe(
      controllerOf(sets(cluster)[1]?.meta ?? noMeta)?.uid,
    );
  });

  test('DP-3: a set that the cache does not show yet is no collision', () => {
    const lags = { ReplicaSet: 2_000_000 };
    const cluster = new TestCluster([{ controller: deploymentController, lags }, { controller: replicaSetController }]);
    cluster.create('Deployment', 'default', 'web', spec(1));
    cluster.settle(30);
    expect(sets(cluster)).toHaveLength(1);
    expect(at(object(cluster), 'status', 'collisionCount')).toBeUndefined();
    expect(cluster.pods()).toHaveLength(1);
  });

  test.each([
    ['is said where there is a deadline', 600, /^False ReplicaSetCreateError: Failed to create new replica set "web-/],
    ['is only reported where there is none', noProgressDeadline, /^none$/],
  ])('DP-3: another refusal %s', (_, progressDeadlineSeconds, said) => {
    const cluster = new TestCluster([{ controller: deploymentController }]);
    const execute = cluster.cluster.core.execute.bind(cluster.cluster.core);
    cluster.cluster.core.execute = (command, actor, cause) =>
      command.type === 'Create' && command.kind === 'ReplicaSet'
        ? E.left({ reason: 'Forbidden', kind: 'ReplicaSet', name: '', message: 'exceeded quota: none', causes: [] })
        : execute(command, actor, cause);
    cluster.create('Deployment', 'default', 'web', spec(1, 'x:1', { progressDeadlineSeconds }));
    cluster.cluster.runUntil(cluster.cluster.now + 50_000);
    expect(condition(cluster, 'Progressing')).toMatch(said);
    expect(reports(cluster)[0]).toMatch(/^Failed to create new replica set "web-.*": exceeded quota: none$/);
  });
});
