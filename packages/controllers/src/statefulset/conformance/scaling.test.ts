import { describe, expect, test } from 'vitest';
import { uuidOf } from '@orrery/core/cluster';
import { claimed, onPods, parallel, retention, retentions, StatefulWorld } from './stateful.fixture.ts';

/** Order in which pods were created or deleted, from the log. */
const order = (world: StatefulWorld, what: 'Created' | 'DeletionRequested'): readonly string[] =>
  world
    .events((event) => event.type === what && 'kind' in event && event.kind === 'Pod')
    .map((line) => line.split(' ').at(-1) ?? '');

describe.each([
  ['OrderedReady', {}],
  ['Parallel', parallel],
])('%s', (_, policy) => {
  test.each(retentions)('S1: a new set becomes complete (claims: %s, %s)', (whenDeleted, whenScaled) => {
    const world = new StatefulWorld({ ...policy, ...claimed, ...retention(whenDeleted, whenScaled) });
    world.converge();
    expect(world.shown).toEqual(['web-0', 'web-1', 'web-2']);
    expect(world.counts).toBe('3/3/3/3');
    expect(order(world, 'Created')).toEqual(['web-0', 'web-1', 'web-2']);
  });

  test('S2: scaling up adds ordinals and leaves those that are there', () => {
    const world = new StatefulWorld(policy);
    world.converge();
    const before = world.pods().map(({ uid }) => uid);
    world.change({ replicas: 4 });
    world.converge();
    expect(world.pods().map(({ uid }) => uid)).toEqual([...before, expect.any(Number)]);
    expect(world.counts).toBe('4/4/4/4');
  });

  test('S4: pods that vanish come back under their ordinals, each in its turn', () => {
    const world = new StatefulWorld({ ...policy, replicas: 5 });
    world.converge();
    for (const name of ['web-0', 'web-2', 'web-4']) world.remove(name);
    world.settle();
    const missing = 5 - world.pods().length;
    expect(missing).toBe(policy === parallel ? 0 : 2);
    world.converge();
    expect(world.shown).toEqual(['web-0', 'web-1', 'web-2', 'web-3', 'web-4']);
    expect(world.counts).toBe('5/5/5/5');
  });

  test.each(['Failed', 'Succeeded'])(
    'S5: a pod that ended as %s is deleted, and made anew when it is gone',
    (phase) => {
      const world = new StatefulWorld(policy);
      const first = world.pod('web-0')?.uid;
      world.patch('Pod', 'web-0', { metadata: { finalizers: ['example.com/hold'] } });
      world.phase('web-0', phase, false);
      world.settle();
      expect(world.shown[0]).toBe('web-0*');
      world.patch('Pod', 'web-0', { metadata: { finalizers: null } });
      expect(world.pod('web-0')?.uid).not.toBe(first);
      expect(world.pod('web-0')?.status.shape.phase).toBe('Pending');
    },
  );

  test('S10: ordinals begin at spec.ordinals.start', () => {
    const world = new StatefulWorld({ ...policy, ordinals: { start: 2 } });
    world.converge();
    expect(order(world, 'Created')).toEqual(['web-2', 'web-3', 'web-4']);
    world.change({ ordinals: { start: 3 } });
    world.converge();
    expect(world.shown).toEqual(['web-3', 'web-4', 'web-5']);
  });

  test('S11: a delete that fails while scaling down leaves the counters and is done later', () => {
    const world = new StatefulWorld(policy);
    world.converge();
    world.refuse(onPods('Delete'), 1);
    const { replicas } = world.status;
    world.change({ replicas: 0 });
    expect(world.messages.filter((message) => message.includes('failed error: denied'))).toHaveLength(1);
    expect(replicas).toBe(3);
    world.converge();
    expect(world.shown).toEqual([]);
    expect(world.counts).toBe('0/0/0/0');
  });

  test('S26: two surplus pods on their way out are waited for, or passed by', () => {
    const world = new StatefulWorld({ ...policy, replicas: 5 });
    world.converge();
    for (const name of ['web-3', 'web-4']) world.ask({ verb: 'delete', kind: 'Pod', namespace: 'default', name });
    world.change({ replicas: 3 });
    expect(world.shown).toEqual(['web-0', 'web-1', 'web-2', 'web-3*', 'web-4*']);
    for (const name of ['web-3', 'web-4']) world.remove(name);
    world.settle();
    expect(world.shown).toEqual(['web-0', 'web-1', 'web-2']);
    world.change({ replicas: 0 });
    world.converge();
    expect(world.shown).toEqual([]);
  });

  test('S40: ended pods are replaced, one that something holds only when it is let go', () => {
    const world = new StatefulWorld(policy);
    world.converge();
    const before = world.pods().map(({ uid }) => uid);
    world.patch('Pod', 'web-2', { metadata: { finalizers: ['example.com/hold'] } });
    world.ask({ verb: 'delete', kind: 'Pod', namespace: 'default', name: 'web-2', graceSeconds: 0 });
    world.phase('web-0', 'Failed', false);
    world.settle();
    world.phase('web-1', 'Succeeded', false);
    world.settle();
    world.converge();
    const middle = ['web-0', 'web-1', 'web-2'].map((name) => world.pod(name)?.uid);
    expect([middle[0] === before[0], middle[1] === before[1], middle[2] === before[2]]).toEqual([false, false, true]);
    world.patch('Pod', 'web-2', { metadata: { finalizers: null } });
    world.converge();
    expect(world.pod('web-2')?.uid).not.toBe(before[2]);
    expect(world.counts).toBe('3/3/3/3');
  });
});

describe('S22: Parallel scales many at once, in batches that double', () => {
  test.each([
    [3, 30],
    [10, 1],
    [120, 0],
    [0, 100],
  ])('S22: from %i to %i', (from, to) => {
    const world = new StatefulWorld({ ...parallel, replicas: from });
    world.settle(10);
    expect(world.pods()).toHaveLength(from);
    world.change({ replicas: to });
    world.settle(20);
    expect(world.pods().filter(({ meta }) => meta.deletion === undefined)).toHaveLength(to);
  });

  test('S22: batches go by the index of the replica; a failure ends its batch and what would follow', () => {
    const world = new StatefulWorld({ ...parallel, replicas: 3 });
    // Indices 3 to 6 are one batch: one of them fails, the others are made, and 7 is not tried.
    world.refuse((command) => onPods('Create')(command) && 'name' in command && command.name === 'web-4', 1);
    const made: number[] = [];
    world.cluster.core.overhear(({ steps }) => void made.push(...steps.flatMap(({ batch }) => batch ?? [])));
    world.change({ replicas: 8 });
    expect([...new Set(made.filter((batch) => batch < 100))]).toEqual([2, 3]);
    const names = order(world, 'Created');
    expect(names.slice(3)).toEqual(['web-3', 'web-5', 'web-6', 'web-4', 'web-7']);
  });
});

test('S53: scaling goes in order and stops while any pod is unhealthy, both ways', () => {
  const world = new StatefulWorld({ replicas: 1 });
  world.converge();
  world.phase('web-0', 'Running', false);
  world.change({ replicas: 3 });
  world.settle(60);
  expect(world.shown).toEqual(['web-0']);
  world.ready('web-0');
  world.settle();
  world.converge();
  expect(order(world, 'Created')).toEqual(['web-0', 'web-1', 'web-2']);
  const all = ['web-0', 'web-1', 'web-2'];
  for (const name of all) world.phase(name, 'Running', false);
  world.change({ replicas: 0 });
  world.settle(60);
  expect(world.shown).toEqual(all);
  for (const name of all) world.ready(name);
  world.settle();
  const going: string[] = [];
  while (world.pods().length > 0) {
    const name = world.shown.find((one) => one.endsWith('*'))?.slice(0, -1) ?? '';
    going.push(name);
    world.remove(name);
    world.settle();
  }
  expect(going).toEqual(['web-2', 'web-1', 'web-0']);
});

test('S55: a pod that fails again and again is made anew each time, until it can run', () => {
  const world = new StatefulWorld({ replicas: 1 });
  const seen = new Set<string>();
  for (let round = 0; round < 4; round++) {
    seen.add(uuidOf('Pod', world.pod('web-0')?.uid ?? 0));
    world.phase('web-0', 'Failed', false);
    world.settle(20);
  }
  world.converge();
  expect(seen.size).toBe(4);
  expect(world.counts).toBe('1/1/1/1');
});
