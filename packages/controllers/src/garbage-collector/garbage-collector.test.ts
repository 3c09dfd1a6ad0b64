import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { eventMessage, uuidOf, type KindName } from '@orrery/core/cluster';
import type { Propagation } from '@orrery/core/api';
import { TestCluster } from '../cluster.fixture.ts';
import { garbageCollector } from './index.ts';
import { snapshot } from './memory.ts';

const uidOf = (world: TestCluster, kind: KindName, name: string): number =>
  world.cluster.core.state.tables[kind].find('default', name)?.uid ?? 0;

const reference = (world: TestCluster, kind: KindName, name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: kind === 'Pod' || kind === 'Service' ? 'v1' : 'apps/v1',
  kind,
  name,
  uid: uuidOf(kind, uidOf(world, kind, name)),
  ...more,
});

const pod = (
  world: TestCluster,
  name: string,
  owners: readonly JsonObject[],
  finalizers: readonly string[] = [],
): void =>
  world.create('Pod', 'default', name, {
    metadata: { ownerReferences: owners, ...(finalizers.length === 0 ? {} : { finalizers }) },
    spec: { containers: [{ name: 'main', image: 'a' }] },
  });

const set = (world: TestCluster, name: string): void => world.create('StatefulSet', 'default', name, { spec: {} });

/** A set with two pods that it owns. */
const given = (more: JsonObject = { controller: true, blockOwnerDeletion: true }): TestCluster => {
  const world = new TestCluster([{ controller: garbageCollector }]);
  set(world, 'web');
  pod(world, 'web-0', [reference(world, 'StatefulSet', 'web', more)]);
  pod(world, 'web-1', [reference(world, 'StatefulSet', 'web', more)]);
  world.settle();
  return world;
};

const remove = (world: TestCluster, kind: KindName, name: string, propagation?: Propagation): void =>
  world.do({
    type: 'Delete',
    kind,
    namespace: 'default',
    name,
    ...(propagation === undefined ? {} : { propagation }),
  });

const removals = (world: TestCluster): readonly string[] => world.events(({ type }) => type === 'Removed');

describe('background', () => {
  test('GC-1: the owner goes at once, then its dependents', () => {
    const world = given();
    remove(world, 'StatefulSet', 'web', 'Background');
    expect(world.podNames()).toEqual(['web-0', 'web-1']);
    world.settle(5);
    expect(removals(world)).toEqual(['StatefulSetRemoved', 'PodRemoved', 'PodRemoved']);
  });

  test('GC-1: dependents of dependents follow', () => {
    const world = given();
    pod(world, 'child', [reference(world, 'Pod', 'web-0')]);
    remove(world, 'StatefulSet', 'web');
    world.settle(5);
    expect(world.podNames()).toEqual([]);
  });

  test('GC-2: an object with another owner that lives only loses the reference', () => {
    const world = new TestCluster([{ controller: garbageCollector }]);
    set(world, 'a');
    set(world, 'b');
    pod(world, 'shared', [reference(world, 'StatefulSet', 'a'), reference(world, 'StatefulSet', 'b')]);
    remove(world, 'StatefulSet', 'a');
    world.settle(5);
    expect(world.pod('shared')?.meta.owners.map(({ name }) => name)).toEqual(['b']);
  });

  test('GC-2: an owner of the same name and another uid is another owner', () => {
    const world = new TestCluster([{ controller: garbageCollector }]);
    set(world, 'web');
    const old = reference(world, 'StatefulSet', 'web');
    remove(world, 'StatefulSet', 'web');
    set(world, 'web');
    pod(world, 'web-0', [old]);
    world.settle(5);
    expect(world.podNames()).toEqual([]);
  });

  test('GC-3: an object whose owner never existed goes', () => {
    const world = new TestCluster([{ controller: garbageCollector }]);
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      name: 'no',
      uid: '7a4c1a5e-0000-4000-8000-000000000000',
    };
    pod(world, 'orphan', [owner]);
    world.settle(5);
    expect(world.podNames()).toEqual([]);
  });

  test('GC-3: an owner of a kind that nobody knows keeps its dependents', () => {
    const world = new TestCluster([{ controller: garbageCollector }]);
    pod(world, 'p', [{ apiVersion: 'example.com/v1', kind: 'Thing', name: 'no', uid: 'x' }]);
    world.settle(5);
    expect(world.podNames()).toEqual(['p']);
  });

  test('GC-6: an owner in another namespace does not count, and an Event says so', () => {
    const world = new TestCluster([{ controller: garbageCollector }]);
    world.create('Namespace', '', 'other', {});
    world.create('StatefulSet', 'other', 'web', { spec: {} });
    const uid = world.cluster.core.state.tables.StatefulSet.find('other', 'web')?.uid ?? 0;
    const uuid = uuidOf('StatefulSet', uid);
    pod(world, 'web-0', [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: uuid }]);
    world.settle(5);
    expect(world.podNames()).toEqual([]);
    expect(world.cluster.core.state.tables.Event.toArray().map(eventMessage)).toEqual([
      `ownerRef [apps/v1/StatefulSet, namespace: default, name: web, uid: ${uuid}] does not exist in namespace "default"`,
    ]);
  });
});

describe('foreground', () => {
  test('GC-4: the owner stays until the dependents that block it are gone', () => {
    const world = given();
    remove(world, 'StatefulSet', 'web', 'Foreground');
    expect(uidOf(world, 'StatefulSet', 'web')).not.toBe(0);
    world.settle(5);
    expect(removals(world)).toEqual(['PodRemoved', 'PodRemoved', 'StatefulSetRemoved']);
  });

  test('GC-4: a dependent that does not block is not waited for', () => {
    const world = new TestCluster([{ controller: garbageCollector }]);
    set(world, 'web');
    pod(world, 'web-0', [reference(world, 'StatefulSet', 'web')], ['example.com/hold']);
    remove(world, 'StatefulSet', 'web', 'Foreground');
    world.settle(5);
    expect(uidOf(world, 'StatefulSet', 'web')).toBe(0);
    expect(world.pod('web-0')?.meta.deletion).toBeDefined();
  });

  test('GC-4: dependents with dependents of their own are deleted in the foreground too', () => {
    const world = given();
    pod(world, 'child', [reference(world, 'Pod', 'web-0', { blockOwnerDeletion: true })], ['example.com/hold']);
    remove(world, 'StatefulSet', 'web', 'Foreground');
    world.settle(5);
    expect(world.podNames()).toEqual(['web-0', 'child']);
    const { uid = 0 } = world.pod('child') ?? {};
    world.do({ type: 'SetFinalizers', kind: 'Pod', uid, finalizers: [] });
    world.settle(5);
    expect(removals(world)).toEqual(['PodRemoved', 'PodRemoved', 'PodRemoved', 'StatefulSetRemoved']);
  });
});

describe('a circle', () => {
  test('GC-9: objects that own each other and block each other go when one is deleted in the foreground', () => {
    const world = new TestCluster([{ controller: garbageCollector }]);
    pod(world, 'a', []);
    pod(world, 'b', [reference(world, 'Pod', 'a', { blockOwnerDeletion: true })]);
    world.update('Pod', 'default', 'a', {
      metadata: { ownerReferences: [reference(world, 'Pod', 'b', { blockOwnerDeletion: true })] },
      spec: { containers: [{ name: 'main', image: 'a' }] },
    });
    world.settle();
    remove(world, 'Pod', 'a', 'Foreground');
    world.settle(5);
    expect(world.podNames()).toEqual([]);
    // a begins; b ceases to block it and begins too; then both can go.
    expect(world.events(({ type }) => type === 'DeletionStarted' || type === 'Updated').slice(-3)).toEqual([
      'PodDeletionStarted',
      'PodUpdated',
      'PodDeletionStarted',
    ]);
  });
});

describe('adoption', () => {
  test('GC-2: what a deletion orphaned is kept when a new owner takes it in', () => {
    const world = given();
    remove(world, 'StatefulSet', 'web', 'Orphan');
    world.settle(5);
    set(world, 'web');
    world.update('Pod', 'default', 'web-0', {
      metadata: { ownerReferences: [reference(world, 'StatefulSet', 'web', { controller: true })] },
      spec: { containers: [{ name: 'main', image: 'a' }] },
    });
    world.settle(5);
    expect(world.podNames()).toEqual(['web-0', 'web-1']);
    remove(world, 'StatefulSet', 'web');
    world.settle(5);
    expect(world.podNames()).toEqual(['web-1']);
  });
});

describe('orphan', () => {
  test('GC-5: dependents lose their reference, and then the owner goes', () => {
    const world = given();
    remove(world, 'StatefulSet', 'web', 'Orphan');
    world.settle(5);
    expect(uidOf(world, 'StatefulSet', 'web')).toBe(0);
    expect(world.pods().map(({ meta }) => meta.owners)).toEqual([[], []]);
    expect(removals(world)).toEqual(['StatefulSetRemoved']);
  });
});

describe('with a cache that lags', () => {
  test('GC-2: a dependent that is shown before its owner is kept, as a live read finds the owner', () => {
    const world = new TestCluster([{ controller: garbageCollector, lags: { StatefulSet: 5_000_000 } }]);
    set(world, 'web');
    pod(world, 'web-0', [reference(world, 'StatefulSet', 'web')]);
    world.settle(20);
    expect(world.podNames()).toEqual(['web-0']);
  });

  test('GC-7: an object that has changed since it was read is not deleted on old evidence', () => {
    const world = given();
    set(world, 'other');
    const adopted = reference(world, 'StatefulSet', 'other');
    remove(world, 'StatefulSet', 'web');
    // Between the live read of web-0 and its deletion another set adopts it.
    world.cluster.runUntil(world.cluster.now + 500);
    world.update('Pod', 'default', 'web-0', {
      metadata: { ownerReferences: [adopted] },
      spec: { containers: [{ name: 'main', image: 'a' }] },
    });
    world.settle(5);
    expect(world.podNames()).toEqual(['web-0']);
  });

  test('GC-8: the graph is what a new list would give', () => {
    const world = given();
    pod(world, 'child', [reference(world, 'Pod', 'web-0')]);
    remove(world, 'Pod', 'web-1');
    remove(world, 'StatefulSet', 'web', 'Orphan');
    world.settle(5);
    const [component] = world.cluster.components;
    if (component === undefined) throw new Error('nothing is installed');
    expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
    component.restart(0);
    expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
  });
});
