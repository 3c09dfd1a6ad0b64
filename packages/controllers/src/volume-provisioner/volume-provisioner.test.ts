import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { eventMessage, eventTemplateOf, objectAt, selectedNode, textAt } from '@orrery/core/cluster';
import { provisionerNamed, type Provisioner } from '@orrery/core/control';
import { TestCluster } from '../cluster.fixture.ts';
import { volumeBinder } from '../volume-binder/index.ts';
import { claimProtection, volumeProtection } from '../volume-protection/index.ts';
import { volumeProvisioner } from './index.ts';

const driver = 'disk.example.com';
const zone = 'topology.kubernetes.io/zone';

const like = (changes: Partial<Provisioner>): readonly Provisioner[] => [
  { ...provisionerNamed([], driver), ...changes },
];

const given = (changes: Partial<Provisioner> = {}, storageClass: JsonObject = {}): TestCluster => {
  const controllers = [volumeBinder, volumeProvisioner, claimProtection, volumeProtection];
  const world = new TestCluster(
    controllers.map((controller) => ({ controller })),
    { provisioners: like(changes) },
  );
  for (const name of ['a', 'b', 'c']) world.node(`node-${name}`, { labels: { [zone]: name } });
  world.create('StorageClass', '', 'fast', {
    provisioner: driver,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
    ...storageClass,
  });
  return world;
};

const claim = (world: TestCluster, name: string, spec: JsonObject = {}): void =>
  world.create('PersistentVolumeClaim', 'default', name, {
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      volumeMode: 'Filesystem',
      resources: { requests: { storage: '2Gi' } },
      ...spec,
    },
  });

const claimOf = (world: TestCluster, name: string) =>
  world.cluster.core.state.tables.PersistentVolumeClaim.find('default', name);

const volumes = (world: TestCluster) => world.cluster.core.state.tables.PersistentVolume.toArray();

const disks = (world: TestCluster): readonly string[] => {
  const found: string[] = [];
  world.cluster.core.state.physical.disks.forEach(({ handle }) => found.push(handle));
  return found;
};

/** Reasons and messages of what the provisioner reported. */
const reports = (world: TestCluster): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray()
    .filter(({ body }) => eventTemplateOf(body).component.startsWith(driver))
    .map((event) => `${eventTemplateOf(event.body).reason}: ${eventMessage(event)}`);

const remove = (world: TestCluster, kind: 'PersistentVolume' | 'PersistentVolumeClaim', name: string): void =>
  world.do({ type: 'Delete', kind, namespace: kind === 'PersistentVolume' ? '' : 'default', name });

const select = (world: TestCluster, name: string, node: string): void => {
  const { uid = 0, version = 0 } = claimOf(world, name) ?? {};
  world.do({ type: 'SelectClaimNode', uid, version, node });
};

const fail = (changes: Partial<Provisioner['scripted'][number]>): Partial<Provisioner> => ({
  scripted: [{ operation: 'provision', times: 1, code: 'Internal', message: 'no luck', ...changes }],
});

describe('making volumes', () => {
  test('VP-1, VP-3, VP-8: a claim gets a disk and a volume of its own, and is told about both', () => {
    const world = given();
    claim(world, 'data');
    world.settle();
    const [volume] = volumes(world);
    const name = volume?.meta.name ?? '';
    expect(name).toMatch(/^pvc-[0-9a-f-]{36}$/);
    expect(claimOf(world, 'data')).toMatchObject({ volumeName: name, status: { phase: 'Bound', capacity: '2Gi' } });
    expect(volume).toMatchObject({
      className: 'fast',
      reclaimPolicy: 'Delete',
      csi: { driver, handle: name },
      status: { phase: 'Bound' },
    });
    expect(volume?.meta.finalizers).toEqual([
      'external-provisioner.volume.kubernetes.io/finalizer',
      'kubernetes.io/pv-protection',
    ]);
    expect(volume?.meta.annotations['pv.kubernetes.io/provisioned-by']).toBe(driver);
    expect(disks(world)).toEqual([name]);
    expect(reports(world)).toEqual([
      'Provisioning: External provisioner is provisioning volume for claim "default/data"',
      `ProvisioningSucceeded: Successfully provisioned volume ${name}`,
    ]);
  });

  test('VP-1: nobody answers for a driver that is not installed', () => {
    const world = given({ installed: false });
    claim(world, 'data');
    world.settle(60);
    expect([volumes(world), disks(world), reports(world)]).toEqual([[], [], []]);
    expect(claimOf(world, 'data')?.status.phase).toBe('Pending');
  });

  test('VP-2, VP-4: where a pod comes first its node decides, and the volume can be reached from its zone alone', () => {
    const world = given({ topologyKey: zone }, { volumeBindingMode: 'WaitForFirstConsumer' });
    claim(world, 'data');
    world.settle(40);
    expect(disks(world)).toEqual([]);
    select(world, 'data', 'node-b');
    world.settle();
    expect(claimOf(world, 'data')?.status.phase).toBe('Bound');
    expect(volumes(world)[0]?.nodeAffinity).toEqual({
      nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: 'In', values: ['b'] }] }],
    });
  });

  test('VP-4: claims of one set are spread over the zones that their class allows', () => {
    const allowedTopologies = [{ matchLabelExpressions: [{ key: zone, values: ['a', 'c'] }] }];
    const world = given({ topologyKey: zone }, { allowedTopologies });
    for (const name of ['data-web-0', 'data-web-1', 'data-web-2']) claim(world, name);
    world.settle(5);
    const zones = volumes(world).map(
      ({ nodeAffinity }) => JSON.stringify(nodeAffinity).match(/"values":\["(.)"\]/)?.[1],
    );
    expect([...zones].sort().join('')).toMatch(/^(aac|acc)$/);
    expect(zones[0]).toBe(zones[2]);
  });

  test('VP-3: with what the class says of mounting, and raw where the claim wants it so', () => {
    const world = given({}, { mountOptions: ['noatime'], parameters: { 'csi.storage.k8s.io/fstype': 'xfs' } });
    claim(world, 'data');
    claim(world, 'raw', { volumeMode: 'Block', resources: { requests: { storage: '1500M' } } });
    world.settle();
    const [files, raw] = volumes(world).map(({ body }) => objectAt(body.json, 'spec') ?? {});
    expect(files).toMatchObject({ mountOptions: ['noatime'], csi: { fsType: 'xfs' } });
    expect(textAt(raw, 'csi', 'fsType')).toBeUndefined();
    expect(raw).toMatchObject({ volumeMode: 'Block', capacity: { storage: '1500000000' } });
  });
});

describe('failures', () => {
  test('VP-7: are told to the claim and tried again, after 1 s and twice as long each time', () => {
    const world = given(fail({ times: 3 }));
    claim(world, 'data');
    world.settle(2);
    expect(reports(world)).toContain(
      'ProvisioningFailed: failed to provision volume with StorageClass "fast": rpc error: code = Internal desc = no luck',
    );
    world.settle(4);
    expect(claimOf(world, 'data')?.status.phase).toBe('Pending');
    world.settle(2);
    expect(claimOf(world, 'data')?.status.phase).toBe('Bound');
  });

  test('VP-7: a node where there is no room is given back, so that the scheduler chooses again', () => {
    const world = given(
      { topologyKey: zone, ...fail({ code: 'ResourceExhausted' }) },
      { volumeBindingMode: 'WaitForFirstConsumer' },
    );
    claim(world, 'data');
    world.settle();
    select(world, 'data', 'node-a');
    world.settle();
    expect(claimOf(world, 'data')?.meta.annotations[selectedNode]).toBeUndefined();
    expect(disks(world)).toEqual([]);
    select(world, 'data', 'node-b');
    world.settle();
    expect(claimOf(world, 'data')?.status.phase).toBe('Bound');
  });

  test('VP-7: (V40) a node that is gone is given back too', () => {
    const world = given({}, { volumeBindingMode: 'WaitForFirstConsumer' });
    claim(world, 'data');
    select(world, 'data', 'node-z');
    world.settle();
    expect(claimOf(world, 'data')?.meta.annotations[selectedNode]).toBeUndefined();
    expect(reports(world)).toEqual(['ProvisioningFailed: node "node-z" not found']);
  });

  test('VP-9: what timed out may have been done, and is carried through although the claim has gone: nothing leaks', () => {
    const world = given(fail({ code: 'DeadlineExceeded', message: 'context deadline exceeded' }));
    claim(world, 'data');
    world.settle(0.5);
    expect([disks(world).length, volumes(world).length]).toEqual([1, 0]);
    remove(world, 'PersistentVolumeClaim', 'data');
    world.settle(30);
    expect(claimOf(world, 'data')).toBeUndefined();
    expect([disks(world), volumes(world)]).toEqual([[], []]);
  });

  test('VP-9: a crash between disk and volume costs nothing while the claim is there, and leaks the disk when it is not', () => {
    for (const stays of [true, false]) {
      const world = given();
      claim(world, 'data');
      const provisioner = world.cluster.component('csi-provisioner');
      world.cluster.runUntilHolds(() => disks(world).length > 0, 10_000_000);
      provisioner?.crash();
      if (!stays) remove(world, 'PersistentVolumeClaim', 'data');
      world.settle();
      expect(volumes(world)).toEqual([]);
      provisioner?.restart(0);
      world.settle(5);
      expect(disks(world)).toHaveLength(1);
      expect(volumes(world)).toHaveLength(stays ? 1 : 0);
    }
  });

  test('VP-7: some of many attempts fail when a share of them shall, by seed', () => {
    const world = given({ failures: { provision: 300_000 } });
    for (let i = 0; i < 40; i++) claim(world, `c${i}`);
    world.settle(5);
    const failed = reports(world).filter((one) => one.startsWith('ProvisioningFailed')).length;
    expect(failed).toBeGreaterThan(4);
    expect(failed).toBeLessThan(25);
    world.settle(60);
    expect(volumes(world)).toHaveLength(40);
  });
});

describe('deleting volumes', () => {
  const bound = (changes: Partial<Provisioner> = {}, storageClass: JsonObject = {}) => {
    const world = given(changes, storageClass);
    claim(world, 'data');
    world.settle();
    return { world, name: volumes(world)[0]?.meta.name ?? '' };
  };

  test('VP-6: (V29) a released volume goes with its disk', () => {
    const { world } = bound();
    remove(world, 'PersistentVolumeClaim', 'data');
    world.settle();
    expect([volumes(world), disks(world)]).toEqual([[], []]);
  });

  test('VP-6: with Retain both stay, and the finalizer of the provisioner goes', () => {
    const { world } = bound({}, { reclaimPolicy: 'Retain' });
    remove(world, 'PersistentVolumeClaim', 'data');
    world.settle();
    expect(volumes(world)[0]?.status.phase).toBe('Released');
    expect(volumes(world)[0]?.meta.finalizers).toEqual(['kubernetes.io/pv-protection']);
    expect(disks(world)).toHaveLength(1);
  });

  test('VP-6: (V29) a deletion that fails is told to the volume, which stays Released, and is tried again', () => {
    const { world } = bound(fail({ operation: 'delete', times: 2, message: 'disk is locked' }));
    remove(world, 'PersistentVolumeClaim', 'data');
    world.settle(0.5);
    expect(reports(world)).toContain('VolumeFailedDelete: rpc error: code = Internal desc = disk is locked');
    expect(volumes(world)[0]?.status.phase).toBe('Released');
    world.settle(4);
    expect([volumes(world), disks(world)]).toEqual([[], []]);
  });

  test('VP-5, VP-6: a volume deleted before its claim keeps its disk until the claim is gone, and then takes it along', () => {
    const { world, name } = bound();
    remove(world, 'PersistentVolume', name);
    world.settle(60);
    expect(volumes(world)[0]?.meta.deletion).toBeDefined();
    expect(disks(world)).toEqual([name]);
    remove(world, 'PersistentVolumeClaim', 'data');
    world.settle();
    expect([volumes(world), disks(world)]).toEqual([[], []]);
  });

  test('VP-5: a volume made by hand is protected in the same way while it is bound', () => {
    const world = given();
    world.create('PersistentVolume', '', 'old', {
      spec: {
        capacity: { storage: '2Gi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fast',
        persistentVolumeReclaimPolicy: 'Delete',
        csi: { driver, volumeHandle: 'vol-1' },
      },
    });
    claim(world, 'data');
    world.settle();
    expect(claimOf(world, 'data')?.volumeName).toBe('old');
    expect(volumes(world)[0]?.meta.finalizers).toContain('external-provisioner.volume.kubernetes.io/finalizer');
  });

  test('VP-6: a disk that is still attached is not deleted', () => {
    const { world, name } = bound();
    world.create('VolumeAttachment', '', 'csi-1', {
      spec: { attacher: driver, nodeName: 'node-a', source: { persistentVolumeName: name } },
    });
    remove(world, 'PersistentVolumeClaim', 'data');
    world.settle(2);
    expect(reports(world)).toContain(`VolumeFailedDelete: persistentvolume ${name} is still attached to node node-a`);
    expect(disks(world)).toEqual([name]);
    world.do({ type: 'Delete', kind: 'VolumeAttachment', namespace: '', name: 'csi-1' });
    world.settle(4);
    expect([volumes(world), disks(world)]).toEqual([[], []]);
  });
});
