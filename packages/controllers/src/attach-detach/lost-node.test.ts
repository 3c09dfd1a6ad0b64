import { describe, expect, test } from 'vitest';
import { TestCluster } from '../cluster.fixture.ts';
import { installedControllers } from '../registry.ts';

const driver = 'disk.example.com';
const minute = 60;

/** A StatefulSet of one with a disk, on `node-1`, in a cluster with every controller; and a second node. */
const given = (): TestCluster => {
  const world = new TestCluster(installedControllers());
  world.create('StorageClass', '', 'fast', {
    provisioner: driver,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  const labels = { app: 'web' };
  world.create('StatefulSet', 'default', 'web', {
    spec: {
      replicas: 1,
      serviceName: 'web',
      selector: { matchLabels: labels },
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      revisionHistoryLimit: 10,
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'c',
              image: 'x',
              imagePullPolicy: 'IfNotPresent',
              volumeMounts: [{ name: 'data', mountPath: '/d' }],
            },
          ],
          restartPolicy: 'Always',
          terminationGracePeriodSeconds: 30,
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: 'fast',
            volumeMode: 'Filesystem',
            resources: { requests: { storage: '1Gi' } },
          },
        },
      ],
    },
  });
  world.settle(30);
  world.node('node-2');
  expect(world.pod('web-0')).toMatchObject({ node: 'node-1', status: { shape: { phase: 'Running' } } });
  world.do({ type: 'PowerOffNode', node: 'node-1' });
  return world;
};

const attachedTo = (world: TestCluster): readonly string[] => {
  const found: string[] = [];
  world.cluster.core.state.physical.disks.forEach(({ nodes }) => found.push(...nodes));
  return found;
};

const runsOn = (world: TestCluster): string | undefined => {
  const pod = world.pod('web-0');
  return pod?.status.shape.phase === 'Running' && pod.meta.deletion === undefined ? pod.node : undefined;
};

describe('AD-9: a machine is lost', () => {
  test('AD-9: its pod is not replaced, and its disk stays where it is, while nobody says that it is gone', () => {
    const world = given();
    world.settle(20 * minute);
    expect(world.pod('web-0')?.meta.deletion).toBeDefined();
    expect(attachedTo(world)).toEqual(['node-1']);
  });

  test('AD-9: deleted by force, the pod comes up elsewhere when the disk has been taken from the lost machine after six minutes', () => {
    const world = given();
    world.settle(2 * minute);
    world.remove('web-0');
    world.settle(5 * minute);
    expect([runsOn(world), attachedTo(world)]).toEqual([undefined, ['node-1']]);
    world.settle(3 * minute);
    expect([runsOn(world), attachedTo(world)]).toEqual(['node-2', ['node-2']]);
  });

  test('AD-9: out of service, it comes up as soon as the pod has been collected', () => {
    const world = given();
    world.settle(2 * minute);
    const taints = [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }];
    world.update('Node', '', 'node-1', {
      metadata: { labels: { 'kubernetes.io/hostname': 'node-1' } },
      spec: { taints },
    });
    world.settle(1 * minute);
    expect([runsOn(world), attachedTo(world)]).toEqual(['node-2', ['node-2']]);
  });
});
