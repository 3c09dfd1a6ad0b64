import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/index.ts';
import type { KindName } from '../../cluster/index.ts';
import { manifests, template, TestServer } from '../handle.fixture.ts';
import { printTable, tableObject } from '../table.ts';

const printed = (server: TestServer, kind: KindName, wide = true) =>
  printTable(kind, server.state.tables[kind].toArray(), { wide, now: server.now, epoch: server.epoch });

/** The only row of a kind, by column. */
const row = (server: TestServer, kind: KindName): Readonly<Record<string, string | number>> => {
  const { columns, rows } = printed(server, kind);
  const cells = rows[rows.length - 1]?.cells ?? [];
  return Object.fromEntries(columns.map(({ name }, i) => [name, cells[i] ?? '']));
};

test.each<readonly [KindName, string, string]>([
  ['Pod', 'Name Ready Status Restarts Age', 'IP, Node, Nominated Node, Readiness Gates'],
  ['Node', 'Name Status Roles Age Version', 'Internal-IP, External-IP, OS-Image, Kernel-Version, Container-Runtime'],
  ['StatefulSet', 'Name Ready Age', 'Containers, Images'],
  ['DaemonSet', 'Name Desired Current Ready Up-to-date Available Node Selector Age', 'Containers, Images, Selector'],
  ['ReplicaSet', 'Name Desired Current Ready Age', 'Containers, Images, Selector'],
  ['Deployment', 'Name Ready Up-to-date Available Age', 'Containers, Images, Selector'],
  ['ControllerRevision', 'Name Controller Revision Age', ''],
  ['Service', 'Name Type Cluster-IP External-IP Port(s) Age', 'Selector'],
  [
    'PersistentVolume',
    'Name Capacity Access Modes Reclaim Policy Status Claim StorageClass VolumeAttributesClass Reason Age',
    'VolumeMode',
  ],
  [
    'PersistentVolumeClaim',
    'Name Status Volume Capacity Access Modes StorageClass VolumeAttributesClass Age',
    'VolumeMode',
  ],
  ['StorageClass', 'Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age', ''],
  ['VolumeAttachment', 'Name Attacher PV Node Attached Age', ''],
  ['Namespace', 'Name Status Age', ''],
  ['ServiceAccount', 'Name Secrets Age', ''],
  ['ConfigMap', 'Name Data Age', ''],
  ['Secret', 'Name Type Data Age', ''],
  ['ClusterRole', 'Name Created At', ''],
  ['RoleBinding', 'Name Role Age', 'Users, Groups, ServiceAccounts'],
  ['EndpointSlice', 'Name AddressType Ports Endpoints Age', ''],
  ['Endpoints', 'Name Endpoints Age', ''],
  ['PodDisruptionBudget', 'Name Min Available Max Unavailable Allowed Disruptions Age', ''],
  ['Event', 'Last Seen Type Reason Object Message', 'Subobject, Source, First Seen, Count, Name'],
])('API-71: the columns of %s are those of the API server', (kind, always, wide) => {
  const { columns } = printTable(kind, [], { wide: true, now: 0, epoch: 0 });
  const names = (priority: 0 | 1): readonly string[] =>
    columns.filter((one) => one.priority === priority).map(({ name }) => name);
  expect(names(0).join(' ')).toBe(always);
  expect(names(1).join(', ')).toBe(wide);
});

test('API-72: cells of what was only created', () => {
  const server = new TestServer();
  for (const [kind, manifest] of Object.entries(manifests)) server.create(kind as KindName, manifest); // its own keys
  server.now = 125_000_000;
  expect(row(server, 'StatefulSet')).toEqual({
    Name: 'web',
    Ready: '0/2',
    Age: '2m5s',
    Containers: 'nginx',
    Images: 'nginx:1.27',
  });
  expect(row(server, 'DaemonSet')).toMatchObject({ Desired: 0, 'Node Selector': '<none>', Selector: 'app=nginx' });
  expect(row(server, 'Service')).toMatchObject({
    Type: 'ClusterIP',
    'Cluster-IP': 'None',
    'External-IP': '<none>',
    'Port(s)': '80/TCP',
    Selector: 'app=nginx',
  });
  expect(row(server, 'PersistentVolume')).toMatchObject({
    Capacity: '1Gi',
    'Access Modes': 'RWO',
    'Reclaim Policy': 'Retain',
    Status: 'Pending',
    Claim: '',
    VolumeAttributesClass: '<unset>',
    VolumeMode: 'Filesystem',
  });
  expect(row(server, 'PersistentVolumeClaim')).toMatchObject({ Status: 'Pending', Volume: '', Capacity: '' });
  expect(row(server, 'StorageClass')).toMatchObject({ ReclaimPolicy: 'Delete', AllowVolumeExpansion: 'false' });
  expect(row(server, 'Node')).toMatchObject({ Status: 'Unknown', Roles: 'worker', 'OS-Image': '<unknown>' });
  expect(row(server, 'ControllerRevision')).toMatchObject({ Controller: '<none>', Revision: 1 });
  expect(row(server, 'Namespace')).toMatchObject({ Name: 'apps', Status: 'Active' });
  expect(row(server, 'Pod')).toMatchObject({ Ready: '0/1', Status: 'Pending', Restarts: '0', IP: '<none>' });
});

const running = { running: { startedAt: '2026-01-01T00:00:00Z' } };
const waiting = (reason: string): JsonObject => ({ waiting: { reason } });
const ended = (exitCode: number, reason = ''): JsonObject => ({
  terminated: { exitCode, ...(reason === '' ? {} : { reason }) },
});
const one = (state: JsonObject, rest: JsonObject = {}): JsonObject => ({
  name: 'c',
  restartCount: 0,
  ready: false,
  state,
  ...rest,
});
const ready: JsonObject = { type: 'Ready', status: 'True' };
const restarted = { restartCount: 3, lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:10Z' } } };

test.each<readonly [string, Json, string, string, string]>([
  ['is new', { phase: 'Pending' }, '0/1', 'Pending', '0'],
  [
    'is gated',
    { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
    '0/1',
    'SchedulingGated',
    '0',
  ],
  [
    'starts',
    { phase: 'Pending', containerStatuses: [one(waiting('ContainerCreating'))] },
    '0/1',
    'ContainerCreating',
    '0',
  ],
  [
    'runs',
    { phase: 'Running', conditions: [ready], containerStatuses: [one(running, { ready: true })] },
    '1/1',
    'Running',
    '0',
  ],
  ['runs, not ready', { phase: 'Running', containerStatuses: [one(running)] }, '0/1', 'Running', '0'],
  ['crashed', { phase: 'Running', containerStatuses: [one(ended(1, 'Error'))] }, '0/1', 'Error', '0'],
  [
    'backs off',
    { phase: 'Running', containerStatuses: [one(waiting('CrashLoopBackOff'), restarted)] },
    '0/1',
    'CrashLoopBackOff',
    '3 (20s ago)',
  ],
  ['has no image', { phase: 'Pending', containerStatuses: [one(waiting('ErrImagePull'))] }, '0/1', 'ErrImagePull', '0'],
  ['is complete', { phase: 'Succeeded', containerStatuses: [one(ended(0, 'Completed'))] }, '0/1', 'Completed', '0'],
  [
    'was killed without a reason',
    { phase: 'Failed', containerStatuses: [one(ended(137))] },
    '0/1',
    'ExitCode:137',
    '0',
  ],
  ['was evicted', { phase: 'Failed', reason: 'Evicted' }, '0/1', 'Evicted', '0'],
])('API-73: a pod that %s', (_what, status, readyText, statusText, restarts) => {
  const server = new TestServer();
  const pod = server.create('Pod', manifests.Pod);
  server.now = 30_000_000;
  const written = server.ask('update', 'Pod', 'p', { subresource: 'status', body: { ...pod, status } });
  expect(written.code).toBe(200);
  expect(row(server, 'Pod')).toMatchObject({ Ready: readyText, Status: statusText, Restarts: restarts });
});

test.each<readonly [string, readonly JsonObject[], string]>([
  [
    'waits for the first',
    [one(waiting('PodInitializing'), { name: 'i' }), one(waiting('PodInitializing'), { name: 'j' })],
    'Init:0/2',
  ],
  ['waits for the second', [one(ended(0), { name: 'i' }), one(running, { name: 'j' })], 'Init:1/2'],
  ['fails', [one(ended(2), { name: 'i' })], 'Init:ExitCode:2'],
  ['fails with a reason', [one(ended(2, 'Error'), { name: 'i' })], 'Init:Error'],
  ['cannot pull', [one(waiting('ImagePullBackOff'), { name: 'i' })], 'Init:ImagePullBackOff'],
])('API-74: a pod with init containers that %s', (_what, initContainerStatuses, statusText) => {
  const server = new TestServer();
  const initContainers = ['i', 'j'].map((name) => ({ name, image: 'x' }));
  const pod = server.create('Pod', { ...manifests.Pod, spec: { ...manifests.Pod.spec, initContainers } });
  const status = { phase: 'Pending', initContainerStatuses, containerStatuses: [one(waiting('PodInitializing'))] };
  server.ask('update', 'Pod', 'p', { subresource: 'status', body: { ...pod, status } });
  expect(row(server, 'Pod')).toMatchObject({ Ready: '0/1', Status: statusText });
});

test('API-75: a pod that is being deleted shows it until its phase is its last', () => {
  const server = new TestServer();
  server.create('Node', manifests.Node);
  server.create('Pod', { ...manifests.Pod, spec: { ...(template['spec'] as JsonObject), nodeName: 'n1' } });
  server.ask('delete', 'Pod', 'p');
  expect(row(server, 'Pod')).toMatchObject({ Status: 'Terminating', Node: 'n1' });
  const pod = server.ask('get', 'Pod', 'p').body as JsonObject; // there
  const status = { phase: 'Failed', containerStatuses: [one(ended(137, 'Error'), { name: 'nginx' })] };
  server.ask('update', 'Pod', 'p', { subresource: 'status', body: { ...pod, status } });
  expect(row(server, 'Pod')).toMatchObject({ Status: 'Error' });
});

test('API-76: a table goes over the wire as meta.k8s.io/v1 Table, each row with what was asked for', () => {
  const server = new TestServer();
  server.create('Pod', manifests.Pod);
  const table = printed(server, 'Pod', false);
  const object = tableObject(table, 2, server.epoch, 'Metadata');
  expect(object).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: '2' } });
  expect(object['rows']).toMatchObject([
    { cells: ['p', '0/1', 'Pending', '0', '0s'], object: { kind: 'PartialObjectMetadata', metadata: { name: 'p' } } },
  ]);
});
