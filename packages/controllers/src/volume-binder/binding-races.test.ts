import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { eventMessage, uuidOf } from '@orrery/core/cluster';
import type { Lags } from '@orrery/core/control';
import { TestCluster } from '../cluster.fixture.ts';
import { volumeBinder } from './index.ts';

const given = (lags: Lags = {}): TestCluster => new TestCluster([{ controller: volumeBinder, lags }]);

const volume = (size: string, spec: JsonObject = {}): JsonObject => ({
  spec: { capacity: { storage: size }, accessModes: ['ReadWriteOnce'], storageClassName: 'manual', ...spec },
});

const claim = (size: string, spec: JsonObject = {}): JsonObject => ({
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'manual',
    resources: { requests: { storage: size } },
    ...spec,
  },
});

const volumeOf = (world: TestCluster, name: string) => world.cluster.core.state.tables.PersistentVolume.find('', name);

const claimOf = (world: TestCluster, name: string) =>
  world.cluster.core.state.tables.PersistentVolumeClaim.find('default', name);

const reports = (world: TestCluster): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray().map(eventMessage);

/** What the scheduler does: gives a volume to a claim. */
const promise = (world: TestCluster, volumeName: string, claimName: string): void => {
  const { uid = 0, version = 0 } = volumeOf(world, volumeName) ?? {};
  const claimUid = uuidOf('PersistentVolumeClaim', claimOf(world, claimName)?.uid ?? 0);
  const reference = { namespace: 'default', name: claimName, uid: claimUid };
  world.do({ type: 'ClaimVolume', uid, version, claim: reference, byController: true });
};

const remove = (world: TestCluster, kind: 'PersistentVolume' | 'PersistentVolumeClaim', name: string): void =>
  world.do({ type: 'Delete', kind, namespace: kind === 'PersistentVolume' ? '' : 'default', name });

const delayed: JsonObject = {
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'WaitForFirstConsumer',
};

describe('who finishes a binding', () => {
  test('PV-8: a volume that the scheduler gave to a claim wakes the claim, which binds', () => {
    const world = given();
    world.create('StorageClass', '', 'manual', delayed);
    world.create('PersistentVolume', '', 'disk', volume('2Gi'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim('1Gi'));
    world.settle();
    promise(world, 'disk', 'data');
    world.settle();
    expect(claimOf(world, 'data')).toMatchObject({ volumeName: 'disk', status: { phase: 'Bound', capacity: '2Gi' } });
    expect(volumeOf(world, 'disk')?.status.phase).toBe('Bound');
  });

  test('PV-8: the claim does not bind to one that is too small, whoever gave it', () => {
    const world = given();
    world.create('StorageClass', '', 'manual', delayed);
    world.create('PersistentVolume', '', 'small', volume('1Gi'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim('2Gi'));
    world.settle();
    promise(world, 'small', 'data');
    world.settle(40);
    expect(claimOf(world, 'data')).toMatchObject({ volumeName: '', status: { phase: 'Pending' } });
  });

  test('PV-6: a volume kept for a claim by name is not bound when it is too small', () => {
    const world = given();
    world.create('PersistentVolumeClaim', 'default', 'data', claim('2Gi', { storageClassName: '' }));
    const claimRef = { namespace: 'default', name: 'data' };
    world.create('PersistentVolume', '', 'small', volume('1Gi', { storageClassName: '', claimRef }));
    world.settle(40);
    expect(volumeOf(world, 'small')?.status.phase).toBe('Available');
    expect(claimOf(world, 'data')?.volumeName).toBe('');
  });

  test('PV-8: a volume in another mode than its claim is told so, and so is the claim', () => {
    const world = given();
    world.create('StorageClass', '', 'manual', delayed);
    world.create('PersistentVolume', '', 'raw', volume('1Gi', { volumeMode: 'Block' }));
    world.create('PersistentVolumeClaim', 'default', 'data', claim('1Gi'));
    world.settle();
    promise(world, 'raw', 'data');
    world.settle();
    expect(reports(world)).toEqual(
      expect.arrayContaining([
        'Cannot bind PersistentVolume to requested PersistentVolumeClaim "data" due to incompatible volumeMode.',
        'Cannot bind PersistentVolume "raw" to requested PersistentVolumeClaim due to incompatible volumeMode.',
      ]),
    );
    expect(claimOf(world, 'data')?.volumeName).toBe('');
  });
});

describe('late caches', () => {
  test('PV-13: a claim that the cache does not show yet is looked for live, and its volume is kept', () => {
    const world = given({ PersistentVolumeClaim: 20_000_000 });
    world.create('StorageClass', '', 'manual', delayed);
    world.create('PersistentVolume', '', 'disk', volume('1Gi'));
    world.settle();
    world.create('PersistentVolumeClaim', 'default', 'data', claim('1Gi'));
    promise(world, 'disk', 'data');
    world.settle(10);
    expect(volumeOf(world, 'disk')?.status.phase).toBe('Available');
    world.settle(60);
    expect(claimOf(world, 'data')).toMatchObject({ volumeName: 'disk', status: { phase: 'Bound' } });
  });

  test('PV-7: what is written against an old version is refused and tried again', () => {
    const world = given({ PersistentVolume: 3_000_000, PersistentVolumeClaim: 1_000_000 });
    world.create('PersistentVolume', '', 'disk', volume('1Gi'));
    for (const name of ['a', 'b']) world.create('PersistentVolumeClaim', 'default', name, claim('1Gi'));
    world.settle(60);
    const bound = ['a', 'b'].filter((name) => claimOf(world, name)?.status.phase === 'Bound');
    expect(bound).toHaveLength(1);
    expect(volumeOf(world, 'disk')?.claim?.name).toBe(bound[0]);
  });
});

describe('other ways', () => {
  test('PV-5: a volume kept for a claim comes after one with fewer modes', () => {
    const world = given();
    const claimRef = { namespace: 'default', name: 'data' };
    const many = ['ReadWriteOnce', 'ReadWriteMany'];
    world.create('PersistentVolume', '', 'kept', volume('1Gi', { accessModes: many, claimRef }));
    world.create('PersistentVolume', '', 'free', volume('1Gi'));
    world.settle();
    world.create('PersistentVolumeClaim', 'default', 'data', claim('1Gi'));
    world.settle();
    expect(claimOf(world, 'data')?.volumeName).toBe('free');
  });

  test('PV-10: without a plugin nothing is made, and an outside provisioner is named on the claim', () => {
    const world = given();
    world.create('StorageClass', '', 'manual', { provisioner: 'kubernetes.io/no-provisioner' });
    world.create('StorageClass', '', 'cloud', { provisioner: 'disk.example.com' });
    world.create('PersistentVolumeClaim', 'default', 'static', claim('1Gi'));
    world.create('PersistentVolumeClaim', 'default', 'dynamic', claim('1Gi', { storageClassName: 'cloud' }));
    world.settle();
    expect(reports(world)).toContain('no volume plugin matched name: kubernetes.io/no-provisioner');
    expect(claimOf(world, 'dynamic')?.meta.annotations).toMatchObject({
      'volume.beta.kubernetes.io/storage-provisioner': 'disk.example.com',
      'volume.kubernetes.io/storage-provisioner': 'disk.example.com',
    });
    expect(claimOf(world, 'dynamic')?.status.phase).toBe('Pending');
  });

  test('PV-13: what an outside provisioner made is left for it to delete, and nothing is recycled', () => {
    const world = given();
    const annotations = { 'pv.kubernetes.io/provisioned-by': 'disk.example.com' };
    const made = volume('1Gi', { persistentVolumeReclaimPolicy: 'Delete' });
    world.create('PersistentVolume', '', 'made', { ...made, metadata: { annotations } });
    world.create('PersistentVolumeClaim', 'default', 'data', claim('1Gi'));
    world.settle();
    remove(world, 'PersistentVolumeClaim', 'data');
    world.settle();
    expect(volumeOf(world, 'made')?.status.phase).toBe('Released');
    world.create('PersistentVolume', '', 'old', volume('1Gi', { persistentVolumeReclaimPolicy: 'Recycle' }));
    world.create('PersistentVolumeClaim', 'default', 'other', claim('1Gi'));
    world.settle();
    remove(world, 'PersistentVolumeClaim', 'other');
    world.settle();
    expect(volumeOf(world, 'old')?.status).toMatchObject({
      phase: 'Failed',
      message: 'No recycler plugin found for the volume!',
    });
  });
});
