import { expect, test } from 'vitest';
import { textAt, toObject, type KindName } from '@orrery/core/cluster';
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
