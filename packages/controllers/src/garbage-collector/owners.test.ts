import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { eventMessage, uuidOf, type KindName } from '@orrery/core/cluster';
import type { CommandNamed } from '@orrery/core/api';
import { TestCluster } from '../cluster.fixture.ts';
import { garbageCollector } from './index.ts';

type Read = CommandNamed<'Read'>;

/** The collector with an ear for its live reads. */
const overheard = (reads: Read[]): typeof garbageCollector => ({
  ...garbageCollector,
  react: (memory, key, step, ...rest) => {
    if (step.command.type === 'Read') reads.push(step.command);
    return garbageCollector.react?.(memory, key, step, ...rest);
  },
});

const world = (lags: Partial<Record<KindName, number>> = {}, reads: Read[] = []): TestCluster =>
  new TestCluster([{ controller: overheard(reads), lags }]);

/** The uid that a set of this place will have, whether it is there or not. */
const setUid = (place: number): string => uuidOf('StatefulSet', place);

const set = (cluster: TestCluster, name: string, namespace = 'default', more: JsonObject = {}): void =>
  cluster.create('StatefulSet', namespace, name, { ...more, spec: {} });

const uuid = (cluster: TestCluster, name: string, namespace = 'default'): string =>
  setUid(cluster.cluster.core.state.tables.StatefulSet.find(namespace, name)?.uid ?? -1);

const owned = (cluster: TestCluster, name: string, owner: JsonObject, more: JsonObject = {}): void =>
  cluster.create('Pod', 'default', name, {
    metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', ...owner }], ...more },
    spec: { containers: [{ name: 'main', image: 'a' }] },
  });

const messages = (cluster: TestCluster): readonly string[] =>
  cluster.cluster.core.state.tables.Event.toArray().map(eventMessage);

describe('a reference that names a living owner wrongly', () => {
  const good = (cluster: TestCluster): void => owned(cluster, 'good', { name: 'web', uid: uuid(cluster, 'web') });
  const bad = (cluster: TestCluster): void => owned(cluster, 'bad', { name: 'wrong', uid: uuid(cluster, 'web') });

  test.each([
    ['good, bad', [good, bad], {}],
    ['bad, good', [bad, good], {}],
    ['good, bad, and the owner last', [good, bad], { StatefulSet: 3_000_000 }],
    ['bad, good, and the owner last', [bad, good], { StatefulSet: 3_000_000 }],
    ['the bad one last', [good, bad], { Pod: 1_000_000 }],
  ])('GC-11: costs its own object the life and no other, shown in the order %s', (_, makers, lags) => {
    const cluster = world(lags);
    set(cluster, 'web');
    for (const make of makers) make(cluster);
    cluster.settle(60);
    expect(cluster.podNames()).toEqual(['good']);
    owned(cluster, 'late', { name: 'web', uid: uuid(cluster, 'web') });
    cluster.settle(60);
    expect(cluster.podNames()).toEqual(['good', 'late']);
  });

  test('GC-11: an owner that is gone is not looked up again', () => {
    const reads: Read[] = [];
    const cluster = world({}, reads);
    for (const name of ['a', 'b', 'c']) owned(cluster, name, { name: 'no', uid: setUid(77) });
    cluster.settle(5);
    expect(cluster.podNames()).toEqual([]);
    expect(reads.filter(({ kind }) => kind === 'StatefulSet')).toHaveLength(1);
  });
});

describe('an owner that is only heard of', () => {
  test('GC-10: is looked up once, before its dependents are', () => {
    const reads: Read[] = [];
    const cluster = world({}, reads);
    for (const name of ['a', 'b']) owned(cluster, name, { name: 'no', uid: setUid(77) });
    cluster.settle(5);
    expect(reads.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['StatefulSet no', 'Pod a', 'Pod b']);
  });

  test('GC-10: is asked for until its informer shows it, while its dependents are left alone', () => {
    const reads: Read[] = [];
    const cluster = world({ StatefulSet: 2_000_000 }, reads);
    set(cluster, 'web');
    owned(cluster, 'web-0', { name: 'web', uid: uuid(cluster, 'web') });
    cluster.settle(60);
    expect(new Set(reads.map(({ kind, name }) => `${kind} ${name}`))).toEqual(new Set(['StatefulSet web']));
    const asked = reads.length;
    expect(asked).toBeGreaterThan(2);
    cluster.settle(600);
    expect(reads).toHaveLength(asked);
  });

  test('GC-10: is tried under every name that dependents give it', () => {
    const reads: Read[] = [];
    const cluster = world({ StatefulSet: 2_000_000 }, reads);
    set(cluster, 'm');
    for (const name of ['b', 'z', 'm', 'a']) owned(cluster, name, { name, uid: uuid(cluster, 'm') });
    cluster.settle(60);
    expect(cluster.podNames()).toEqual(['m']);
  });

  test('GC-3: of which nothing can be found out keeps an object, and nothing of that is changed', () => {
    const cluster = world();
    const unknown = { apiVersion: 'example.com/v1', kind: 'Thing', name: 'no', uid: 'x' };
    const gone = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'no', uid: setUid(77) };
    cluster.create('Pod', 'default', 'p', {
      metadata: { ownerReferences: [unknown, gone] },
      spec: { containers: [{ name: 'main', image: 'a' }] },
    });
    const metadata = { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'no', uid: 'y' }] };
    cluster.create('PersistentVolume', '', 'wide', { metadata, spec: {} });
    cluster.settle(60);
    expect(cluster.pod('p')?.meta.owners).toHaveLength(2);
    expect(cluster.cluster.core.state.tables.PersistentVolume.find('', 'wide')).toBeDefined();
  });
});

test.each([
  ['first', {}],
  ['last', { StatefulSet: 3_000_000 }],
])('GC-6: an owner in another namespace is reported once, shown %s', (_, lags) => {
  const cluster = world(lags);
  cluster.create('Namespace', '', 'other', {});
  set(cluster, 'web', 'other');
  owned(cluster, 'web-0', { name: 'web', uid: uuid(cluster, 'web', 'other') }, { finalizers: ['example.com/hold'] });
  cluster.settle(60);
  const uid = uuid(cluster, 'web', 'other');
  expect(messages(cluster)).toEqual([
    `ownerRef [apps/v1/StatefulSet, namespace: default, name: web, uid: ${uid}] does not exist in namespace "default"`,
  ]);
  expect(cluster.pod('web-0')?.meta.deletion).toBeDefined();
});

test('GC-7: an object that has changed since it was read goes all the same if its owners are the same', () => {
  const cluster = world();
  set(cluster, 'web');
  owned(cluster, 'web-0', { name: 'web', uid: uuid(cluster, 'web') });
  const references = cluster.pod('web-0')?.meta.owners.map(({ identity: _, ...one }) => one) ?? [];
  cluster.settle();
  cluster.do({ type: 'Delete', kind: 'StatefulSet', namespace: 'default', name: 'web' });
  cluster.cluster.runUntil(cluster.cluster.now + 500);
  cluster.update('Pod', 'default', 'web-0', {
    metadata: { ownerReferences: references, labels: { touched: 'yes' } },
    spec: { containers: [{ name: 'main', image: 'a' }] },
  });
  cluster.settle();
  expect(cluster.podNames()).toEqual([]);
});

test('GC-12: a reference is taken out of an object as it is by then, and what others wrote stays', () => {
  const cluster = world({ Pod: 1_000_000 });
  set(cluster, 'web');
  const owner = { name: 'web', uid: uuid(cluster, 'web') };
  owned(cluster, 'web-0', owner);
  cluster.settle(5);
  cluster.update('Pod', 'default', 'web-0', {
    metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', ...owner }], labels: { new: 'yes' } },
    spec: { containers: [{ name: 'main', image: 'a' }] },
  });
  cluster.do({ type: 'Delete', kind: 'StatefulSet', namespace: 'default', name: 'web', propagation: 'Orphan' });
  cluster.cluster.runUntil(cluster.cluster.now + 500_000);
  expect(cluster.pod('web-0')?.meta).toMatchObject({ owners: [], labels: { new: 'yes' } });
  expect(cluster.cluster.core.state.tables.StatefulSet.toArray()).toEqual([]);
});

describe('what upstream does not see', () => {
  const held = (): TestCluster => {
    const cluster = world();
    set(cluster, 'web', 'default', { metadata: { finalizers: ['example.com/hold'] } });
    owned(cluster, 'web-0', { name: 'web', uid: uuid(cluster, 'web'), blockOwnerDeletion: true });
    cluster.settle();
    return cluster;
  };
  const remove = (cluster: TestCluster, propagation: 'Background' | 'Foreground'): void => {
    cluster.do({ type: 'Delete', kind: 'StatefulSet', namespace: 'default', name: 'web', propagation });
    cluster.settle(5);
  };

  test('GC-13: a second deletion that only now asks for the foreground waits until the collector starts anew', () => {
    const cluster = held();
    remove(cluster, 'Background');
    remove(cluster, 'Foreground');
    cluster.settle(600);
    expect(cluster.podNames()).toEqual(['web-0']);
    expect(cluster.cluster.core.state.tables.StatefulSet.find('default', 'web')?.meta.finalizers).toContain(
      'foregroundDeletion',
    );
    const [component] = cluster.cluster.components;
    component?.restart(0);
    cluster.settle(60);
    expect(cluster.podNames()).toEqual([]);
  });

  test('GC-13: one that asked for it first is seen', () => {
    const cluster = held();
    remove(cluster, 'Foreground');
    expect(cluster.podNames()).toEqual([]);
  });

  test('GC-5: a dependent that the collector has not been shown yet is deleted with an owner that was to orphan it', () => {
    const cluster = world({ Pod: 5_000_000 });
    set(cluster, 'web');
    owned(cluster, 'web-0', { name: 'web', uid: uuid(cluster, 'web') });
    cluster.do({ type: 'Delete', kind: 'StatefulSet', namespace: 'default', name: 'web', propagation: 'Orphan' });
    cluster.settle(60);
    expect(cluster.podNames()).toEqual([]);
  });
});
