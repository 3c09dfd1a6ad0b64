import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { eventMessage, uniqueVolumeName, type ClusterEvent } from '@orrery/core/cluster';
import type { Settings } from '@orrery/core/control';
import { attachDetach } from '../attach-detach/index.ts';
import { TestCluster } from '../cluster.fixture.ts';
import { kubelet } from '../kubelet/index.ts';
import { volumeAttacher } from '../volume-attacher/index.ts';
import { volumeBinder } from '../volume-binder/index.ts';
import { volumeManager } from './index.ts';

const driver = 'disk.example.com';
const unique = uniqueVolumeName({ driver, handle: 'vol-1' });

/** A claim `data` that is bound to a volume, and everything that attaches and mounts. */
const given = (mode = 'ReadWriteOnce', settings: Partial<Settings> = {}): TestCluster => {
  const controllers = [volumeBinder, attachDetach, volumeAttacher, kubelet, volumeManager];
  const world = new TestCluster(
    controllers.map((controller) => ({ controller })),
    settings,
  );
  world.node('node-2');
  const spec: JsonObject = { accessModes: [mode], volumeMode: 'Filesystem', storageClassName: '' };
  world.create('PersistentVolume', '', 'disk', {
    spec: {
      ...spec,
      capacity: { storage: '1Gi' },
      persistentVolumeReclaimPolicy: 'Retain',
      csi: { driver, volumeHandle: 'vol-1' },
    },
  });
  world.create('PersistentVolumeClaim', 'default', 'data', {
    spec: { ...spec, volumeName: 'disk', resources: { requests: { storage: '1Gi' } } },
  });
  world.settle();
  return world;
};

const use = (world: TestCluster, name: string, node: string): void => {
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
  const containers = [{ name: 'c', image: 'x', imagePullPolicy: 'IfNotPresent' }];
  world.create('Pod', 'default', name, { spec: { containers, volumes, restartPolicy: 'Always' } });
  world.do({ type: 'BindPod', uid: world.pod(name)?.uid ?? 0, node });
};

const remove = (world: TestCluster, name: string): void =>
  world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name });

const wanted: readonly ClusterEvent['type'][] = [
  'NodeVolumesReported',
  'DiskAttached',
  'DiskDetached',
  'VolumesMounted',
  'VolumesUnmounted',
  'SandboxStarted',
];

/** What happened to disks, in order. */
const story = (world: TestCluster): readonly string[] => {
  const { log } = world.cluster.core;
  const told: string[] = [];
  for (let position = 1; position <= log.length; position++) {
    const event = log.event(position);
    if (!wanted.includes(event.type)) continue;
    if (event.type === 'NodeVolumesReported')
      told.push(`${event.attached.length} attached, ${event.inUse.length} in use`);
    else if (event.type === 'DiskAttached' || event.type === 'DiskDetached') told.push(`${event.type} ${event.node}`);
    else told.push(event.type);
  }
  return told;
};

const nodeOf = (world: TestCluster, name: string) => world.cluster.core.state.tables.Node.find('', name);
const disk = (world: TestCluster) => world.cluster.core.state.physical.disks.get('vol-1');

describe('volumes that have to be attached', () => {
  test('AD-11, AD-12: are in use, attached, mounted and then there for the pod; and the other way round when it goes', () => {
    const world = given();
    use(world, 'web-0', 'node-1');
    world.settle(20);
    expect(world.pod('web-0')?.status.shape.phase).toBe('Running');
    expect(disk(world)).toMatchObject({ nodes: ['node-1'], pods: [world.pod('web-0')?.uid] });
    remove(world, 'web-0');
    world.settle(40);
    expect(disk(world)).toMatchObject({ nodes: [], pods: [] });
    expect(story(world)).toEqual([
      'DiskAttached node-1',
      '1 attached, 0 in use',
      '1 attached, 1 in use',
      'VolumesMounted',
      'SandboxStarted',
      'VolumesUnmounted',
      '1 attached, 0 in use',
      '0 attached, 0 in use',
      'DiskDetached node-1',
    ]);
  });

  test('AD-11: a kubelet writes the list when it looks at its status, every 10 s', () => {
    const world = given();
    const looks = new Set<number>();
    world.cluster.core.witness(({ event, at }) => {
      if (event.type === 'NodeVolumesReported' && event.inUse.length > 0) looks.add(at % 10_000_000);
    });
    for (const name of ['web-0', 'web-1']) {
      use(world, name, 'node-1');
      world.settle(17);
      remove(world, name);
      world.settle(33);
    }
    expect(looks.size).toBe(1);
  });

  test('AD-12: a kubelet that looks too early looks again after 0.5 s, 1 s, 2 s, …', () => {
    const slow = { name: driver, installed: true, failures: {}, scripted: [], topologyKey: undefined };
    const delays = { attach: [{ perMille: 0, valueUs: 60_000_000 }] };
    const world = given('ReadWriteOnce', { provisioners: [{ ...slow, delays }] });
    const seen: number[] = [];
    let attachedAt = 0;
    world.cluster.core.witness(({ event, at }) => {
      if (event.type === 'DiskAttached') attachedAt = at;
      if (event.type === 'NodeVolumesReported' && event.inUse.length > 0 && event.attached.length === 0) seen.push(at);
      if (event.type === 'VolumesMounted') seen.push(at);
    });
    use(world, 'web-0', 'node-1');
    world.settle(150);
    const [reported = 0, mounted = 0] = seen;
    expect(mounted).toBeGreaterThan(attachedAt);
    const loop = 100_000;
    // 0.5 + 1 + 2 + 4 + 8 + 16 + 32 s after it was reported, and the time to mount.
    expect(mounted - reported - loop).toBe(63_500_000 + 1_000);
  });

  test('AD-9, AD-12: a pod that moves waits until the disk has been unmounted and taken from where it was', () => {
    const world = given();
    use(world, 'web-0', 'node-1');
    world.settle(20);
    remove(world, 'web-0');
    use(world, 'web-1', 'node-2');
    world.settle(60);
    expect(world.pod('web-1')?.status.shape.phase).toBe('Running');
    const told = story(world);
    expect(told.indexOf('VolumesUnmounted')).toBeLessThan(told.indexOf('DiskDetached node-1'));
    expect(told.indexOf('DiskDetached node-1')).toBeLessThan(told.indexOf('DiskAttached node-2'));
    expect(disk(world)).toMatchObject({ nodes: ['node-2'], pods: [world.pod('web-1')?.uid] });
  });

  test('AD-13: a volume for one pod alone is not mounted for a second one on the same node before the first has left', () => {
    const world = given('ReadWriteOncePod');
    use(world, 'web-0', 'node-1');
    world.settle(20);
    use(world, 'web-1', 'node-1');
    world.settle(30);
    expect(world.pod('web-1')?.status.shape.phase).toBe('Pending');
    const messages = world.cluster.core.state.tables.Event.toArray().map(eventMessage);
    expect(messages).toContain(
      'MountVolume.SetUp failed for volume "disk" : volume uses the ReadWriteOncePod access mode and is already in use by another pod',
    );
    remove(world, 'web-0');
    world.settle(200);
    expect(world.pod('web-1')?.status.shape.phase).toBe('Running');
    expect(disk(world)?.pods).toEqual([world.pod('web-1')?.uid]);
  });

  test('AD-11: a machine without power says nothing, and when it is back it lists what is left', () => {
    const world = given();
    use(world, 'web-0', 'node-1');
    world.settle(20);
    world.do({ type: 'PowerOffNode', node: 'node-1' });
    world.remove('web-0');
    world.settle(60);
    expect(nodeOf(world, 'node-1')?.volumesInUse).toEqual([unique]);
    expect(disk(world)?.nodes).toEqual(['node-1']);
    world.do({ type: 'PowerOnNode', node: 'node-1' });
    world.settle(30);
    expect(nodeOf(world, 'node-1')?.volumesInUse).toEqual([]);
    expect(disk(world)?.nodes).toEqual([]);
  });
});
