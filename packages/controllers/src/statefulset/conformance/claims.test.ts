import { describe, expect, test } from 'vitest';
import { uuidOf } from '@orrery/core/cluster';
import type { Json } from '@orrery/core/engine';
import { claimed, image, onPods, parallel, retention, retentions, StatefulWorld } from './stateful.fixture.ts';

const ready = (spec = {}): StatefulWorld => {
  const world = new StatefulWorld({ ...claimed, ...spec });
  world.converge();
  return world;
};

const ownersOf = (world: StatefulWorld, ...ordinals: readonly number[]): readonly (readonly string[])[] =>
  ordinals.map((ordinal) => world.owners(`data-web-${ordinal}`));

const owner = (kind: string, apiVersion: string, name: string, uid: string, controller = true): Json => ({
  apiVersion,
  kind,
  name,
  uid,
  controller,
});

const giveOwners = (world: StatefulWorld, claim: string, ...owners: readonly Json[]): void =>
  world.patch('PersistentVolumeClaim', claim, { metadata: { ownerReferences: owners } });

const stranger = '12345678-1234-1234-1234-123456789012';

describe.each(retentions)('claims: %s when deleted, %s when scaled', (whenDeleted, whenScaled) => {
  const policy = retention(whenDeleted, whenScaled);
  const kept = whenDeleted === 'Delete' ? ['set'] : [];

  test('S43: claims of pods in range have the owners that the policy wants', () => {
    expect(ownersOf(ready(policy), 0, 1, 2)).toEqual([kept, kept, kept]);
  });

  test('S37: a pod that is scaled away takes its claim along, or leaves it', () => {
    const world = ready(policy);
    world.change({ replicas: 2 });
    const condemned = whenScaled === 'Delete' ? ['pod'] : kept;
    expect(world.shown).toEqual(['web-0', 'web-1', 'web-2*']);
    expect(ownersOf(world, 0, 1, 2)).toEqual([kept, kept, condemned]);
    world.remove('web-2');
    world.settle(5);
    expect(world.claim('data-web-2') !== undefined).toBe(whenScaled === 'Retain');
  });

  test('S37: claims go with the set, or stay', () => {
    const world = ready(policy);
    world.delete('StatefulSet', 'web', 'Background');
    world.settle(10);
    for (const name of world.podNames()) world.remove(name);
    world.settle(10);
    expect(world.claim('data-web-0') !== undefined).toBe(whenDeleted === 'Retain');
  });

  test('S32: pods that were orphaned are taken back, and their claims are as the policy wants', () => {
    const world = ready(policy);
    for (const name of ['web-0', 'web-1', 'web-2'])
      world.ask({
        verb: 'patch',
        kind: 'Pod',
        namespace: 'default',
        name,
        patchType: 'merge',
        body: { metadata: { ownerReferences: null } },
      });
    world.settle();
    expect(world.pods().map(({ meta }) => meta.owners.map(({ name }) => name))).toEqual([['web'], ['web'], ['web']]);
    expect(ownersOf(world, 0, 1, 2)).toEqual([kept, kept, kept]);
    world.change({ replicas: 1 });
    const condemned = whenScaled === 'Delete' ? ['pod'] : kept;
    expect(ownersOf(world, 0, 1, 2)).toEqual([kept, condemned, condemned]);
  });

  test('SS-20: a change of the policy writes owners anew and replaces no pod', () => {
    const world = ready();
    const before = world.pods().map(({ uid }) => uid);
    world.change(policy);
    expect(ownersOf(world, 0, 1, 2)).toEqual([kept, kept, kept]);
    expect(world.pods().map(({ uid }) => uid)).toEqual(before);
    const updates = world.messages.filter((message) => message.startsWith('update Pod'));
    expect(updates).toHaveLength(whenDeleted === 'Delete' ? 3 : 0);
  });
});

describe('SS-22: owners that the set does not know', () => {
  test('S37: a claim that somebody else controls is left to it, and the set says so', () => {
    const world = ready(retention('Delete', 'Delete'));
    const mine = owner('StatefulSet', 'apps/v1', 'web', uuidOf('StatefulSet', world.set.uid), false);
    giveOwners(world, 'data-web-1', owner('Operator', 'example.com/v1', 'db', stranger), mine);
    world.change({ minReadySeconds: 0, revisionHistoryLimit: 5 });
    expect(world.owners('data-web-1')).toEqual(['db']);
    expect(world.messages).toContain(
      'PersistentVolumeClaim data-web-1 has a conflicting OwnerReference that acts as a manging controller, ' +
        'the retention policy is ignored for this claim',
    );
  });

  test('S37: an owner that does not control becomes the controller', () => {
    const world = ready(retention('Delete', 'Retain'));
    const mine = owner('StatefulSet', 'apps/v1', 'web', uuidOf('StatefulSet', world.set.uid), false);
    giveOwners(world, 'data-web-1', mine, owner('Operator', 'example.com/v1', 'db', stranger, false));
    world.change({ revisionHistoryLimit: 5 });
    expect(world.owners('data-web-1')).toEqual(['db?', 'set']);
  });

  test('S37: a claim of an earlier set or pod of that name is left alone', () => {
    const world = new StatefulWorld({ ...claimed, ...retention('Retain', 'Retain'), replicas: 2 });
    world.converge();
    const earlier = owner('StatefulSet', 'apps/v1', 'web', uuidOf('StatefulSet', 4711));
    world.refuse((command) => command.type === 'Delete' && command.kind === 'PersistentVolumeClaim', 100);
    giveOwners(world, 'data-web-1', earlier);
    world.change(retention('Delete', 'Delete'));
    expect(world.claim('data-web-1')?.meta.owners.map(({ uid }) => uid)).toEqual([uuidOf('StatefulSet', 4711)]);
  });

  test('SS-21: a pod is not made while the claim of the one before it has not gone with it', () => {
    const world = ready(retention('Retain', 'Delete'));
    world.patch('PersistentVolumeClaim', 'data-web-2', { metadata: { finalizers: ['example.com/hold'] } });
    world.change({ replicas: 2 });
    world.remove('web-2');
    world.settle();
    world.change({ replicas: 3 });
    expect(world.shown).toEqual(['web-0', 'web-1']);
    world.patch('PersistentVolumeClaim', 'data-web-2', { metadata: { finalizers: null } });
    world.settle(5);
    // Claims queue nothing: something else brings the next pass about.
    world.change({ revisionHistoryLimit: 3 });
    world.converge();
    expect(world.shown).toEqual(['web-0', 'web-1', 'web-2']);
  });

  test('SS-20: a pod in range that fails or goes keeps its claim, whatever the policy', () => {
    const world = ready(retention('Delete', 'Delete'));
    const before = world.claim('data-web-1')?.uid;
    world.phase('web-1', 'Failed', false);
    world.settle();
    world.converge();
    world.remove('web-1');
    world.settle(5);
    world.converge();
    expect(world.claim('data-web-1')?.uid).toBe(before);
  });
});

describe('S35: making a pod', () => {
  test('S35: a pod whose name is taken is an error and no event', () => {
    const world = new StatefulWorld({ replicas: 0 });
    world.create('Pod', 'default', 'web-0', { metadata: { labels: { app: 'other' } }, spec: { containers: [] } });
    world.change({ replicas: 1 });
    expect(world.messages).toEqual([]);
    world.remove('web-0');
    world.settle(5);
    expect(world.messages).toEqual(['create Pod web-0 in StatefulSet web successful']);
  });

  test('S35: a claim that cannot be made keeps its pod from being made, and both are reported', () => {
    const world = new StatefulWorld({ ...claimed, replicas: 0 });
    world.refuse((command) => command.type === 'Create' && command.kind === 'PersistentVolumeClaim');
    world.change({ replicas: 1 });
    expect(world.messages.slice(0, 2)).toEqual([
      'create Claim data-web-0 for Pod web-0 in StatefulSet web failed error: denied',
      'create Pod web-0 in StatefulSet web failed error: failed to create PVC data-web-0: denied',
    ]);
    expect(world.messages.slice(2)).toEqual([
      'create Claim data-web-0 Pod web-0 in StatefulSet web success',
      'create Pod web-0 in StatefulSet web successful',
    ]);
  });

  test('S35: a claim that is being deleted keeps its pod from being made', () => {
    const world = ready({ replicas: 1 });
    world.change({ replicas: 0 });
    world.remove('web-0');
    world.settle();
    world.patch('PersistentVolumeClaim', 'data-web-0', { metadata: { finalizers: ['example.com/hold'] } });
    world.delete('PersistentVolumeClaim', 'data-web-0');
    world.change({ replicas: 1 });
    expect(world.shown).toEqual([]);
    expect(world.messages).toContain(
      'create Pod web-0 in StatefulSet web failed error: pvc data-web-0 is being deleted',
    );
    world.patch('PersistentVolumeClaim', 'data-web-0', { metadata: { finalizers: null } });
    world.settle(60);
    expect(world.shown).toEqual(['web-0']);
  });

  test('S35: a pod that the server refuses is reported with its reason', () => {
    const world = new StatefulWorld({ replicas: 0 });
    world.refuse(onPods('Create'));
    world.change({ replicas: 1 });
    expect(world.messages).toEqual([
      'create Pod web-0 in StatefulSet web failed error: denied',
      'create Pod web-0 in StatefulSet web successful',
    ]);
  });

  test('SS-33: a template that makes no valid pod fails when the pod is made, in the server’s words', () => {
    const world = new StatefulWorld({
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'Main', image: 'app:1' }] } },
    });
    expect(world.shown).toEqual([]);
    expect(world.messages[0]).toMatch(
      /^create Pod web-0 in StatefulSet web failed error: Pod "web-0" is invalid: spec\.containers\[0\]\.name: Invalid value: "Main": a lowercase RFC 1123 label/,
    );
    expect(world.counts).toBe('0/0/0/0');
    world.change(image('app:2'));
    world.settle(30);
    expect(world.shown).toEqual(['web-0']);
  });
});

test('S38: a claim has the labels of its template and of the selector, which win', () => {
  const world = ready({ replicas: 1 });
  expect(world.claim('data-web-0')?.meta.labels).toEqual({ tier: 'disk', app: 'web' });
});

test('S58: a claim that is missing under a Pending pod is made again', () => {
  const world = new StatefulWorld({ ...claimed, replicas: 1 });
  const first = world.claim('data-web-0')?.uid;
  world.patch('PersistentVolumeClaim', 'data-web-0', { metadata: { finalizers: null } });
  world.delete('PersistentVolumeClaim', 'data-web-0');
  expect(world.claim('data-web-0')).toBeUndefined();
  // The scheduler says why the pod cannot run, and that is what the controller hears.
  world.phase('web-0', 'Pending', false);
  world.settle();
  expect(world.claim('data-web-0')).toBeDefined();
  expect(world.claim('data-web-0')?.uid).not.toBe(first);
  world.converge();
  expect(world.counts).toBe('1/1/1/1');
});

test('SS-16: in Parallel, claims of Pending pods get their owners as well', () => {
  const world = new StatefulWorld({ ...claimed, ...parallel, ...retention('Delete', 'Retain') });
  expect(ownersOf(world, 0, 1, 2)).toEqual([['set'], ['set'], ['set']]);
});
