import { expect, test } from 'vitest';
import { TestCluster } from '../cluster.fixture.ts';
import { claimProtection, volumeProtection } from './index.ts';

const given = (): TestCluster => {
  const world = new TestCluster([{ controller: claimProtection }, { controller: volumeProtection }]);
  world.create('PersistentVolumeClaim', 'default', 'data', { spec: { accessModes: ['ReadWriteOnce'] } });
  world.create('PersistentVolume', '', 'disk', { spec: { capacity: { storage: '1Gi' } } });
  world.settle();
  return world;
};

const usingData = {
  spec: {
    containers: [{ name: 'c', image: 'x' }],
    volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
  },
};

const claimIn = (world: TestCluster) => world.cluster.core.state.tables.PersistentVolumeClaim.find('default', 'data');
const volumeIn = (world: TestCluster) => world.cluster.core.state.tables.PersistentVolume.find('', 'disk');

const deleteClaim = (world: TestCluster): void => {
  world.do({ type: 'Delete', kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' });
  world.settle();
};

test('PV-14: (V37) every claim is protected, and one that nobody uses goes at once', () => {
  const world = given();
  expect(claimIn(world)?.meta.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  deleteClaim(world);
  expect(claimIn(world)).toBeUndefined();
});

test('PV-14: (V37) one that a pod with a node uses stays until the pod is gone, finished or not', () => {
  const world = given();
  world.create('Pod', 'default', 'user', usingData);
  world.ready('user');
  deleteClaim(world);
  expect(claimIn(world)?.meta.deletion).toBeDefined();
  world.phase('user', 'Succeeded', false);
  world.settle(60);
  expect(claimIn(world)).toBeDefined();
  world.remove('user');
  world.settle();
  expect(claimIn(world)).toBeUndefined();
});

test('PV-14: (V37) a pod without a node does not count', () => {
  const world = given();
  world.create('Pod', 'default', 'user', usingData);
  deleteClaim(world);
  expect(claimIn(world)).toBeUndefined();
});

test('PV-15: (V38) a volume stays while it is Bound', () => {
  const world = given();
  const { uid = 0, version = 0 } = volumeIn(world) ?? {};
  world.do({ type: 'SetVolumePhase', uid, version, phase: 'Bound' });
  world.do({ type: 'Delete', kind: 'PersistentVolume', namespace: '', name: 'disk' });
  world.settle(60);
  expect(volumeIn(world)?.meta.deletion).toBeDefined();
  world.do({ type: 'SetVolumePhase', uid, version: volumeIn(world)?.version ?? 0, phase: 'Released' });
  world.settle();
  expect(volumeIn(world)).toBeUndefined();
});

test('PV-14: (V37) a pod that only the server knows of keeps the claim', () => {
  for (const bound of ['before', 'after'] as const) {
    const world = new TestCluster([{ controller: claimProtection, lags: { Pod: 5_000_000 } }]);
    world.create('PersistentVolumeClaim', 'default', 'data', { spec: { accessModes: ['ReadWriteOnce'] } });
    world.settle();
    world.create('Pod', 'default', 'user', usingData);
    if (bound === 'after') world.settle(20); // the cache shows the pod, but not yet its node
    world.ready('user');
    deleteClaim(world);
    expect(claimIn(world)?.meta.deletion).toBeDefined();
    world.settle(60);
    expect(claimIn(world)).toBeDefined();
    world.remove('user');
    world.settle(20);
    expect(claimIn(world)).toBeUndefined();
  }
});
