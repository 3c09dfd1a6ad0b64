import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import {
  bindCompleted,
  boundByController,
  eventMessage,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
} from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { volumeBinder } from './index.ts';

const rwo = ['ReadWriteOnce'];

const volume = (size: string, spec: JsonObject = {}): JsonObject => ({
  spec: {
    capacity: { storage: size },
    accessModes: rwo,
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: 'manual',
    ...spec,
  },
});

const claim = (size: string, spec: JsonObject = {}): JsonObject => ({
  spec: { accessModes: rwo, storageClassName: 'manual', resources: { requests: { storage: size } }, ...spec },
});

class Volumes extends TestCluster {
  constructor() {
    super([{ controller: volumeBinder }]);
  }

  addVolume(name: string, body: JsonObject): void {
    this.create('PersistentVolume', '', name, body);
    this.settle();
  }

  addClaim(name: string, body: JsonObject): void {
    this.create('PersistentVolumeClaim', 'default', name, body);
    this.settle();
  }

  volume(name: string): PersistentVolumeRecord {
    const found = this.cluster.core.state.tables.PersistentVolume.find('', name);
    if (found === undefined) throw new Error(`no volume ${name}`);
    return found;
  }

  claim(name: string): PersistentVolumeClaimRecord {
    const found = this.cluster.core.state.tables.PersistentVolumeClaim.find('default', name);
    if (found === undefined) throw new Error(`no claim ${name}`);
    return found;
  }

  reports(): readonly string[] {
    return this.cluster.core.state.tables.Event.toArray().map(eventMessage);
  }
}

const bound = (world: Volumes, name: string): string =>
  `${world.claim(name).status.phase} ${world.claim(name).volumeName}`;

describe('matching', () => {
  test('PV-5 (V1): a claim and a volume that fit are bound, each saying that the controller did it', () => {
    const world = new Volumes();
    world.addVolume('disk', volume('1Gi'));
    world.addClaim('data', claim('1Gi'));
    expect(bound(world, 'data')).toBe('Bound disk');
    expect(world.volume('disk').status.phase).toBe('Bound');
    expect(world.volume('disk').meta.annotations).toMatchObject({ [boundByController]: 'yes' });
    expect(world.claim('data').meta.annotations).toMatchObject({ [boundByController]: 'yes', [bindCompleted]: 'yes' });
    expect(world.claim('data').status).toMatchObject({ capacity: '1Gi', accessModes: rwo });
  });

  test('PV-5 (V2): one that fits nowhere waits', () => {
    const world = new Volumes();
    world.addVolume('disk', volume('1Gi', { storageClassName: '' }));
    world.addClaim('data', claim('10Gi', { storageClassName: '' }));
    expect(bound(world, 'data')).toBe('Pending ');
    expect(world.reports()).toEqual(['no persistent volumes available for this claim and no storage class is set']);
  });

  test('PV-5 (V4): a volume kept for the claim is taken, though a smaller one is free', () => {
    const world = new Volumes();
    world.addVolume('small', volume('1Gi'));
    world.addVolume('kept', volume('10Gi', { claimRef: { namespace: 'default', name: 'data' } }));
    world.addClaim('data', claim('1Gi'));
    expect(bound(world, 'data')).toBe('Bound kept');
    expect(world.claim('data').status.capacity).toBe('10Gi');
    expect(world.volume('kept').meta.annotations[boundByController]).toBeUndefined();
  });

  test('PV-5 (V7): the selector has to match', () => {
    const world = new Volumes();
    world.addVolume('disk', { metadata: { labels: { tier: 'slow' } }, ...volume('1Gi') });
    world.addClaim('data', claim('1Gi', { selector: { matchLabels: { tier: 'fast' } } }));
    expect(bound(world, 'data')).toBe('Pending ');
    world.addVolume('fast', { metadata: { labels: { tier: 'fast' } }, ...volume('1Gi') });
    world.settle(16);
    expect(bound(world, 'data')).toBe('Bound fast');
  });

  test('PV-5 (V26): few access modes are preferred to many, then small to large', () => {
    const world = new Volumes();
    world.addVolume('shared', volume('1Gi', { accessModes: ['ReadWriteOnce', 'ReadWriteMany'] }));
    world.addVolume('large', volume('5Gi'));
    world.addVolume('larger', volume('6Gi'));
    world.addClaim('data', claim('1Gi'));
    expect(bound(world, 'data')).toBe('Bound large');
  });

  test('PV-5 (V23): the class has to be the same, and none is a class of its own', () => {
    const world = new Volumes();
    world.addVolume('classless', volume('1Gi', { storageClassName: '' }));
    world.addClaim('data', claim('1Gi'));
    expect(bound(world, 'data')).toBe('Pending ');
  });

  test('PV-5 (V8): with delayed binding a free volume is left alone and the claim says what it waits for', () => {
    const world = new Volumes();
    world.create('StorageClass', '', 'manual', {
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    world.addVolume('disk', volume('1Gi'));
    world.addClaim('data', claim('1Gi'));
    expect(bound(world, 'data')).toBe('Pending ');
    expect(world.volume('disk').status.phase).toBe('Available');
    expect(world.reports()).toEqual(['waiting for first consumer to be created before binding']);
  });

  test('PV-5: of two claims that want one volume one gets it', () => {
    const world = new Volumes();
    world.create('PersistentVolumeClaim', 'default', 'a', claim('1Gi'));
    world.create('PersistentVolumeClaim', 'default', 'b', claim('1Gi'));
    world.addVolume('disk', volume('1Gi'));
    world.settle(16);
    expect([bound(world, 'a'), bound(world, 'b')].sort()).toEqual(['Bound disk', 'Pending ']);
  });
});

describe('PV-6: a claim that names its volume', () => {
  test('(V11) waits for it', () => {
    const world = new Volumes();
    world.addClaim('data', claim('1Gi', { volumeName: 'disk' }));
    expect(world.claim('data').status.phase).toBe('Pending');
    world.addVolume('disk', volume('1Gi'));
    world.settle(16);
    expect(world.claim('data').status.phase).toBe('Bound');
  });

  test('(V14) does not ask whether its selector matches', () => {
    const world = new Volumes();
    world.addVolume('disk', volume('1Gi'));
    world.addClaim('data', claim('1Gi', { volumeName: 'disk', selector: { matchLabels: { a: 'b' } } }));
    expect(world.claim('data').status.phase).toBe('Bound');
  });

  test('(V13) is refused one that is kept for another', () => {
    const world = new Volumes();
    world.addVolume('disk', volume('1Gi', { claimRef: { namespace: 'default', name: 'other' } }));
    world.addClaim('data', claim('1Gi', { volumeName: 'disk' }));
    expect(world.claim('data').status.phase).toBe('Pending');
    expect(world.reports()).toEqual(['volume "disk" already bound to a different claim.']);
  });

  test('is told why it does not fit', () => {
    const world = new Volumes();
    world.addVolume('disk', volume('1Gi'));
    world.addClaim('data', claim('2Gi', { volumeName: 'disk' }));
    expect(world.reports()).toEqual(['Cannot bind to requested volume "disk": requested PV is too small']);
  });
});

test('PV-7: a binding is taken up again wherever the controller died', () => {
  for (let steps = 0; steps < 14; steps++) {
    const world = new Volumes();
    world.create('PersistentVolume', '', 'disk', volume('1Gi'));
    world.create('PersistentVolumeClaim', 'default', 'data', claim('1Gi'));
    world.settle(steps / 2000);
    const component = world.cluster.component('persistentvolume-controller');
    component?.crash();
    world.settle();
    component?.restart(0);
    world.settle(16);
    expect(bound(world, 'data'), `after ${steps / 2} ms`).toBe('Bound disk');
  }
});

test('PV-9: a claim without a class gets the default one, also when that comes later', () => {
  const world = new Volumes();
  const { storageClassName: _, ...classless } = claim('1Gi')['spec'] as JsonObject;
  world.addClaim('data', { spec: classless });
  expect(world.claim('data').className).toBeUndefined();
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  world.create('StorageClass', '', 'manual', {
    metadata: { annotations },
    provisioner: 'kubernetes.io/no-provisioner',
  });
  world.settle(16);
  expect(world.claim('data').className).toBe('manual');
});

test('PV-10, PV-12: a claim for which a volume has to be made says who should make it', () => {
  const world = new Volumes();
  world.addClaim('data', claim('1Gi'));
  world.create('StorageClass', '', 'manual', { provisioner: 'example.com/disks' });
  world.settle(16);
  expect(world.reports()[0]).toBe('storageclass.storage.k8s.io "manual" not found');
  expect(world.reports()[1]).toContain("external provisioner 'example.com/disks'");
});

describe('PV-11: a claim that was bound', () => {
  const given = (): Volumes => {
    const world = new Volumes();
    world.addVolume('disk', volume('1Gi'));
    world.addClaim('data', claim('1Gi'));
    return world;
  };

  test('(V16) is lost with its volume', () => {
    const world = given();
    world.do({ type: 'Delete', kind: 'PersistentVolume', namespace: '', name: 'disk' });
    world.settle(16);
    expect(world.claim('data').status.phase).toBe('Lost');
    expect(world.reports()).toEqual(['Bound claim has lost its PersistentVolume. Data on the volume is lost!']);
  });

  test('(V17) gets a volume back whose reference was taken away', () => {
    const world = given();
    const { uid, version } = world.volume('disk');
    world.do({ type: 'ClaimVolume', uid, version, claim: undefined, byController: false });
    world.settle(16);
    expect(world.volume('disk').claim?.name).toBe('data');
  });
});

describe('PV-13: a volume whose claim is gone', () => {
  test('(V20) is released and kept, and not given to another of the same name', () => {
    const world = new Volumes();
    world.addVolume('disk', volume('1Gi'));
    world.addClaim('data', claim('1Gi'));
    world.do({ type: 'Delete', kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' });
    world.settle();
    expect(world.volume('disk').status.phase).toBe('Released');
    world.addClaim('data', claim('1Gi'));
    world.settle(16);
    expect(bound(world, 'data')).toBe('Pending ');
  });

  test('fails where it should be deleted and nobody can', () => {
    const world = new Volumes();
    world.addVolume('disk', volume('1Gi', { persistentVolumeReclaimPolicy: 'Delete' }));
    world.addClaim('data', claim('1Gi'));
    world.do({ type: 'Delete', kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' });
    world.settle();
    expect(world.volume('disk').status.phase).toBe('Failed');
  });
});

test('PV-8: a volume whose claim went elsewhere is rolled back', () => {
  const world = new Volumes();
  const claimRef = { namespace: 'default', name: 'data' };
  world.addVolume('first', volume('1Gi', { claimRef }));
  world.addVolume('second', volume('1Gi', { claimRef }));
  world.addClaim('data', claim('1Gi'));
  const { uid, version } = world.volume('second');
  const holder = world.volume('first').claim;
  world.do({ type: 'ClaimVolume', uid, version, claim: holder, byController: true });
  world.settle(16);
  expect(bound(world, 'data')).toBe('Bound first');
  expect(world.volume('second').claim).toBeUndefined();
  expect(world.volume('second').status.phase).toBe('Available');
});
