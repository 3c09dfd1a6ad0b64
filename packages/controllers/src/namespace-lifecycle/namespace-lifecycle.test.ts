import { expect, test } from 'vitest';
import { listAt, textAt, toObject, type KindName } from '@orrery/core/cluster';
import { fastSettings, TestCluster } from '../cluster.fixture.ts';
import { kubelet } from '../kubelet/index.ts';
import { namespaceLifecycle } from './index.ts';
import { snapshot } from './memory.ts';

const given = (): TestCluster => {
  const world = new TestCluster([{ controller: namespaceLifecycle }, { controller: kubelet }]);
  world.create('Namespace', '', 'shop', { spec: { finalizers: ['kubernetes'] } }, { phase: 'Active' });
  world.create('Service', 'shop', 'web', { spec: {} });
  world.create('Pod', 'shop', 'web-0', {
    spec: { containers: [{ name: 'main', image: 'a' }], terminationGracePeriodSeconds: 30 },
  });
  world.do({
    type: 'BindPod',
    uid: world.cluster.core.state.tables.Pod.find('shop', 'web-0')?.uid ?? 0,
    node: 'node-1',
  });
  world.create('Service', 'default', 'other', { spec: {} });
  world.settle();
  return world;
};

const exists = (world: TestCluster, kind: KindName, namespace: string, name: string): boolean =>
  world.cluster.core.state.tables[kind].find(namespace, name) !== undefined;

const remove = (world: TestCluster, name: string): void =>
  world.do({ type: 'Delete', kind: 'Namespace', namespace: '', name });

test('NL-8: a namespace that is deleted is Terminating, takes nothing new and is emptied, pods first', () => {
  const world = given();
  remove(world, 'shop');
  const namespace = world.cluster.core.state.tables.Namespace.find('', 'shop');
  if (namespace === undefined) throw new Error('the namespace is gone at once');
  expect(textAt(toObject(namespace, fastSettings.epoch), 'status', 'phase')).toBe('Terminating');
  expect(() => world.create('Service', 'shop', 'late', { spec: {} })).toThrow(/because it is being terminated/);
  world.settle(60);
  expect(world.events(({ type }) => type === 'Removed')).toEqual([
    'PodRemoved',
    'ServiceRemoved',
    ...world.events((event) => event.type === 'Removed' && event.kind === 'Event'),
    'NamespaceRemoved',
  ]);
  expect(exists(world, 'Service', 'default', 'other')).toBe(true);
});

test('NL-9: a namespace stays as long as anything in it does', () => {
  const world = given();
  world.create('Service', 'shop', 'held', { metadata: { finalizers: ['example.com/hold'] }, spec: {} });
  remove(world, 'shop');
  world.settle(300);
  expect(exists(world, 'Namespace', '', 'shop')).toBe(true);
  const uid = world.cluster.core.state.tables.Service.find('shop', 'held')?.uid ?? 0;
  world.do({ type: 'SetFinalizers', kind: 'Service', uid, finalizers: [] });
  world.settle(20);
  expect(exists(world, 'Namespace', '', 'shop')).toBe(false);
  const [component] = world.cluster.components;
  if (component === undefined) throw new Error('nothing is installed');
  expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
});

test('NL-9: an empty namespace goes after the pause', () => {
  const world = given();
  world.create('Namespace', '', 'empty', { spec: { finalizers: ['kubernetes'] } });
  remove(world, 'empty');
  world.settle(4);
  expect(exists(world, 'Namespace', '', 'empty')).toBe(true);
  world.settle(2);
  expect(exists(world, 'Namespace', '', 'empty')).toBe(false);
});

/** Reasons of the conditions about what is left, and the messages of those that are True. */
const conditions = (world: TestCluster, name = 'shop'): readonly string[] => {
  const record = world.cluster.core.state.tables.Namespace.find('', name);
  if (record === undefined) return [];
  return listAt(toObject(record, fastSettings.epoch), 'status', 'conditions').map((one) => {
    const [status, reason, message] = ['status', 'reason', 'message'].map((member) => textAt(one, member) ?? '');
    return status === 'True' ? `${reason}: ${message}` : (reason ?? '');
  });
};

const fine = ['ResourcesDiscovered', 'ParsedGroupVersions', 'ContentDeleted', 'ContentRemoved', 'ContentRemoved'];

test('NL-69: the status says what is left, and which finalizers hold it', () => {
  const world = given();
  for (const name of ['a', 'b'])
    world.create('Service', 'shop', name, { metadata: { finalizers: ['example.com/hold'] }, spec: {} });
  world.create('ConfigMap', 'shop', 'c', { metadata: { finalizers: ['example.com/other'] } });
  remove(world, 'shop');
  world.settle(60);
  expect(conditions(world)).toEqual([
    ...fine.slice(0, 3),
    'SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances, services. has 2 resource instances',
    'SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 2 resource instances, ' +
      'example.com/other in 1 resource instances',
  ]);
  const writes = (): number => world.events(({ type }) => type === 'StatusUpdated').length;
  const before = writes();
  world.settle(60);
  expect(writes()).toBe(before);
});

test('NL-69: pods go first, and are named until they have gone', () => {
  const world = given();
  world.do({ type: 'StopKubelet', node: 'node-1' });
  remove(world, 'shop');
  world.settle(10);
  expect(conditions(world)[3]).toBe(
    'SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances',
  );
  expect(exists(world, 'Service', 'shop', 'web')).toBe(true);
});

test('NL-69: pods that stay beyond their period are a failure, tried again with back-off', () => {
  const world = given();
  world.do({ type: 'StopKubelet', node: 'node-1' });
  remove(world, 'shop');
  world.settle(60);
  expect(conditions(world)).toEqual([
    ...fine.slice(0, 2),
    'ContentDeletionFailed: Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: shop for gvr: /v1, Resource=pods',
    ...fine.slice(3),
  ]);
  const uid = world.cluster.core.state.tables.Pod.find('shop', 'web-0')?.uid ?? 0;
  world.do({ type: 'Delete', kind: 'Pod', namespace: 'shop', name: 'web-0', uid, graceSeconds: 0 });
  world.settle(60);
  expect(exists(world, 'Namespace', '', 'shop')).toBe(false);
});
