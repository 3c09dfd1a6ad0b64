import { describe, expect, test } from 'vitest';
import { at, controllerOf, draftOf, objectAt } from '@orrery/core/cluster';
import { image, parallel, rolling, StatefulWorld } from './stateful.fixture.ts';

const numbers = (world: StatefulWorld): readonly number[] => world.revisions.map(({ revision }) => revision);

describe.each([
  ['OrderedReady', {}],
  ['Parallel', parallel],
])('%s', (_, policy) => {
  test.each([2, 10])('S19: at most %i revisions are kept beside those in use', (limit) => {
    const world = new StatefulWorld({ ...policy, replicas: 2, revisionHistoryLimit: limit });
    world.converge();
    for (let n = 2; n <= limit + 4; n++) {
      world.change(image(`app:${n}`));
      world.converge();
      const live = new Set([
        world.status.currentRevision,
        world.status.updateRevision,
        ...world.pods().map(({ meta }) => meta.labels['controller-revision-hash'] ?? ''),
      ]);
      expect(world.revisions.filter(({ meta }) => !live.has(meta.name)).length).toBeLessThanOrEqual(limit + 1);
    }
    world.settle();
    expect(world.revisions.length).toBe(limit + 1);
    expect(Math.max(...numbers(world))).toBe(limit + 4);
  });

  test.each([
    ['a full update', 0, 3],
    ['half an update', 1, 3],
    ['an update and a scale-up', 0, 5],
    ['an update and a scale-down', 0, 2],
  ])('S20: %s is rolled back', (_what, partition, replicas) => {
    const world = new StatefulWorld({ ...policy, ...rolling(0) });
    world.converge();
    const first = world.status.updateRevision;
    world.change({ ...image('app:2'), ...rolling(partition) });
    world.converge();
    world.change({ ...image('app:1'), ...rolling(0), replicas });
    world.converge();
    expect(world.status).toMatchObject({ updateRevision: first, currentRevision: first, replicas });
    expect(world.pods().map(({ meta }) => world.imageOf(meta.name))).toEqual(Array(replicas).fill('app:1'));
    expect(numbers(world)).toEqual([3, 2]);
  });
});

test('S31: an orphaned revision that matches is adopted and counts', () => {
  const world = new StatefulWorld({ replicas: 0 });
  world.change(image('app:2'));
  const [first] = world.revisions;
  world.patch('ControllerRevision', first?.meta.name ?? '', { metadata: { ownerReferences: null } });
  // Revisions queue nothing: the next pass takes it in.
  world.patch('StatefulSet', 'web', { metadata: { labels: { seen: 'yes' } } });
  expect(world.revisions.map(({ meta }) => controllerOf(meta)?.name)).toEqual(['web', 'web']);
  // It is part of the history: putting its template back uses it again.
  world.change(image('app:1'));
  expect(world.status.updateRevision).toBe(first?.meta.name);
});

describe('revisions', () => {
  test('SS-3: nothing but the template makes a revision', () => {
    const world = new StatefulWorld();
    world.change({ replicas: 1, minReadySeconds: 5, revisionHistoryLimit: 3, ...rolling(2) });
    expect(numbers(world)).toEqual([1]);
  });

  test('SS-3: a revision bears the template’s labels, the set’s annotations and the hash', () => {
    const world = new StatefulWorld();
    world.patch('StatefulSet', 'web', { metadata: { annotations: { 'kubernetes.io/change-cause': 'why not' } } });
    world.change({ ...image('app:2') });
    const last = world.revisions.at(-1);
    const hash = last?.meta.name.slice('web-'.length);
    expect(last?.meta.labels).toEqual({ app: 'web', 'controller.kubernetes.io/hash': hash });
    expect(Object.keys(objectAt(last?.data, 'spec') ?? {})).toEqual(['template']);
    expect(at(last?.data, 'spec', 'template', '$patch')).toBe('replace');
  });

  test('SS-29: a name that other data have already is counted as a collision, and the next one is taken at once', () => {
    const world = new StatefulWorld({ replicas: 1 });
    world.converge();
    const [first] = world.revisions;
    // The same template in another set of that name: its revision’s name is known, and somebody has taken it.
    const other = new StatefulWorld({ replicas: 0, ...image('app:2') });
    const wanted = other.status.updateRevision;
    const taken = { ...(first === undefined ? {} : draftOf(first)), metadata: {}, revision: 7, data: { spec: {} } };
    world.create('ControllerRevision', 'default', wanted, taken);
    world.change(image('app:2'));
    expect(world.status.collisionCount).toBe(1);
    expect(world.status.updateRevision).not.toBe(wanted);
    world.converge();
    expect([world.counts, world.imageOf('web-0')]).toEqual(['1/1/1/1', 'app:2']);
    expect(world.pod('web-0')?.meta.labels['controller-revision-hash']).toBe(world.status.updateRevision);
  });

  test('SS-29: a revision of that name with the same data is the one', () => {
    const other = new StatefulWorld({ replicas: 0, ...image('app:2') });
    const [made] = other.revisions;
    if (made === undefined) throw new Error('no revision');
    const world = new StatefulWorld({ replicas: 0 });
    world.create('ControllerRevision', 'default', made.meta.name, { ...draftOf(made), metadata: {} });
    world.change(image('app:2'));
    expect(world.status).toMatchObject({ updateRevision: made.meta.name, collisionCount: 0 });
  });

  test('SS-18: a last revision that says the same with its defaults left out is used again; with the gate shut it is not', () => {
    for (const [open, count] of [
      [true, 1],
      [false, 2],
    ] as const) {
      const world = new StatefulWorld(
        { replicas: 1 },
        { featureGates: { StatefulSetSemanticRevisionComparison: open } },
      );
      world.converge();
      const [first] = world.revisions;
      if (first === undefined) throw new Error('no revision');
      const template = {
        $patch: 'replace',
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'app:1' }], terminationGracePeriodSeconds: 30 },
      };
      // As an older controller would have written it.
      world.update('ControllerRevision', 'default', first.meta.name, {
        ...draftOf(first),
        data: { spec: { template } },
      });
      world.change({ replicas: 2 });
      expect(world.revisions).toHaveLength(count);
    }
  });
});
