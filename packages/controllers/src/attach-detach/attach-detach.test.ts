import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import { eventMessage, eventTemplateOf, uniqueVolumeName } from '@orrery/core/cluster';
import { provisionerNamed, type Provisioner } from '@orrery/core/control';
import { TestCluster } from '../cluster.fixture.ts';
import { volumeAttacher } from '../volume-attacher/index.ts';
import { volumeBinder } from '../volume-binder/index.ts';
import { attachDetach } from './index.ts';

const driver = 'disk.example.com';
const unique = uniqueVolumeName({ driver, handle: 'vol-1' });

const disk: JsonObject = { csi: { driver, volumeHandle: 'vol-1' } };

const volume = (spec: JsonObject = {}, source = disk): JsonObject => ({
  spec: {
    capacity: { storage: '1Gi' },
    accessModes: ['ReadWriteOnce'],
    volumeMode: 'Filesystem',
    persistentVolumeReclaimPolicy: 'Retain',
    ...source,
    ...spec,
  },
});

/** Two nodes, and a volume that claim `data` is bound to. */
const given = (changes: Partial<Provisioner> = {}, spec: JsonObject = {}, source = disk): TestCluster => {
  const controllers = [volumeBinder, attachDetach, volumeAttacher];
  const world = new TestCluster(
    controllers.map((controller) => ({ controller })),
    { provisioners: [{ ...provisionerNamed([], driver), ...changes }] },
  );
  world.node('node-2');
  world.create('PersistentVolume', '', 'disk', volume(spec, source));
  world.create('PersistentVolumeClaim', 'default', 'data', {
    spec: {
      accessModes: ['ReadWriteOnce'],
      volumeMode: 'Filesystem',
      volumeName: 'disk',
      storageClassName: '',
      resources: { requests: { storage: '1Gi' } },
      ...(spec['accessModes'] === undefined ? {} : { accessModes: spec['accessModes'] }),
    },
  });
  world.settle();
  return world;
};

/** A pod that uses the claim, on a node. */
const use = (world: TestCluster, name: string, node: string): void => {
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
  world.create('Pod', 'default', name, { spec: { containers: [{ name: 'c', image: 'x' }], volumes } });
  world.do({ type: 'BindPod', uid: world.pod(name)?.uid ?? 0, node });
};

const nodeOf = (world: TestCluster, name: string) => world.cluster.core.state.tables.Node.find('', name);

/** What a kubelet does: says which volumes it has in use. */
const inUse = (world: TestCluster, node: string, volumes: readonly string[]): void =>
  world.do({ type: 'ReportVolumesInUse', uid: nodeOf(world, node)?.uid ?? 0, volumes });

const ready = (world: TestCluster, node: string, status: 'True' | 'Unknown'): void => {
  const conditions: Json = [{ type: 'Ready', status }];
  const { uid = 0 } = nodeOf(world, node) ?? {};
  world.do({ type: 'UpdateStatus', kind: 'Node', uid, status: world.body({ conditions }) });
};

const attachedTo = (world: TestCluster): readonly string[] =>
  world.cluster.core.state.physical.disks.get('vol-1')?.nodes ?? [];

const attachments = (world: TestCluster) => world.cluster.core.state.tables.VolumeAttachment.toArray();

const reports = (world: TestCluster, pod: string): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray()
    .filter((event) => event.regarding.name === pod)
    .map((event) => `${eventTemplateOf(event.body).reason}: ${eventMessage(event)}`);

describe('attaching', () => {
  test('AD-6, AD-7: a volume is attached where a scheduled pod needs it, its node lists it and the pod is told', () => {
    const world = given();
    use(world, 'web-0', 'node-1');
    world.settle();
    expect(attachedTo(world)).toEqual(['node-1']);
    expect(nodeOf(world, 'node-1')?.volumesAttached).toEqual([unique]);
    expect(reports(world, 'web-0')).toEqual([
      'SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "disk" ',
    ]);
    // printf 'vol-1disk.example.comnode-1' | sha256sum
    expect(
      attachments(world).map(({ meta, attacher, volume: name, node }) => [meta.name, attacher, name, node]),
    ).toEqual([['csi-19c42f43d69fa1f381555c6802be2757a07267e9705a867fd59297bc87dd0694', driver, 'disk', 'node-1']]);
  });

  test('AD-4: while it is attached neither the attachment nor the volume can go', () => {
    const world = given();
    use(world, 'web-0', 'node-1');
    world.settle();
    const finalizer = 'external-attacher/disk-example-com';
    expect(attachments(world)[0]?.meta.finalizers).toEqual([finalizer]);
    const { PersistentVolume } = world.cluster.core.state.tables;
    expect(PersistentVolume.find('', 'disk')?.meta.finalizers).toEqual([finalizer]);
    world.do({ type: 'Delete', kind: 'PersistentVolume', namespace: '', name: 'disk' });
    world.settle();
    expect(PersistentVolume.find('', 'disk')).toBeDefined();
    world.remove('web-0');
    world.settle();
    expect([attachments(world), PersistentVolume.find('', 'disk')]).toEqual([[], undefined]);
  });

  test('AD-7: other sources need nobody to attach them', () => {
    const world = given({}, {}, { nfs: { server: 'nas', path: '/' } });
    use(world, 'web-0', 'node-1');
    world.settle();
    expect(attachments(world)).toEqual([]);
  });

  test('AD-10: a failure is told to the pod, and the attacher tries again', () => {
    const world = given({
      scripted: [{ operation: 'attach', times: 2, code: 'Internal', message: 'controller is busy', of: undefined }],
    });
    use(world, 'web-0', 'node-1');
    world.settle(0.3);
    expect(reports(world, 'web-0')).toEqual([
      'FailedAttachVolume: AttachVolume.Attach failed for volume "disk" : rpc error: code = Internal desc = controller is busy',
    ]);
    world.settle(10);
    expect(attachedTo(world)).toEqual(['node-1']);
    expect(reports(world, 'web-0')).toContain(
      'SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "disk" ',
    );
  });

  test('AD-10: the attacher waits 1 s after a failure, and twice as long after each further one', () => {
    const world = given({
      scripted: [{ operation: 'attach', times: 3, code: 'Internal', message: 'controller is busy', of: undefined }],
    });
    const attempts: number[] = [];
    const { core } = world.cluster;
    core.witness(({ event, at }) => {
      if (event.type === 'AttachmentReported' || event.type === 'DiskAttached') attempts.push(at);
    });
    use(world, 'web-0', 'node-1');
    world.settle(20);
    const [first = 0] = attempts;
    // The same error twice says nothing new: after the first only the end is seen.
    expect(attempts.map((at) => Math.round((at - first) / 1_000_000))).toEqual([0, 7, 7]);
  });

  test('AD-10: an attacher that does not answer is given up after two minutes, again and again', () => {
    const world = given({ installed: false });
    use(world, 'web-0', 'node-1');
    world.settle(119);
    expect(reports(world, 'web-0')).toEqual([]);
    world.settle(2);
    expect(reports(world, 'web-0')).toEqual([
      'FailedAttachVolume: AttachVolume.Attach failed for volume "disk" : timed out waiting for external-attacher of disk.example.com CSI driver to attach volume vol-1',
    ]);
    world.settle(125);
    expect(
      world.cluster.core.state.tables.Event.toArray().find(({ regarding }) => regarding.kind === 'Pod')?.count,
    ).toBe(2);
  });
});

describe('one node at a time', () => {
  const both = (): TestCluster => {
    const world = given();
    use(world, 'web-0', 'node-1');
    world.settle();
    inUse(world, 'node-1', [unique]);
    return world;
  };

  test('AD-8: a volume for one writer is not given to a second node, whose pod is told who has it', () => {
    const world = both();
    use(world, 'web-1', 'node-2');
    world.settle(30);
    expect(attachedTo(world)).toEqual(['node-1']);
    expect(reports(world, 'web-1')).toEqual([
      'FailedAttachVolume: Multi-Attach error for volume "disk" Volume is already used by pod(s) web-0',
    ]);
  });

  test('AD-8, AD-9: when its pod is gone the other one waits until the kubelet has let go', () => {
    const world = both();
    world.remove('web-0');
    use(world, 'web-1', 'node-2');
    world.settle(30);
    expect(attachedTo(world)).toEqual(['node-1']);
    expect(reports(world, 'web-1')).toEqual([
      `FailedAttachVolume: Multi-Attach error for volume "disk" Volume is already exclusively attached to one node and can't be attached to another`,
    ]);
    inUse(world, 'node-1', []);
    world.settle(1);
    expect(attachedTo(world)).toEqual(['node-2']);
    expect([nodeOf(world, 'node-1')?.volumesAttached, nodeOf(world, 'node-2')?.volumesAttached]).toEqual([
      [],
      [unique],
    ]);
  });

  test('AD-8: a volume for many is attached to both', () => {
    const world = given({}, { accessModes: ['ReadWriteMany'] });
    use(world, 'web-0', 'node-1');
    use(world, 'web-1', 'node-2');
    world.settle();
    expect(attachedTo(world)).toEqual(['node-1', 'node-2']);
  });

  test('AD-9: a node that is not ready is waited for six minutes, and then loses the volume', () => {
    const world = both();
    ready(world, 'node-1', 'Unknown');
    world.remove('web-0');
    use(world, 'web-1', 'node-2');
    world.settle(355);
    expect(attachedTo(world)).toEqual(['node-1']);
    world.settle(10);
    expect(attachedTo(world)).toEqual(['node-2']);
  });

  test('AD-9: a healthy node that does not let go keeps the volume for ever', () => {
    const world = both();
    world.remove('web-0');
    use(world, 'web-1', 'node-2');
    world.settle(1000);
    expect(attachedTo(world)).toEqual(['node-1']);
    ready(world, 'node-1', 'Unknown');
    world.settle(1);
    expect(attachedTo(world)).toEqual(['node-2']);
  });

  test('AD-9: a node that is out of service loses it at once', () => {
    const world = both();
    world.remove('web-0');
    use(world, 'web-1', 'node-2');
    world.settle(5);
    const taints = [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }];
    world.update('Node', '', 'node-1', { spec: { taints } });
    world.settle(1);
    expect(attachedTo(world)).toEqual(['node-2']);
  });

  test('AD-9: what a late cache shows as free is looked at live before it is taken', () => {
    const world = new TestCluster([
      { controller: volumeBinder },
      { controller: attachDetach, lags: { Node: 60_000_000 } },
      { controller: volumeAttacher },
    ]);
    world.create('PersistentVolume', '', 'disk', volume());
    world.create('PersistentVolumeClaim', 'default', 'data', {
      spec: {
        accessModes: ['ReadWriteOnce'],
        volumeMode: 'Filesystem',
        volumeName: 'disk',
        storageClassName: '',
        resources: { requests: { storage: '1Gi' } },
      },
    });
    world.settle(120);
    use(world, 'web-0', 'node-1');
    world.settle();
    inUse(world, 'node-1', [unique]);
    world.remove('web-0');
    world.settle(20);
    expect(attachedTo(world)).toEqual(['node-1']);
    expect(nodeOf(world, 'node-1')?.volumesAttached).toEqual([unique]);
  });

  test('AD-7, AD-5: a pod that is over, or going with nothing running, needs no volume', () => {
    const world = given();
    use(world, 'web-0', 'node-1');
    world.settle();
    world.phase('web-0', 'Succeeded', false);
    world.settle();
    expect([attachedTo(world), attachments(world)]).toEqual([[], []]);
    expect(nodeOf(world, 'node-1')?.volumesAttached).toEqual([]);
  });
});
