import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import { eventMessage } from '@orrery/core/cluster';
import { template, TestCluster } from '../cluster.fixture.ts';
import { daemonSetController } from './index.ts';
import { targetNode } from './target-node.ts';

const agent = (spec: JsonObject = {}, podSpec: JsonObject = {}): JsonObject => {
  const given = template({ app: 'agent' });
  return {
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { ...given, spec: { ...(given['spec'] as JsonObject), ...podSpec } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      ...spec,
    },
  };
};

const noSchedule: Json = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };
const noExecute: Json = { key: 'dedicated', value: 'db', effect: 'NoExecute' };

/** A world with node-1 and these other nodes, and a DaemonSet. */
const given = (nodes: readonly string[], spec: JsonObject = {}, podSpec: JsonObject = {}): TestCluster => {
  const world = new TestCluster([{ controller: daemonSetController }]);
  for (const name of nodes) world.node(name);
  world.create('DaemonSet', 'default', 'agent', agent(spec, podSpec));
  world.settle();
  return world;
};

const targets = (world: TestCluster): readonly string[] => world.pods().map(targetNode);

const status = (world: TestCluster) => {
  const found = world.cluster.core.state.tables.DaemonSet.find('default', 'agent');
  if (found === undefined) throw new Error('the set is gone');
  return found.status;
};

/** Binds every pod to its node and makes it ready. */
const allReady = (world: TestCluster): void => {
  for (const pod of world.pods()) {
    if (pod.status.shape.ready || pod.meta.deletion !== undefined) continue;
    if (pod.node === '') world.do({ type: 'BindPod', uid: pod.uid, node: targetNode(pod) });
    world.ready(pod.meta.name);
  }
  world.settle();
};

/** Ends the deletion of every pod that is terminating. */
const reap = (world: TestCluster): void => {
  for (const pod of world.pods()) if (pod.meta.deletion !== undefined) world.remove(pod.meta.name);
  world.settle();
};

describe('one pod on every node that is wanted', () => {
  test('DS-3: every node gets exactly one pod, in name order', () => {
    const world = given(['node-3', 'node-2']);
    expect(targets(world)).toEqual(['node-1', 'node-2', 'node-3']);
    allReady(world);
    expect(status(world)).toMatchObject({
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3,
      numberReady: 3,
      numberAvailable: 3,
      updatedNumberScheduled: 3,
      numberUnavailable: 0,
      observedGeneration: 1,
    });
  });

  test('DS-3: the pod of a node is unique by name and pinned to it', () => {
    const world = given(['node-2']);
    const names = world.podNames();
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^agent-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('DS-7: a node that joins gets a pod; the pods of one that left are deleted if they were never bound', () => {
    const world = given(['node-2']);
    world.node('node-3');
    world.settle();
    expect(targets(world)).toEqual(['node-1', 'node-2', 'node-3']);
    world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-3' });
    world.settle();
    world.update('DaemonSet', 'default', 'agent', agent({ minReadySeconds: 1 }));
    world.settle();
    expect(targets(world)).toEqual(['node-1', 'node-2']);
  });

  test('DS-1: a node selector limits the nodes, and follows their labels', () => {
    const world = given(['node-2'], {}, { nodeSelector: { disk: 'ssd' } });
    expect(targets(world)).toEqual([]);
    const labels = { 'kubernetes.io/hostname': 'node-2', disk: 'ssd' };
    world.update('Node', '', 'node-2', { metadata: { labels }, spec: {} });
    world.settle();
    expect(targets(world)).toEqual(['node-2']);
    allReady(world);
    world.update('Node', '', 'node-2', { metadata: { labels: {} }, spec: {} });
    world.settle();
    reap(world);
    expect(targets(world)).toEqual([]);
  });

  test('DS-1: a NoSchedule taint that is not tolerated keeps new pods away and lets running ones be', () => {
    const world = given(['node-2']);
    allReady(world);
    world.update('Node', '', 'node-2', { metadata: { labels: {} }, spec: { taints: [noSchedule] } });
    world.settle();
    expect(targets(world)).toEqual(['node-1', 'node-2']);
    // A taint that neither brings nor drives out a pod wakes nobody; the next pass counts it.
    expect(status(world)).toMatchObject({ desiredNumberScheduled: 2, numberMisscheduled: 0 });
    world.remove(world.podNames()[0] ?? '');
    world.settle();
    expect(status(world)).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 });
  });

  test('DS-1: a NoExecute taint that is not tolerated drives running pods away', () => {
    const world = given(['node-2']);
    allReady(world);
    world.update('Node', '', 'node-2', { metadata: { labels: {} }, spec: { taints: [noExecute] } });
    world.settle();
    reap(world);
    expect(targets(world)).toEqual(['node-1']);
  });

  test('DS-2: cordoned, pressed and failing nodes are tolerated', () => {
    const world = given([]);
    const taint = (key: string, effect: string): Json => ({ key: `node.kubernetes.io/${key}`, effect });
    const taints = [
      taint('unschedulable', 'NoSchedule'),
      taint('disk-pressure', 'NoSchedule'),
      taint('not-ready', 'NoExecute'),
    ];
    world.node('node-2', { taints });
    world.settle();
    expect(targets(world)).toEqual(['node-1', 'node-2']);
  });

  test('DS-4: a failed pod is replaced at once the first time and after a pause the second time', () => {
    const world = given([]);
    const fail = () => {
      const [pod] = world.pods();
      world.phase(pod?.meta.name ?? '', 'Failed', false);
      world.settle(0.5);
      return pod?.uid;
    };
    const first = fail();
    expect(world.pods()[0]?.uid).not.toBe(first);
    const second = fail();
    expect(world.pods()[0]?.uid).toBe(second);
    world.settle(1);
    expect(world.pods()[0]?.uid).not.toBe(second);
  });
});

describe('rolling update', () => {
  const updated = (image: string, spec: JsonObject = {}): JsonObject =>
    agent({ ...spec, template: template({ app: 'agent' }, image) });

  test('DS-6: at most maxUnavailable pods are replaced at a time', () => {
    const world = given(['node-2', 'node-3', 'node-4']);
    allReady(world);
    world.update('DaemonSet', 'default', 'agent', updated('nginx:2'));
    world.settle();
    for (let round = 0; round < 4; round++) {
      expect(world.pods().filter((pod) => pod.meta.deletion !== undefined)).toHaveLength(1);
      reap(world);
      allReady(world);
    }
    expect(status(world)).toMatchObject({ updatedNumberScheduled: 4, numberAvailable: 4 });
    expect(world.pods().every((pod) => pod.meta.deletion === undefined)).toBe(true);
  });

  test('DS-6: old pods that are not available are replaced whatever the budget', () => {
    const world = given(['node-2', 'node-3', 'node-4']);
    world.update('DaemonSet', 'default', 'agent', updated('nginx:2'));
    world.settle();
    expect(world.pods()).toHaveLength(4);
    expect(status(world).updatedNumberScheduled).toBe(4);
  });

  test('DS-6: OnDelete replaces nothing by itself', () => {
    const onDelete = { updateStrategy: { type: 'OnDelete' } };
    const world = given(['node-2'], onDelete);
    allReady(world);
    world.update('DaemonSet', 'default', 'agent', updated('nginx:2', onDelete));
    world.settle(60);
    expect(status(world).updatedNumberScheduled).toBe(0);
    expect(world.pods().every((pod) => pod.meta.deletion === undefined)).toBe(true);
  });
});

test('DS-5: ten thousand nodes are served in bursts that wait to be seen', () => {
  const nodes = Array.from({ length: 9_999 }, (_, index) => `worker-${String(index).padStart(4, '0')}`);
  const world = given(nodes);
  world.cluster.runUntilQuiet();
  expect(world.pods()).toHaveLength(10_000);
  expect(new Set(targets(world)).size).toBe(10_000);
  expect(status(world)).toMatchObject({ desiredNumberScheduled: 10_000, currentNumberScheduled: 10_000 });
});

describe('history, status and reports', () => {
  const image = (n: number, spec: JsonObject = {}): JsonObject =>
    agent({ ...spec, template: template({ app: 'agent' }, `nginx:${n}`) });
  const revisions = (world: TestCluster) => world.cluster.core.state.tables.ControllerRevision.toArray();

  test('DS-8: pods bear the hash of the revision of the present template, and a roll back makes it the newest again', () => {
    const world = given([]);
    const [first] = revisions(world);
    expect(world.pods()[0]?.meta.labels['controller-revision-hash']).toBe(
      first?.meta.labels['controller-revision-hash'],
    );
    world.update('DaemonSet', 'default', 'agent', image(2));
    world.settle();
    world.update('DaemonSet', 'default', 'agent', agent());
    world.settle();
    expect(revisions(world).map(({ uid, revision }) => [uid === first?.uid, revision])).toEqual([
      [true, 3],
      [false, 2],
    ]);
  });

  test('DS-9: old revisions that no pod bears go beyond the limit', () => {
    const world = given([], { revisionHistoryLimit: 1 });
    for (let n = 2; n <= 5; n++) {
      world.update('DaemonSet', 'default', 'agent', image(n, { revisionHistoryLimit: 1 }));
      world.settle(5);
    }
    expect(revisions(world).map(({ revision }) => revision)).toEqual([4, 5]);
  });

  test('DS-10: creations and deletions are reported on the set', () => {
    const world = given([]);
    allReady(world);
    const name = world.podNames()[0] ?? '';
    world.update('Node', '', 'node-1', { metadata: { labels: {} }, spec: { taints: [noExecute] } });
    world.settle();
    const reports = world.cluster.core.state.tables.Event.toArray().map(eventMessage);
    expect(reports).toEqual([`Created pod: ${name}`, `Deleted pod: ${name}`]);
  });

  test('DS-11: a pass that waits for expectations does not vouch for the new generation', () => {
    const lags = { Pod: 60_000_000 };
    const world = new TestCluster([{ controller: daemonSetController, lags }], {
      featureGates: { StaleControllerConsistencyDaemonSet: false },
    });
    world.create('DaemonSet', 'default', 'agent', agent());
    world.settle();
    expect(status(world).observedGeneration).toBe(1);
    world.update('DaemonSet', 'default', 'agent', image(2));
    world.settle();
    expect(status(world).observedGeneration).toBe(1);
    world.settle(120);
    expect(status(world).observedGeneration).toBe(2);
  });
});
