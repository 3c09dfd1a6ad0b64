import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { eventMessage } from '@orrery/core/cluster';
import { template, TestCluster } from '../cluster.fixture.ts';
import { statefulSetController } from './index.ts';

const web = (spec: JsonObject = {}): JsonObject => ({
  spec: {
    replicas: 3,
    serviceName: 'nginx',
    selector: { matchLabels: { app: 'nginx' } },
    template: template({ app: 'nginx' }),
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    ...spec,
  },
});

const claims = {
  volumeClaimTemplates: [
    {
      metadata: { name: 'www' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  ],
};

const given = (spec: JsonObject = {}): TestCluster => {
  const world = new TestCluster([{ controller: statefulSetController }]);
  world.create('StatefulSet', 'default', 'web', web(spec));
  world.settle();
  return world;
};

const status = (world: TestCluster) => {
  const found = world.cluster.core.state.tables.StatefulSet.find('default', 'web');
  if (found === undefined) throw new Error('the set is gone');
  return found.status;
};

const allReady = (world: TestCluster, ...names: readonly string[]): void => {
  for (const name of names) {
    world.ready(name);
    world.settle();
  }
};

describe('OrderedReady', () => {
  test('SS-1: a replica starts only when every lower one is Running and Ready', () => {
    const world = given();
    expect(world.podNames()).toEqual(['web-0']);
    world.phase('web-0', 'Running', false);
    world.settle(60);
    expect(world.podNames()).toEqual(['web-0']);
    allReady(world, 'web-0');
    expect(world.podNames()).toEqual(['web-0', 'web-1']);
    allReady(world, 'web-1');
    expect(world.podNames()).toEqual(['web-0', 'web-1', 'web-2']);
  });

  test('SS-2: scaling down stops the highest ordinal first, one at a time', () => {
    const world = given();
    allReady(world, 'web-0', 'web-1', 'web-2');
    world.update('StatefulSet', 'default', 'web', web({ replicas: 1 }));
    world.settle(60);
    expect(world.pods().map((pod) => pod.meta.deletion !== undefined)).toEqual([false, false, true]);
    world.remove('web-2');
    world.settle();
    expect(world.pods().map((pod) => pod.meta.deletion !== undefined)).toEqual([false, true]);
    world.remove('web-1');
    world.settle();
    expect(world.podNames()).toEqual(['web-0']);
  });

  test('SS-7: a surplus pod that is unhealthy waits while a lower one is unhealthy too', () => {
    const world = given();
    allReady(world, 'web-0', 'web-1', 'web-2');
    world.phase('web-1', 'Running', false);
    world.phase('web-2', 'Running', false);
    world.update('StatefulSet', 'default', 'web', web({ replicas: 1 }));
    world.settle(60);
    expect(world.pods().every((pod) => pod.meta.deletion === undefined)).toBe(true);
    allReady(world, 'web-1');
    expect(world.pod('web-2')?.meta.deletion).toBeDefined();
  });

  test('SS-6: a pod that failed is deleted and made again under its name', () => {
    const world = given({ replicas: 1 });
    const first = world.pod('web-0')?.uid;
    world.phase('web-0', 'Failed', false);
    world.settle();
    const second = world.pod('web-0');
    expect(second?.uid).not.toBe(first);
    expect(second?.status.shape.phase).toBe('Pending');
  });
});

test('SS-8: Parallel makes and stops all pods without waiting', () => {
  const world = given({ podManagementPolicy: 'Parallel', replicas: 7 });
  expect(world.podNames()).toHaveLength(7);
  world.update('StatefulSet', 'default', 'web', web({ podManagementPolicy: 'Parallel', replicas: 0 }));
  world.settle();
  expect(world.podNames()).toEqual([]);
});

test('SS-4: a pod bears the identity of its ordinal', () => {
  const world = given({ ...claims, ordinals: { start: 4 }, replicas: 1 });
  const pod = world.pod('web-4');
  expect(pod?.meta.labels).toMatchObject({
    app: 'nginx',
    'statefulset.kubernetes.io/pod-name': 'web-4',
    'apps.kubernetes.io/pod-index': '4',
    'controller-revision-hash': status(world).updateRevision,
  });
  expect(pod?.claims).toEqual(['www-web-4']);
});

test('SS-10: claims are made before the pod and used again when they are there', () => {
  const world = given({ ...claims, replicas: 1 });
  const made = world.events((event) => event.type === 'Created' && event.name.includes('web-0'));
  expect(made).toEqual(['PersistentVolumeClaimCreated www-web-0', 'PodCreated web-0']);
  world.remove('web-0');
  world.settle();
  expect(world.cluster.core.state.tables.PersistentVolumeClaim.size).toBe(1);
  expect(world.pod('web-0')).toBeDefined();
});

describe('rolling update', () => {
  test('SS-13: pods are replaced from the highest ordinal down, each after the one above is ready', () => {
    const world = given();
    allReady(world, 'web-0', 'web-1', 'web-2');
    world.update('StatefulSet', 'default', 'web', web({ template: template({ app: 'nginx' }, 'nginx:2') }));
    world.settle();
    const order: string[] = [];
    for (let round = 0; round < 3; round++) {
      const stopping = world.pods().filter((pod) => pod.meta.deletion !== undefined);
      expect(stopping.length).toBeLessThanOrEqual(1);
      const name = stopping[0]?.meta.name ?? '';
      order.push(name);
      world.remove(name);
      world.settle();
      allReady(world, name);
    }
    expect(order).toEqual(['web-2', 'web-1', 'web-0']);
    expect(status(world)).toMatchObject({ updatedReplicas: 3, currentReplicas: 3 });
    expect(status(world).currentRevision).toBe(status(world).updateRevision);
  });

  test('SS-13: nothing below the partition is replaced', () => {
    const partition = (n: number) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: n } } });
    const world = given(partition(3));
    allReady(world, 'web-0', 'web-1', 'web-2');
    world.update(
      'StatefulSet',
      'default',
      'web',
      web({ ...partition(3), template: template({ app: 'nginx' }, 'nginx:2') }),
    );
    world.settle(60);
    expect(world.pods().every((pod) => pod.meta.deletion === undefined)).toBe(true);
    expect(status(world).updatedReplicas).toBe(0);
  });

  test('SS-3: putting the old template back makes its revision the newest again', () => {
    const world = given({ replicas: 0 });
    const first = status(world).updateRevision;
    world.update(
      'StatefulSet',
      'default',
      'web',
      web({ replicas: 0, template: template({ app: 'nginx' }, 'nginx:2') }),
    );
    world.settle();
    expect(status(world).updateRevision).not.toBe(first);
    world.update('StatefulSet', 'default', 'web', web({ replicas: 0 }));
    world.settle();
    expect(status(world).updateRevision).toBe(first);
    const revisions = world.cluster.core.state.tables.ControllerRevision.toArray();
    expect(revisions.map(({ revision }) => revision).sort()).toEqual([2, 3]);
  });
});

test('SS-9: status counts what there is', () => {
  const world = given();
  allReady(world, 'web-0');
  expect(status(world)).toMatchObject({ replicas: 2, readyReplicas: 1, availableReplicas: 1, observedGeneration: 1 });
});

test('SS-14: an orphan that matches is adopted', () => {
  const world = new TestCluster([{ controller: statefulSetController }]);
  world.create('Pod', 'default', 'web-0', template({ app: 'nginx' }));
  world.create('StatefulSet', 'default', 'web', web({ replicas: 1 }));
  world.settle();
  expect(world.pod('web-0')?.meta.owners).toMatchObject([{ kind: 'StatefulSet', name: 'web', controller: true }]);
  expect(world.podNames()).toEqual(['web-0']);
});

describe('revisions', () => {
  const image = (n: number): JsonObject => ({ template: template({ app: 'nginx' }, `nginx:${n}`) });
  const partition = (n: number): JsonObject => ({
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: n } },
  });

  test('SS-5: a pod below the partition comes back at the current revision, one above at the update revision', () => {
    const world = given(partition(2));
    allReady(world, 'web-0', 'web-1', 'web-2');
    world.update('StatefulSet', 'default', 'web', web({ ...partition(2), ...image(2) }));
    world.settle();
    world.remove('web-2');
    world.settle();
    allReady(world, 'web-2');
    world.remove('web-0');
    world.settle();
    const revision = (name: string): string | undefined => world.pod(name)?.meta.labels['controller-revision-hash'];
    expect(revision('web-0')).toBe(status(world).currentRevision);
    expect(revision('web-2')).toBe(status(world).updateRevision);
    expect(status(world).updateRevision).not.toBe(status(world).currentRevision);
  });

  test('SS-12: revisions that nothing uses are kept up to the limit, the newest', () => {
    const world = given({ replicas: 0, revisionHistoryLimit: 2 });
    for (let n = 2; n <= 7; n++) {
      world.update('StatefulSet', 'default', 'web', web({ replicas: 0, revisionHistoryLimit: 2, ...image(n) }));
      world.settle();
    }
    const numbers = world.cluster.core.state.tables.ControllerRevision.toArray().map(({ revision }) => revision);
    // The current and the update revision are one here, and two older ones are kept.
    expect(numbers).toEqual([5, 6, 7]);
  });
});

test('SS-11: what is done to pods and claims is reported on the set', () => {
  const world = given({ ...claims, replicas: 1 });
  const reports = world.cluster.core.state.tables.Event.toArray().map(eventMessage);
  expect(reports).toEqual([
    'create Claim www-web-0 Pod web-0 in StatefulSet web success',
    'create Pod web-0 in StatefulSet web successful',
  ]);
});
