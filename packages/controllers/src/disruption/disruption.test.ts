import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import {
  eventMessage,
  eventTemplateOf,
  uuidOf,
  type KindName,
  type PodDisruptionBudgetStatus,
} from '@orrery/core/cluster';
import { template, TestCluster } from '../cluster.fixture.ts';
import { disruptionController } from './index.ts';

const labels = { app: 'web' };

const owner = (world: TestCluster, kind: KindName, name: string): JsonObject => ({
  apiVersion: 'apps/v1',
  kind,
  name,
  uid: uuidOf(kind, world.cluster.core.state.tables[kind].find('default', name)?.uid ?? 0),
  controller: true,
});

const pods = (world: TestCluster, prefix: string, count: number, controller?: JsonObject): void => {
  for (let i = 0; i < count; i++) {
    const metadata = { labels, ...(controller === undefined ? {} : { ownerReferences: [controller] }) };
    world.create('Pod', 'default', `${prefix}-${i}`, {
      metadata,
      spec: { containers: [{ name: 'main', image: 'a' }] },
    });
    world.ready(`${prefix}-${i}`);
  }
};

const workload = (
  world: TestCluster,
  kind: KindName,
  name: string,
  replicas: number,
  more: JsonObject = {},
): JsonObject => {
  world.create(kind, 'default', name, {
    ...more,
    spec: { replicas, selector: { matchLabels: labels }, template: template(labels) },
  });
  return owner(world, kind, name);
};

const budget = (world: TestCluster, spec: JsonObject, name = 'web'): void =>
  world.create('PodDisruptionBudget', 'default', name, { spec: { selector: { matchLabels: labels }, ...spec } });

const statusOf = (world: TestCluster, name = 'web'): PodDisruptionBudgetStatus => {
  const record = world.cluster.core.state.tables.PodDisruptionBudget.find('default', name);
  if (record === undefined) throw new Error(`there is no budget ${name}`);
  return record.status;
};

/** Healthy, desired, expected, allowed. */
const counts = (world: TestCluster): readonly number[] => {
  const { currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed } = statusOf(world);
  return [currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed];
};

const condition = (world: TestCluster): Json => {
  const found = statusOf(world).conditions[0];
  return { status: found?.status ?? '', reason: found?.reason ?? '', message: found?.message ?? '' };
};

const messages = (world: TestCluster): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray().map(
    (event) => `${eventTemplateOf(event.body).reason}: ${eventMessage(event)}`,
  );

const given = (): TestCluster => new TestCluster([{ controller: disruptionController }]);

describe('the numbers', () => {
  test.each<readonly [string, JsonObject, readonly number[]]>([
    ['minAvailable as a number counts the pods that are there', { minAvailable: 2 }, [3, 2, 3, 1]],
    ['minAvailable beyond what is there', { minAvailable: 9 }, [3, 9, 3, 0]],
    ['no amount at all', {}, [3, 0, 0, 0]],
  ])('DC-1: %s', (_, spec, expected) => {
    const world = given();
    pods(world, 'web', 3);
    budget(world, spec);
    world.settle();
    expect(counts(world)).toEqual(expected);
  });

  test.each<readonly [JsonObject, readonly number[]]>([
    [{ minAvailable: '50%' }, [4, 4, 7, 0]],
    [{ minAvailable: '28%' }, [4, 2, 7, 2]],
    [{ maxUnavailable: 4 }, [4, 3, 7, 1]],
    [{ maxUnavailable: '50%' }, [4, 3, 7, 1]],
    [{ maxUnavailable: 9 }, [4, 0, 7, 4]],
  ])('DC-2: %o is of what the controllers should run, rounded up', (spec, expected) => {
    const world = given();
    pods(world, 'web', 4, workload(world, 'StatefulSet', 'web', 7));
    budget(world, spec);
    world.settle();
    expect(counts(world)).toEqual(expected);
  });

  test('DC-2: ReplicaSets of a Deployment count as that Deployment, once; those of nobody by themselves', () => {
    const world = given();
    const deployment = workload(world, 'Deployment', 'web', 5);
    const [old, next] = ['old', 'new'].map((name) =>
      workload(world, 'ReplicaSet', name, 3, { metadata: { ownerReferences: [deployment] } }),
    );
    pods(world, 'old', 1, old);
    pods(world, 'new', 4, next);
    pods(world, 'alone', 1, workload(world, 'ReplicaSet', 'alone', 2));
    budget(world, { maxUnavailable: 1 });
    world.settle();
    expect(counts(world)).toEqual([6, 6, 7, 0]);
  });

  test('DC-2: pods that nobody controls are not counted, and reported', () => {
    const world = given();
    pods(world, 'web', 2);
    budget(world, { maxUnavailable: 1 });
    world.settle();
    expect(counts(world)).toEqual([2, 0, 0, 0]);
    expect(messages(world)[0]).toBe(
      'UnmanagedPods: Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: web,},' +
        'MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be ' +
        'calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" ' +
        'field of the PDB to an integer value.',
    );
  });

  test('DC-2: a controller that the caches do not show is read live', () => {
    const world = new TestCluster([{ controller: disruptionController, lags: { StatefulSet: 60_000_000 } }]);
    pods(world, 'web', 2, workload(world, 'StatefulSet', 'web', 3));
    budget(world, { maxUnavailable: 2 });
    world.settle();
    expect(counts(world)).toEqual([2, 1, 3, 1]);
  });

  test('DC-3: a controller that cannot be scaled, or is not there, allows no disruption and says why', () => {
    const world = given();
    pods(world, 'agent', 2, workload(world, 'DaemonSet', 'agent', 0));
    budget(world, { maxUnavailable: 1 });
    world.settle();
    const error = 'daemonsets.apps does not implement the scale subresource';
    expect(counts(world)[3]).toBe(0);
    expect(condition(world)).toEqual({ status: 'False', reason: 'SyncFailed', message: error });
    expect(messages(world)).toContain(
      `CalculateExpectedPodCountFailed: Failed to calculate the number of expected pods: ${error}`,
    );
    const missing = given();
    const gone = workload(missing, 'StatefulSet', 'web', 2);
    pods(missing, 'web', 2, gone);
    missing.do({ type: 'Delete', kind: 'StatefulSet', namespace: 'default', name: 'web', propagation: 'Background' });
    budget(missing, { maxUnavailable: 1 });
    missing.settle();
    expect(condition(missing)).toMatchObject({ message: 'found no controllers for pod "web-0"' });
  });
});

describe('the status', () => {
  test('DC-4: pods that are not ready or on their way out are not healthy', () => {
    const world = given();
    pods(world, 'web', 4);
    budget(world, { minAvailable: 1 });
    world.phase('web-0', 'Running', false);
    world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: 'web-1' });
    world.settle();
    expect(counts(world)).toEqual([2, 1, 4, 1]);
  });

  test('DC-5: it is written when something differs; the condition keeps its time while its status stays', () => {
    const world = given();
    pods(world, 'web', 3);
    budget(world, { minAvailable: 1 });
    world.settle();
    expect(condition(world)).toEqual({ status: 'True', reason: 'SufficientPods', message: '' });
    const [first] = statusOf(world).conditions;
    const writes = () => world.events(({ type }) => type === 'StatusUpdated').length;
    const before = writes();
    world.do({ type: 'SetFinalizers', kind: 'Pod', uid: world.pod('web-0')?.uid ?? 0, finalizers: ['a/b'] });
    world.settle(10);
    expect(writes()).toBe(before);
    world.phase('web-0', 'Running', false);
    world.settle(10);
    expect(writes()).toBe(before + 1);
    expect(statusOf(world).conditions[0]?.transitionAt).toBe(first?.transitionAt);
    world.update('PodDisruptionBudget', 'default', 'web', {
      spec: { minAvailable: 3, selector: { matchLabels: labels } },
    });
    world.settle(10);
    expect(statusOf(world)).toMatchObject({ observedGeneration: 2, disruptionsAllowed: 0 });
    expect(statusOf(world).conditions[0]?.transitionAt).not.toBe(first?.transitionAt);
  });

  test('DC-6: a pod whose eviction was let through is not healthy; if nobody deletes it in two minutes, it is again', () => {
    const world = given();
    pods(world, 'web', 3);
    budget(world, { minAvailable: 1 });
    world.settle();
    const record = world.cluster.core.state.tables.PodDisruptionBudget.find('default', 'web');
    const status = world.body({
      ...(record?.statusBody.json as JsonObject), // a status is an object
      disruptionsAllowed: 1,
      disruptedPods: { 'web-0': 1_000_000, 'web-9': 1_000_000 },
    });
    world.do({ type: 'UpdateStatus', kind: 'PodDisruptionBudget', uid: record?.uid ?? 0, status });
    world.settle();
    expect(counts(world)).toEqual([2, 1, 3, 1]);
    expect([...statusOf(world).disruptedPods.keys()]).toEqual(['web-0']);
    world.settle(115);
    expect(counts(world)).toEqual([2, 1, 3, 1]);
    world.settle(10);
    expect(counts(world)).toEqual([3, 1, 3, 2]);
    expect(messages(world)).toContain(
      "NotDeleted: Pod was expected by PDB default/default to be deleted but it wasn't",
    );
  });

  test('DC-7: a budget that selects no pod is reported and allows nothing', () => {
    const world = given();
    budget(world, { minAvailable: 0 });
    world.settle();
    expect(counts(world)).toEqual([0, 0, 0, 0]);
    expect(messages(world)).toEqual(['NoPods: No matching pods found']);
  });

  test('DC-8: of several budgets for a pod one is told of its changes, and the pod bears the warning', () => {
    const world = given();
    budget(world, { minAvailable: 1 }, 'a');
    budget(world, { minAvailable: 1 }, 'b');
    world.settle();
    pods(world, 'web', 1);
    world.settle();
    expect(messages(world)).toContain(
      'MultiplePodDisruptionBudgets: Pod "default"/"web-0" matches multiple PodDisruptionBudgets.  Chose "a" arbitrarily.',
    );
    expect([statusOf(world, 'a').currentHealthy, statusOf(world, 'b').currentHealthy]).toEqual([1, 0]);
  });
});

describe('a mark on a pod', () => {
  const target = (world: TestCluster) =>
    world.pod('web-0')?.status.shape.conditions.find(({ type }) => type === 'DisruptionTarget')?.status;

  const marked = (reason: string): TestCluster => {
    const world = given();
    pods(world, 'web', 1);
    const conditions = [{ type: 'DisruptionTarget', status: 'True', reason }];
    const status = world.body({ phase: 'Running', conditions });
    const uid = world.pod('web-0')?.uid ?? 0;
    world.do({ type: 'ReportPodStatus', uid, status, times: [], ip: 1, hostIp: '10.0.0.1' });
    return world;
  };

  test('DC-9: that nothing came of is taken back after two minutes', () => {
    const world = marked('EvictionByEvictionAPI');
    world.settle(119);
    expect(target(world)).toBe('True');
    world.settle(3);
    expect(target(world)).toBe('False');
  });

  test('DC-9: by the kubelet stays', () => {
    const world = marked('TerminationByKubelet');
    world.settle(200);
    expect(target(world)).toBe('True');
  });
});
