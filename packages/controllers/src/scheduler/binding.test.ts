import { describe, expect, test } from 'vitest';
import { constant, type JsonObject } from '@orrery/core/engine';
import { timingProfiles } from '@orrery/core/control';
import { template, TestCluster } from '../cluster.fixture.ts';
import { scheduler } from './index.ts';

const slow = { timing: { ...timingProfiles.fast, apiCall: constant(500_000) } };

const asking = (cpu: string, spec: JsonObject = {}): JsonObject => ({
  ...template({ app: 'x' }),
  spec: { containers: [{ name: 'main', image: 'x:1', resources: { requests: { cpu } } }], ...spec },
});

/** When each pod was bound, seconds. */
const boundAt = (world: TestCluster): readonly number[] => {
  const { log } = world.cluster.core;
  const found: number[] = [];
  for (let position = 1; position <= log.length; position++)
    if (log.event(position).type === 'PodBound') found.push(log.instantOf(position) / 1_000_000);
  return found;
};

describe('SC-14: binding cycles', () => {
  test('SC-14: go on while the next pods are given nodes', () => {
    const world = new TestCluster([{ controller: scheduler }], slow);
    for (const name of ['a', 'b', 'c']) world.create('Pod', 'default', name, asking('100m'));
    world.settle(3);
    expect(boundAt(world)).toEqual([0, 0, 0]);
    const reports = world.events(({ type }) => type === 'EventRecorded');
    expect(reports).toHaveLength(3);
  });

  test('SC-14: a pod that waits for its volumes holds up nobody, and its room is taken', () => {
    const world = new TestCluster([{ controller: scheduler }], slow);
    world.create('StorageClass', '', 'made', { provisioner: 'csi.x', volumeBindingMode: 'WaitForFirstConsumer' });
    world.create('PersistentVolumeClaim', 'default', 'data', {
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'made', resources: { requests: { storage: '1Gi' } } },
    });
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    world.create('Pod', 'default', 'waits', asking('3', { volumes }));
    world.create('Pod', 'default', 'small', asking('1'));
    world.create('Pod', 'default', 'large', asking('2'));
    world.settle(30);
    expect(['waits', 'small', 'large'].map((name) => world.pod(name)?.node)).toEqual(['', 'node-1', '']);
  });

  test('SC-14: one that fails gives its room to those that were refused for want of it', () => {
    const world = new TestCluster([{ controller: scheduler, lags: { Pod: 2_000_000 } }]);
    world.create('Pod', 'default', 'a', asking('3'));
    world.create('Pod', 'default', 'b', asking('3'));
    world.settle(1);
    // Gone before the scheduler sees it: its binding fails, and what was kept for it is free.
    world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: 'a', graceSeconds: 0 });
    world.settle(10);
    expect(world.pod('b')?.node).toBe('node-1');
  });
});
