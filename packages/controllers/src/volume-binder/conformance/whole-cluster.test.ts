import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import { provisionerNamed, type Provisioner } from '@orrery/core/control';
import { attachDetach } from '../../attach-detach/index.ts';
import { kubelet } from '../../kubelet/index.ts';
import { scheduler } from '../../scheduler/index.ts';
import { volumeAttacher } from '../../volume-attacher/index.ts';
import { volumeManager } from '../../volume-manager/index.ts';
import { claimProtection, volumeProtection } from '../../volume-protection/index.ts';
import { volumeProvisioner } from '../../volume-provisioner/index.ts';
import { Storage } from './storage.fixture.ts';

const driver = 'disk.example.com';

/** Everything that a volume meets. */
const loops = [
  scheduler,
  kubelet,
  volumeManager,
  volumeProvisioner,
  volumeAttacher,
  attachDetach,
  claimProtection,
  volumeProtection,
];

const whole = (changes: Partial<Provisioner> = {}): Storage => {
  const provisioners = [{ ...provisionerNamed([], driver), ...changes }];
  return new Storage(loops, {}, { provisioners });
};

const local = (node: string): JsonObject => ({
  storageClassName: 'local',
  local: { path: '/data' },
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }],
    },
  },
});

const localClass = (world: Storage): void =>
  world.storageClass('local', {
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  });

const unschedulable = (world: Storage, pod: string): string =>
  world
    .reports(pod)
    .filter((one) => one.startsWith('Warning FailedScheduling'))
    .join('\n');

describe('V37: protection of claims', () => {
  test('V37: the finalizer is added, and taken off at once when nobody uses a deleted claim', () => {
    const world = whole();
    world.claim('data', '1Gi');
    world.settle();
    expect(world.claimOf('data')?.meta.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    world.drop('data');
    world.settle();
    expect(world.claimOf('data')).toBeUndefined();
  });

  test('V37: it stays while a pod with a node uses the claim, over or not, and goes with the pod', () => {
    const world = new Storage([claimProtection]);
    world.claim('data', '1Gi');
    world.settle();
    world.user('web-0', 'data');
    world.phase('web-0', 'Succeeded', false);
    world.drop('data');
    world.settle(30);
    expect(world.phases('data')).toEqual(['Terminating']);
    world.remove('web-0');
    world.settle();
    expect(world.claimOf('data')).toBeUndefined();
  });

  test('V37: pods without a node do not count, pods that only the server knows do', () => {
    const world = new Storage([claimProtection], { Pod: 3_000_000 });
    for (const name of ['one', 'two']) world.claim(name, '1Gi');
    world.settle();
    world.user('waiting', 'one');
    world.user('bound', 'two');
    world.phase('bound', 'Running', true);
    for (const name of ['one', 'two']) world.drop(name);
    world.settle(2);
    expect([world.claimOf('one'), world.phases('two')]).toEqual([undefined, ['Terminating']]);
  });
});

describe('V38: protection of volumes', () => {
  test.each([
    ['Bound', ['Terminating']],
    ['Available', [undefined]],
  ])('V38: a deleted volume that is %s', (_phase, after) => {
    const world = whole();
    world.volume('disk', '1Gi');
    world.settle();
    if (after[0] !== undefined) world.claim('data', '1Gi');
    world.settle();
    world.drop('disk');
    world.settle(30);
    expect(world.phases('disk')).toEqual(after);
  });
});

describe('pods and their volumes', () => {
  test('V40: a pod that found no volume, and no class, is tried again when they come', () => {
    const world = whole();
    localClass(world);
    world.claim('data', '1Gi', { storageClassName: 'local' });
    world.claim('more', '1Gi', { storageClassName: 'fast' });
    world.user('web-0', 'data');
    world.user('web-1', 'more');
    world.settle(20);
    expect([world.pod('web-0')?.node, world.pod('web-1')?.node]).toEqual(['', '']);
    world.volume('disk', '1Gi', local('node-1'));
    world.storageClass('fast', { provisioner: driver, volumeBindingMode: 'WaitForFirstConsumer' });
    world.settle(40);
    expect([world.pod('web-0')?.node, world.pod('web-1')?.node]).toEqual(['node-1', 'node-1']);
    expect(world.claimOf('data')?.volumeName).toBe('disk');
    expect(world.phases('data', 'more')).toEqual(['Bound', 'Bound']);
  });

  test('V40: a node without room is given back, and the pod tried again', () => {
    const zone = 'zone';
    const world = whole({
      topologyKey: zone,
      scripted: [{ operation: 'provision', times: 1, code: 'ResourceExhausted', message: 'zone is full' }],
    });
    for (const name of ['a', 'b']) world.node(`node-${name}`, { labels: { [zone]: name } });
    world.storageClass('fast', { provisioner: driver, volumeBindingMode: 'WaitForFirstConsumer' });
    world.claim('data', '1Gi', { storageClassName: 'fast' });
    const terms: Json = [{ matchExpressions: [{ key: zone, operator: 'Exists' }] }];
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
    world.user('web-0', 'data', { affinity });
    world.settle(60);
    expect(world.reports('data')).toContain(
      'Warning ProvisioningFailed: failed to provision volume with StorageClass "fast": rpc error: code = ResourceExhausted desc = zone is full',
    );
    expect(world.phases('data')).toEqual(['Bound']);
    expect(world.pod('web-0')?.status.shape.phase).toBe('Running');
  });

  test('V40: and so is a node that has gone', () => {
    const world = whole();
    world.storageClass('fast', { provisioner: driver, volumeBindingMode: 'WaitForFirstConsumer' });
    world.claim('data', '1Gi', { storageClassName: 'fast' });
    world.settle();
    const { uid = 0, version = 0 } = world.claimOf('data') ?? {};
    world.do({ type: 'SelectClaimNode', uid, version, node: 'gone' });
    world.user('web-0', 'data');
    world.settle(60);
    expect(world.pod('web-0')?.node).toBe('node-1');
    expect(world.phases('data')).toEqual(['Bound']);
  });

  test.each<[string, JsonObject]>([
    ['a node selector', { nodeSelector: { 'kubernetes.io/hostname': 'node-2' } }],
    [
      'node affinity',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-2'] }] },
              ],
            },
          },
        },
      },
    ],
  ])('V41: a pod that %s forces away from its local volume stays where it is, and is told', (_how, spec) => {
    const world = whole();
    world.node('node-2');
    localClass(world);
    world.volume('disk', '1Gi', local('node-1'));
    world.claim('data', '1Gi', { storageClassName: 'local', volumeName: 'disk' });
    world.settle();
    expect(world.phases('disk', 'data')).toEqual(['Bound', 'Bound']);
    world.user('web-0', 'data', spec);
    world.settle(20);
    expect(world.pod('web-0')?.node).toBe('');
    expect(unschedulable(world, 'web-0')).toContain("node(s) didn't match Pod's node affinity");
  });

  test('V43: a claim that a pod uses stays Terminating until the pod has gone, and no other pod gets it', () => {
    const world = whole();
    world.volume('disk', '1Gi');
    world.settle();
    world.claim('data', '1Gi');
    world.user('web-0', 'data');
    world.settle(10);
    expect(world.pod('web-0')?.status.shape.phase).toBe('Running');
    world.drop('data');
    world.user('web-1', 'data');
    world.settle(20);
    expect(world.phases('data')).toEqual(['Terminating']);
    expect(unschedulable(world, 'web-1')).toContain('persistentvolumeclaim "data" is being deleted');
    world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: 'web-0', graceSeconds: 30 });
    world.settle(40);
    expect([world.pod('web-0'), world.claimOf('data')]).toEqual([undefined, undefined]);
    expect(world.phases('disk')).toEqual(['Released']);
  });

  test('PV-5, VP-2: a pod whose user chose its node leaves its claim waiting: nobody tells for which node', () => {
    const world = whole();
    world.storageClass('fast', { provisioner: driver, volumeBindingMode: 'WaitForFirstConsumer' });
    world.claim('data', '1Gi', { storageClassName: 'fast' });
    world.user('web-0', 'data', { nodeName: 'node-1' });
    world.settle(120);
    expect(world.phases('data')).toEqual(['Pending']);
    expect(world.pod('web-0')?.status.shape.phase).toBe('Pending');
    expect(world.reports('data')).toEqual([
      'Normal WaitForFirstConsumer: waiting for first consumer to be created before binding',
    ]);
  });

  test('V43: claims and volumes that nobody uses go at once', () => {
    const world = whole();
    world.volume('disk', '1Gi');
    world.claim('data', '1Gi', { storageClassName: 'none' });
    world.settle();
    for (const name of ['disk', 'data']) world.drop(name);
    world.settle();
    expect(world.phases('disk', 'data')).toEqual([undefined, undefined]);
  });
});

describe('V44: many at once', () => {
  test.each([
    [2, 4],
    [3, 3],
    [4, 2],
  ])('V44: %i volumes and %i claims make as many pairs as there can be', (volumes, claims) => {
    const world = new Storage();
    for (let i = 0; i < volumes; i++) world.volume(`disk-${i}`, '1Gi');
    world.settle();
    for (let i = 0; i < claims; i++) world.claim(`data-${i}`, '1Gi');
    world.settle(20);
    const count = (names: readonly string[], phase: string): number =>
      world.phases(...names).filter((one) => one === phase).length;
    const pairs = Math.min(volumes, claims);
    const disks = Array.from({ length: volumes }, (_, i) => `disk-${i}`);
    const data = Array.from({ length: claims }, (_, i) => `data-${i}`);
    expect([count(disks, 'Bound'), count(data, 'Bound')]).toEqual([pairs, pairs]);
    expect([count(disks, 'Available'), count(data, 'Pending')]).toEqual([volumes - pairs, claims - pairs]);
    const bound = data.map((name) => world.claimOf(name)?.volumeName).filter((name) => name !== '');
    expect(new Set(bound).size).toBe(pairs);
  });

  test.each(['claim', 'volume'])('V44: a pair of which the %s names the other finds together', (first) => {
    const world = new Storage();
    world.volume('other', '1Gi');
    if (first === 'claim') world.claim('data', '1Gi', { volumeName: 'disk' });
    world.volume('disk', '1Gi', first === 'volume' ? { claimRef: { namespace: 'default', name: 'data' } } : {});
    world.settle();
    if (first === 'volume') world.claim('data', '1Gi');
    world.settle(16);
    expect(world.claimOf('data')?.volumeName).toBe('disk');
    expect(world.phases('disk', 'other')).toEqual(['Bound', 'Available']);
  });

  test('V44: every phase of a volume bears the time when it began', () => {
    const world = new Storage();
    world.volume('disk', '1Gi', { persistentVolumeReclaimPolicy: 'Recycle', hostPath: { path: '/tmp/disk' } });
    const times: number[] = [];
    const note = (): void => {
      times.push(world.volumeOf('disk')?.status.since ?? -1);
    };
    note();
    world.settle(10);
    note();
    world.claim('data', '1Gi');
    world.settle(10);
    note();
    world.drop('data');
    world.settle(10);
    note();
    expect(world.phases('disk')).toEqual(['Available']);
    expect(times.map((time) => Math.floor(time / 1_000_000))).toEqual([0, 0, 10, 20]);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });
});
