import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { provisionedBy, uuidOf } from '@orrery/core/cluster';
import { provisionerNamed } from '@orrery/core/control';
import { volumeProtection } from '../../volume-protection/index.ts';
import { volumeProvisioner } from '../../volume-provisioner/index.ts';
import { Storage } from './storage.fixture.ts';

const other = '00000000-0000-4000-8000-000000000000';

/** Binds claim `data` to volume `disk` of a policy, and deletes the claim. */
const released = (policy: string, source: JsonObject = {}): Storage => {
  const world = new Storage();
  world.volume('disk', '1Gi', { persistentVolumeReclaimPolicy: policy, ...source });
  world.claim('data', '1Gi');
  world.settle();
  expect(world.phases('disk', 'data')).toEqual(['Bound', 'Bound']);
  world.drop('data');
  return world;
};

describe('what becomes of a volume', () => {
  test.each([{}, { claimRef: { namespace: 'default', name: 'nobody' } }])(
    'V19: a new volume is Available when it is free or kept for a name: %j',
    (spec) => {
      const world = new Storage();
      world.volume('disk', '1Gi', spec);
      expect(world.phases('disk')).toEqual(['Pending']);
      world.settle();
      expect(world.phases('disk')).toEqual(['Available']);
    },
  );

  test('V20: one whose claim is missing is Released', () => {
    const world = new Storage();
    world.volume('disk', '1Gi', world.reference('data', other));
    world.setPhase('disk', 'Bound');
    world.settle();
    expect(world.phases('disk')).toEqual(['Released']);
    expect(world.volumeOf('disk')?.claim?.uid).toBe(other);
  });

  test('V20: and so is one whose claim has gone and come again, and it is not given to the new one', () => {
    const world = released('Retain');
    world.claim('data', '1Gi');
    world.settle(60);
    expect(world.phases('disk', 'data')).toEqual(['Released', 'Pending']);
    world.hammer('disk', { claimRef: undefined });
    world.settle(20);
    expect(world.phases('disk', 'data')).toEqual(['Bound', 'Bound']);
  });

  test.each([{}, { PersistentVolumeClaim: 3_000_000 }])(
    'V22: one whose claim is there is not deleted, even if only the server knows: lags %j',
    (lags) => {
      const world = new Storage([], lags);
      world.claim('data', '1Gi', { volumeName: 'disk' });
      const source = { hostPath: { path: '/tmp/disk' }, persistentVolumeReclaimPolicy: 'Delete' };
      world.volume('disk', '1Gi', { ...world.reference('data'), ...source });
      world.setPhase('disk', 'Bound');
      world.settle(40);
      expect(world.phases('disk', 'data')).toEqual(['Bound', 'Bound']);
    },
  );

  test('V25: of two volumes that name one claim one is bound, and the other given back', () => {
    const world = new Storage();
    world.claim('data', '1Gi');
    world.settle();
    const byController = { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } };
    for (const name of ['one', 'two']) world.volume(name, '1Gi', world.reference('data'), byController);
    world.settle(40);
    const { volumeName = '' } = world.claimOf('data') ?? {};
    const spare = volumeName === 'one' ? 'two' : 'one';
    expect(world.phases(volumeName, spare)).toEqual(['Bound', 'Available']);
    expect(world.volumeOf(spare)).toMatchObject({ claim: undefined, meta: { annotations: {} } });
  });

  test('V25: one that a user keeps for the claim stays kept for its name', () => {
    const world = new Storage();
    world.claim('data', '1Gi');
    world.settle();
    for (const name of ['one', 'two']) world.volume(name, '1Gi', world.reference('data'));
    world.settle(40);
    const spare = world.claimOf('data')?.volumeName === 'one' ? 'two' : 'one';
    expect(world.phases(spare)).toEqual(['Available']);
    expect(world.volumeOf(spare)?.claim).toEqual({ namespace: 'default', name: 'data', uid: '' });
  });
});

describe('what is deleted', () => {
  test('V29: a released volume goes when its plugin can delete it', () => {
    const world = released('Delete', { hostPath: { path: '/tmp/disk' } });
    world.settle();
    expect(world.volumeOf('disk')).toBeUndefined();
  });

  test('V29: when it cannot the volume is Failed, says why, and is tried again', () => {
    const world = released('Delete', { hostPath: { path: '/data' } });
    world.settle(50);
    const why = 'host_path deleter only supports /tmp/.+ but received provided /data';
    expect(world.volumeOf('disk')?.status).toMatchObject({ phase: 'Failed', message: why });
    expect(world.reports('disk')).toEqual([`Warning VolumeFailedDelete: ${why}`]);
    world.hammer('disk', { hostPath: { path: '/tmp/disk' } });
    world.settle();
    expect(world.volumeOf('disk')).toBeUndefined();
  });

  test('V29: without a plugin it is Failed too', () => {
    const world = released('Delete', { nfs: { server: 'nas', path: '/' } });
    world.settle();
    expect(world.volumeOf('disk')?.status.message).toBe(
      'error getting deleter volume plugin for volume "disk": no deletable volume plugin matched',
    );
  });

  test.each([
    ['kubernetes.io/host-path', [undefined]],
    ['disk.example.com', ['Released']],
  ])('V31: of two volumes made by %s for one claim the unused one is given up', (provisioner, expected) => {
    const world = new Storage();
    world.claim('data', '1Gi');
    world.settle();
    const made = { annotations: { [provisionedBy]: provisioner } };
    const source = { hostPath: { path: '/tmp/disk' }, persistentVolumeReclaimPolicy: 'Delete' };
    for (const name of ['one', 'two']) world.volume(name, '1Gi', { ...world.reference('data'), ...source }, made);
    world.settle(40);
    const { volumeName = '' } = world.claimOf('data') ?? {};
    expect(world.phases(volumeName)).toEqual(['Bound']);
    expect(world.phases(volumeName === 'one' ? 'two' : 'one')).toEqual(expected);
  });
});

describe('what is recycled', () => {
  const hostPath = { hostPath: { path: '/tmp/disk' } };

  test('V32: an emptied volume is free again', () => {
    const world = released('Recycle', hostPath);
    world.settle();
    expect(world.phases('disk')).toEqual(['Available']);
    expect(world.volumeOf('disk')).toMatchObject({ claim: undefined, meta: { annotations: {} } });
    expect(world.reports('disk')).toEqual(['Normal VolumeRecycled: Volume recycled']);
    world.claim('next', '1Gi');
    world.settle();
    expect(world.phases('disk', 'next')).toEqual(['Bound', 'Bound']);
  });

  test('V32: one that its user keeps for a claim stays kept for the name', () => {
    const world = new Storage();
    world.claim('data', '1Gi');
    world.volume('disk', '1Gi', {
      persistentVolumeReclaimPolicy: 'Recycle',
      ...hostPath,
      ...world.reference('data', ''),
    });
    world.settle(20);
    world.drop('data');
    world.settle(20);
    expect(world.phases('disk')).toEqual(['Available']);
    expect(world.volumeOf('disk')?.claim).toEqual({ namespace: 'default', name: 'data', uid: '' });
  });

  test('V32: without a recycler the volume is Failed', () => {
    const world = released('Recycle', { local: { path: '/data' } });
    world.settle(40);
    expect(world.volumeOf('disk')?.status).toMatchObject({
      phase: 'Failed',
      message: 'No recycler plugin found for the volume!',
    });
    expect(world.reports('disk')).toEqual(['Warning VolumeFailedRecycle: No recycler plugin found for the volume!']);
  });

  test('V32: and so is one with a policy that nobody knows', () => {
    const world = released('Shred', hostPath);
    world.settle(40);
    expect(world.phases('disk')).toEqual(['Failed']);
    expect(world.reports('disk')).toEqual([
      'Warning VolumeUnknownReclaimPolicy: Volume has unrecognized PersistentVolumeReclaimPolicy',
    ]);
  });

  test.each(['Pending', 'Running'])('V32: while a %s pod uses its claim it is left as it is', (phase) => {
    const world = new Storage();
    world.volume('disk', '1Gi', { persistentVolumeReclaimPolicy: 'Recycle', ...hostPath });
    world.claim('data', '1Gi');
    world.settle();
    world.user('web-0', 'data');
    world.phase('web-0', phase, false);
    world.drop('data');
    world.settle(60);
    expect(world.phases('disk')).toEqual(['Released']);
    expect(world.reports('disk')).toEqual(['Normal VolumeFailedRecycle: Volume is used by pods: default/web-0']);
    world.remove('web-0');
    world.settle(16);
    expect(world.phases('disk')).toEqual(['Available']);
  });

  test('V32: a pod that is over does not hinder', () => {
    const world = new Storage();
    world.volume('disk', '1Gi', { persistentVolumeReclaimPolicy: 'Recycle', ...hostPath });
    world.claim('data', '1Gi');
    world.settle();
    world.user('web-0', 'data');
    world.phase('web-0', 'Succeeded', false);
    world.drop('data');
    world.settle(16);
    expect(world.phases('disk')).toEqual(['Available']);
  });
});

describe('what is provisioned', () => {
  const driver = 'disk.example.com';

  test('V34: nothing, when a free volume does', () => {
    const world = new Storage([volumeProvisioner]);
    world.storageClass('fast', { provisioner: driver });
    world.volume('disk', '1Gi', { storageClassName: 'fast' });
    world.settle();
    world.claim('data', '1Gi', { storageClassName: 'fast' });
    world.settle();
    expect(world.claimOf('data')?.volumeName).toBe('disk');
    expect([world.cluster.core.state.physical.disks.size, world.reports('data')]).toEqual([0, []]);
  });

  test('V34: and nothing is bound twice when one turns up while a disk is being made: the disk is given up', () => {
    const delays = { provision: [{ perMille: 0, valueUs: 30_000_000 }] };
    const provisioners = [{ ...provisionerNamed([], driver), delays }];
    const world = new Storage([volumeProvisioner, volumeProtection], {}, { provisioners });
    world.storageClass('fast', { provisioner: driver });
    world.claim('data', '1Gi', { storageClassName: 'fast' });
    world.settle(1);
    world.volume('disk', '1Gi', { storageClassName: 'fast' });
    world.settle(16);
    expect(world.claimOf('data')?.volumeName).toBe('disk');
    world.settle(60);
    expect(world.phases('disk', 'data')).toEqual(['Bound', 'Bound']);
    expect(world.cluster.core.state.tables.PersistentVolume.size).toBe(1);
    expect(world.cluster.core.state.physical.disks.size).toBe(0);
  });

  test.each([true, false])(
    'V35: a claim with a chosen node is made a volume, or waits for who makes it; installed: %s',
    (installed) => {
      const provisioners = [{ ...provisionerNamed([], driver), installed }];
      const world = new Storage([volumeProvisioner], {}, { provisioners });
      world.storageClass('late', { provisioner: driver, volumeBindingMode: 'WaitForFirstConsumer' });
      world.claim('data', '1Gi', { storageClassName: 'late' });
      world.settle(20);
      expect(world.claimOf('data')?.meta.annotations).toEqual({});
      const { uid = 0, version = 0 } = world.claimOf('data') ?? {};
      world.do({ type: 'SelectClaimNode', uid, version, node: 'node-1' });
      world.settle();
      expect(world.claimOf('data')?.meta.annotations).toMatchObject({
        'volume.kubernetes.io/selected-node': 'node-1',
        'volume.kubernetes.io/storage-provisioner': driver,
      });
      expect(world.reports('data')).toContain(
        `Normal ExternalProvisioning: Waiting for a volume to be created either by the external provisioner '${driver}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
      );
      expect(world.claimOf('data')?.volumeName).toBe(installed ? `pvc-${uuidOf('PersistentVolumeClaim', uid)}` : '');
    },
  );
});
