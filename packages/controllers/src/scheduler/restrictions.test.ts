import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { bindCompleted, listAt, textAt } from '@orrery/core/cluster';
import { template, TestCluster } from '../cluster.fixture.ts';
import { scheduler } from './index.ts';

const given = (): TestCluster => new TestCluster([{ controller: scheduler }]);

const using = (claimName: string, spec: JsonObject = {}): JsonObject => ({
  ...template({ app: 'x' }),
  spec: {
    containers: [{ name: 'main', image: 'x:1' }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    ...spec,
  },
});

/** A claim that is bound to a volume with these labels. */
const bound = (world: TestCluster, name: string, mode: string, labels: JsonObject = {}): void => {
  const size = { storage: '1Gi' };
  world.create('PersistentVolume', '', `of-${name}`, {
    metadata: { labels },
    spec: { capacity: size, accessModes: [mode], storageClassName: '' },
  });
  world.create('PersistentVolumeClaim', 'default', name, {
    metadata: { annotations: { [bindCompleted]: 'yes' } },
    spec: { accessModes: [mode], storageClassName: '', volumeName: `of-${name}`, resources: { requests: size } },
  });
};

const make = (world: TestCluster, name: string, body: JsonObject): void => {
  world.create('Pod', 'default', name, body);
  world.settle();
};

const reason = (world: TestCluster, name: string): string =>
  textAt(
    listAt(world.pod(name)?.status.body.json, 'conditions').find((one) => textAt(one, 'type') === 'PodScheduled'),
    'message',
  ) ?? '';

describe('SC-23: volumes that are in use or elsewhere', () => {
  const inUse =
    '0/1 nodes are available: 1 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode ' +
    'already in-use by another pod.';

  test('SC-23: a ReadWriteOncePod claim serves one pod, and the next when that is gone', () => {
    const world = given();
    bound(world, 'data', 'ReadWriteOncePod');
    make(world, 'first', using('data'));
    make(world, 'second', using('data'));
    expect([world.pod('first')?.node, world.pod('second')?.node]).toEqual(['node-1', '']);
    expect(reason(world, 'second')).toContain(inUse);
    world.remove('first');
    world.settle(2);
    expect(world.pod('second')?.node).toBe('node-1');
  });

  test('SC-23: other modes serve several', () => {
    const world = given();
    bound(world, 'data', 'ReadWriteOnce');
    make(world, 'first', using('data'));
    make(world, 'second', using('data'));
    expect(world.pod('second')?.node).toBe('node-1');
  });

  test('SC-23: a pod of higher priority has the user of the claim go', () => {
    const world = given();
    bound(world, 'data', 'ReadWriteOncePod');
    make(world, 'low', using('data', { terminationGracePeriodSeconds: 30 }));
    make(world, 'bystander', template({ app: 'y' }));
    make(world, 'high', using('data', { priority: 5 }));
    expect(world.pods().map(({ meta }) => meta.deletion !== undefined)).toEqual([true, false, false]);
  });

  test('SC-23: a volume in a zone is used there', () => {
    const world = given();
    world.node('west', { labels: { 'topology.kubernetes.io/zone': 'w' } });
    world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-1' });
    bound(world, 'data', 'ReadWriteOnce', { 'topology.kubernetes.io/zone': 'e__f' });
    make(world, 'a', using('data'));
    expect(reason(world, 'a')).toContain('0/1 nodes are available: 1 node(s) had no available volume zone.');
    world.node('east', { labels: { 'topology.kubernetes.io/zone': 'f' } });
    world.settle(2);
    expect(world.pod('a')?.node).toBe('east');
  });

  test('SC-23: a node that names no zone takes any volume', () => {
    const world = given();
    bound(world, 'data', 'ReadWriteOnce', { 'topology.kubernetes.io/zone': 'e' });
    make(world, 'a', using('data'));
    expect(world.pod('a')?.node).toBe('node-1');
  });
});

describe('SC-27: how many volumes a node takes', () => {
  const driver = (count: number): JsonObject => ({
    spec: { drivers: [{ name: 'csi.x', nodeID: 'n', topologyKeys: [], allocatable: { count } }] },
  });
  const csi = (world: TestCluster, name: string): void => {
    const size = { storage: '1Gi' };
    world.create('PersistentVolume', '', `of-${name}`, {
      spec: {
        capacity: size,
        accessModes: ['ReadWriteOnce'],
        storageClassName: '',
        csi: { driver: 'csi.x', volumeHandle: name },
      },
    });
    world.create('PersistentVolumeClaim', 'default', name, {
      metadata: { annotations: { [bindCompleted]: 'yes' } },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: '',
        volumeName: `of-${name}`,
        resources: { requests: size },
      },
    });
  };

  test('SC-27: no more than its CSINode says, each volume once; one more when that says so, or when a user is gone', () => {
    const world = given();
    for (const name of ['a', 'b', 'c']) csi(world, name);
    world.create('CSINode', '', 'node-1', driver(1));
    make(world, 'first', using('a'));
    make(world, 'same', using('a'));
    make(world, 'other', using('b'));
    expect(['first', 'same', 'other'].map((name) => world.pod(name)?.node)).toEqual(['node-1', 'node-1', '']);
    expect(reason(world, 'other')).toContain('0/1 nodes are available: 1 node(s) exceed max volume count.');
    world.update('CSINode', '', 'node-1', driver(2));
    world.settle(2);
    expect(world.pod('other')?.node).toBe('node-1');
    make(world, 'third', using('c'));
    expect(world.pod('third')?.node).toBe('');
    world.remove('other');
    world.settle(2);
    expect(world.pod('third')?.node).toBe('node-1');
  });

  test('SC-27: volumes that are yet to be made count', () => {
    const world = given();
    world.create('CSINode', '', 'node-1', driver(0));
    world.create('StorageClass', '', 'made', { provisioner: 'csi.x', volumeBindingMode: 'WaitForFirstConsumer' });
    world.create('PersistentVolumeClaim', 'default', 'data', {
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'made', resources: { requests: { storage: '1Gi' } } },
    });
    make(world, 'a', using('data'));
    expect(reason(world, 'a')).toContain('node(s) exceed max volume count');
  });

  test('SC-27: a driver that sets no limit, and a node without a CSINode, take any number', () => {
    const world = given();
    csi(world, 'a');
    make(world, 'free', using('a'));
    expect(world.pod('free')?.node).toBe('node-1');
  });
});

describe('SC-15: gates', () => {
  const gated = (gates: readonly string[], selector: JsonObject = {}): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: {
      containers: [{ name: 'main', image: 'x:1' }],
      schedulingGates: gates.map((name) => ({ name })),
      nodeSelector: selector,
    },
  });
  const ask = (world: TestCluster, verb: 'create' | 'update', body: JsonObject): JsonObject =>
    world.cluster.handle({ verb, kind: 'Pod', namespace: 'default', name: verb === 'create' ? '' : 'a', body })
      .body as JsonObject; // an object or a Status

  const change = (world: TestCluster, gates: readonly string[], selector: JsonObject = {}): string => {
    const live = world.cluster.handle({ verb: 'get', kind: 'Pod', namespace: 'default', name: 'a' }).body as JsonObject;
    const spec = { ...(live['spec'] as JsonObject), ...(gated(gates, selector)['spec'] as JsonObject) };
    const { containers: _, ...rest } = spec;
    const kept = (live['spec'] as JsonObject)['containers'] ?? null;
    const answer = ask(world, 'update', { ...live, spec: { ...rest, containers: kept } });
    world.settle();
    return textAt(answer, 'message') ?? '';
  };

  test('SC-15: a pod waits for the last of them to be taken away', () => {
    const world = given();
    ask(world, 'create', gated(['one', 'two']));
    world.settle();
    expect(listAt(world.pod('a')?.status.body.json, 'conditions')).toEqual([
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    ]);
    expect(change(world, ['two'])).toBe('');
    expect(world.pod('a')?.node).toBe('');
    expect(change(world, [])).toBe('');
    expect(world.pod('a')?.node).toBe('node-1');
  });

  test('SC-15: none is added, and the node selector only grows', () => {
    const world = given();
    world.node('east', { labels: { zone: 'e' } });
    ask(world, 'create', gated(['one'], { zone: 'e' }));
    expect(change(world, ['one', 'new'], { zone: 'e' })).toContain(
      "spec.schedulingGates: Forbidden: only deletion is allowed, but found new scheduling gate 'new'",
    );
    expect(change(world, ['one'], { zone: 'f' })).toContain(
      'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    );
    expect(change(world, [], { zone: 'e', 'kubernetes.io/hostname': 'east' })).toBe('');
    expect(world.pod('a')?.node).toBe('east');
  });

  /** Node affinity whose terms each want these zones. */
  const zones = (...terms: readonly (readonly string[])[]): JsonObject => ({
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: terms.map((wanted) => ({
        matchExpressions: wanted.map((zone) => ({ key: 'zone', operator: 'In', values: zone.split(' ') })),
      })),
    },
  });
  const apart = {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: { app: 'x' } }, topologyKey: 'kubernetes.io/hostname' },
    ],
  };
  const limit = (world: TestCluster, affinity: JsonObject | undefined): string => {
    const live = world.cluster.handle({ verb: 'get', kind: 'Pod', namespace: 'default', name: 'a' }).body as JsonObject;
    const { affinity: _, ...spec } = live['spec'] as JsonObject; // every pod has one
    const changed = { ...live, spec: affinity === undefined ? spec : { ...spec, affinity } };
    return textAt(ask(world, 'update', changed), 'message') ?? '';
  };
  const started = (affinity?: JsonObject, gates: readonly string[] = ['one']): TestCluster => {
    const world = given();
    world.node('east', { labels: { zone: 'e' } });
    const pod = gated(gates);
    const spec = pod['spec'] as JsonObject; // made above
    ask(world, 'create', { ...pod, spec: affinity === undefined ? spec : { ...spec, affinity } });
    world.settle();
    return world;
  };

  test('SC-54: node affinity is set where there was none, asks for more, and is what the pod is placed by', () => {
    const world = started();
    expect(limit(world, { nodeAffinity: zones(['e w']) })).toBe('');
    expect(limit(world, { nodeAffinity: zones(['e w', 'e']) })).toBe('');
    const weight = { weight: 5, preference: { matchExpressions: [{ key: 'zone', operator: 'Exists' }] } };
    const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [weight] };
    expect(limit(world, { nodeAffinity: { ...zones(['e w', 'e']), ...preferred } })).toBe('');
    expect(limit(world, { nodeAffinity: zones(['e w', 'e']) })).toBe('');
    const live = world.cluster.handle({ verb: 'get', kind: 'Pod', namespace: 'default', name: 'a' }).body as JsonObject;
    const { schedulingGates: _, ...spec } = live['spec'] as JsonObject; // every pod has one
    expect(textAt(ask(world, 'update', { ...live, spec }), 'message') ?? '').toBe('');
    world.settle();
    expect(world.pod('a')?.node).toBe('east');
  });

  test.each([
    ['a term more', zones(['e'], ['w']), 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'],
    ['no term', {}, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'],
    ['another zone', zones(['w']), 'nodeSelectorTerms[0]: Invalid value'],
    ['a new one before', zones(['w', 'e']), 'only additions are allowed (no mutations or deletions)'],
    ['nothing', zones([]), 'only additions are allowed (no mutations or deletions)'],
  ])('SC-54: %s is refused', (_what, nodeAffinity, why) => {
    expect(limit(started({ nodeAffinity: zones(['e']) }), { nodeAffinity })).toContain(why);
  });

  test('SC-54: a term that asks for nothing matches no node, and stays so', () => {
    expect(limit(started({ nodeAffinity: zones([]) }), { nodeAffinity: zones(['e']) })).toContain('only additions');
  });

  test('SC-54: affinity to pods stays, and so does everything of a pod without gates', () => {
    const frozen = 'pod updates may not change fields other than';
    expect(limit(started({ podAntiAffinity: apart }), { nodeAffinity: zones(['e']) })).toContain(frozen);
    expect(limit(started(), { nodeAffinity: zones(['e']), podAntiAffinity: apart })).toContain(frozen);
    expect(limit(started({ podAntiAffinity: apart }), { podAntiAffinity: apart, nodeAffinity: zones(['e']) })).toBe('');
    expect(limit(started(undefined, []), { nodeAffinity: zones(['e']) })).toContain(frozen);
  });
});
