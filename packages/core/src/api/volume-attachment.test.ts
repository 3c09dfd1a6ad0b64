import { expect, test } from 'vitest';
import { at, toObject } from '../cluster/index.ts';
import { manifests, TestServer } from './handle.fixture.ts';

const attached = (server: TestServer) => {
  const [record] = server.state.tables.VolumeAttachment.toArray();
  return record === undefined ? undefined : at(toObject(record, server.epoch), 'status');
};

test('AD-1: an attachment cannot be turned to another node or volume', () => {
  const server = new TestServer();
  const made = server.create('VolumeAttachment', manifests.VolumeAttachment);
  const body = { ...made, spec: { ...manifests.VolumeAttachment.spec, nodeName: 'n2' } };
  expect(server.refusal('update', 'VolumeAttachment', 'csi-1', { body })).toContain('field is immutable');
  const bare = { metadata: { name: 'x' }, spec: {} };
  expect(server.refusal('create', 'VolumeAttachment', '', { body: bare })).toContain(
    'must specify exactly one of inlineVolumeSpec and persistentVolumeName',
  );
});

test('AD-1: its status says how far it is, and its last error with the time', () => {
  const server = new TestServer();
  server.create('VolumeAttachment', manifests.VolumeAttachment);
  expect(attached(server)).toEqual({ attached: false });
  server.now = 61_000_000;
  server.execute({ type: 'ReportAttachment', uid: 1, attached: false, attachError: 'no such disk' });
  expect(attached(server)).toEqual({
    attached: false,
    attachError: { message: 'no such disk', time: '2026-01-01T00:01:01Z' },
  });
  server.execute({ type: 'ReportAttachment', uid: 1, attached: true });
  expect(attached(server)).toEqual({ attached: true });
});

test('AD-2: what happens to a disk twice leaves one trace', () => {
  const server = new TestServer();
  const before = server.position;
  const disk = { disk: 'vol-1', driver: 'csi.example.com' };
  for (let i = 0; i < 2; i++) {
    server.execute({ type: 'CreateDisk', ...disk, bytes: 1024 });
    server.execute({ type: 'AttachDisk', ...disk, node: 'n1' });
    server.execute({ type: 'MountVolumes', pod: 7, node: 'n1', disks: ['vol-1', '/a/path'] });
  }
  expect(server.state.physical.disks.get('vol-1')).toEqual({
    handle: 'vol-1',
    driver: disk.driver,
    bytes: 1024,
    nodes: ['n1'],
    pods: [7],
  });
  expect(server.events.slice(before).map(({ type }) => type)).toEqual([
    'DiskCreated',
    'DiskAttached',
    'VolumesMounted',
    'VolumesMounted',
  ]);
  server.execute({ type: 'PowerOffNode', node: 'n1' });
  expect(server.state.physical.disks.get('vol-1')).toMatchObject({ nodes: ['n1'], pods: [] });
  for (let i = 0; i < 2; i++) {
    server.execute({ type: 'DetachDisk', ...disk, node: 'n1' });
    server.execute({ type: 'DeleteDisk', disk: 'vol-1' });
  }
  expect(server.state.physical.disks.size).toBe(0);
  expect(server.events.slice(-2).map(({ type }) => type)).toEqual(['DiskDetached', 'DiskDeleted']);
});

test('AD-3: the two lists of a node have a writer each, and outlive reports of the rest', () => {
  const server = new TestServer();
  server.create('Node', manifests.Node);
  const name = 'kubernetes.io/csi/csi.example.com^vol-1';
  server.execute({ type: 'ReportVolumesInUse', uid: 1, volumes: [name] });
  server.execute({ type: 'ReportVolumeAttached', uid: 1, volume: name, attached: true });
  const body = server.body({ conditions: [{ type: 'Ready', status: 'True' }] });
  server.execute({ type: 'UpdateStatus', kind: 'Node', uid: 1, status: body });
  const node = server.state.tables.Node.get(1);
  const status = node === undefined ? undefined : at(toObject(node, server.epoch), 'status');
  expect(status).toMatchObject({ volumesAttached: [{ devicePath: '', name }], volumesInUse: [name] });
});
