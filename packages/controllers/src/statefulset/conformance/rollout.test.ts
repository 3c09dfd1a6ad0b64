import { describe, expect, test } from 'vitest';
import { image, onDelete, parallel, rolling, StatefulWorld } from './stateful.fixture.ts';

const gate = { featureGates: { MaxUnavailableStatefulSet: true } };
const names = (...ordinals: readonly number[]): readonly string[] => ordinals.map((ordinal) => `web-${ordinal}`);
const going = (world: StatefulWorld): readonly string[] =>
  world.shown.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
const images = (world: StatefulWorld): readonly string[] =>
  world.shown.map((name) => world.imageOf(name.replace('*', '')).replace('app:', ''));

const ready = (spec = {}, settings = {}): StatefulWorld => {
  const world = new StatefulWorld(spec, settings);
  world.converge();
  return world;
};

describe.each([
  ['OrderedReady', {}],
  ['Parallel', parallel],
])('%s', (_, policy) => {
  test.each([
    ['the image alone', 3, 3],
    ['image and a scale-up', 3, 5],
    ['image and a scale-down', 5, 3],
  ])('S13: a rolling update changes %s', (_what, from, to) => {
    const world = ready({ ...policy, replicas: from });
    world.change({ ...image('app:2'), replicas: to });
    let lowestNew = to;
    for (
      let round = 0;
      round < 60 && (going(world).length > 0 || world.counts !== `${to}/${to}/${to}/${to}`);
      round++
    ) {
      world.converge(1000);
      // The highest updatedReplicas pods are at the update revision, the lowest at the current one.
      const now = images(world);
      const firstNew = now.indexOf('2') < 0 ? now.length : now.indexOf('2');
      if (to <= from) expect(now.slice(firstNew).every((one) => one === '2')).toBe(true);
      lowestNew = Math.min(lowestNew, firstNew);
    }
    expect(images(world)).toEqual(Array.from({ length: to }, () => '2'));
    expect(world.status.currentRevision).toBe(world.status.updateRevision);
    expect(lowestNew).toBe(0);
  });

  test('S14: with OnDelete no pod is replaced by itself', () => {
    const world = ready({ ...policy, ...onDelete });
    world.change({ ...image('app:2') });
    world.settle(60);
    expect(images(world)).toEqual(['1', '1', '1']);
    world.change({ replicas: 4 });
    world.converge();
    expect(images(world)).toEqual(['1', '1', '1', '2']);
    world.remove('web-1');
    world.settle();
    world.converge();
    expect(images(world)).toEqual(['1', '2', '1', '2']);
    // The current revision stays the first one for ever.
    expect(world.status.currentRevision).not.toBe(world.status.updateRevision);
  });

  test('S16: with the gate open, maxUnavailable pods are replaced at once, from the partition up', () => {
    const world = ready({ ...policy, ...rolling(3, 2), replicas: 6 }, gate);
    world.change(image('app:2'));
    expect(going(world)).toEqual(names(4, 5));
    for (const name of names(4, 5)) world.remove(name);
    world.settle();
    expect(world.pods()).toHaveLength(policy === parallel ? 6 : 5);
    world.ready('web-4');
    world.settle();
    expect(going(world)).toEqual(policy === parallel ? ['web-3'] : []);
    world.converge();
    expect(images(world)).toEqual(['1', '1', '1', '2', '2', '2']);
  });

  test('S50: a canary and a rollout in phases', () => {
    const world = ready({ ...policy, ...rolling(3) });
    world.change(image('app:2'));
    world.settle(30);
    expect(images(world)).toEqual(['1', '1', '1']);
    world.change(rolling(2));
    world.converge();
    expect(images(world)).toEqual(['1', '1', '2']);
    for (const name of names(0, 2)) world.remove(name);
    world.settle();
    world.converge();
    expect(images(world)).toEqual(['1', '1', '2']);
    world.change(rolling(1));
    world.converge();
    expect(images(world)).toEqual(['1', '2', '2']);
    world.change(rolling(0));
    world.converge();
    expect(images(world)).toEqual(['2', '2', '2']);
  });

  test('S52: with OnDelete a new image comes only with pods that somebody deletes', () => {
    const world = ready({ ...policy, ...onDelete });
    world.change(image('app:2'));
    world.settle(30);
    expect(images(world)).toEqual(['1', '1', '1']);
    for (const name of names(0, 1, 2)) world.remove(name);
    world.settle();
    world.converge();
    expect(images(world)).toEqual(['2', '2', '2']);
  });
});

describe('S17: with the gate open, the room that terminating pods leave', () => {
  test.each([
    [[], names(4, 5)],
    [[5], names(4)],
    [[3], names(5)],
    [[4], names(5)],
    [[5, 4], []],
    [[5, 3], []],
    [[4, 3], []],
    [[5, 4, 3], []],
    [[2], names(5)],
    [[1], names(5)],
  ])('S17: %j terminating', (terminating, expected) => {
    const world = ready({ ...parallel, ...rolling(3, 2), replicas: 6 }, gate);
    for (const ordinal of terminating)
      world.ask({ verb: 'delete', kind: 'Pod', namespace: 'default', name: `web-${ordinal}` });
    world.settle();
    world.change(image('app:2'));
    const gone = new Set(names(...terminating));
    expect(going(world).filter((name) => !gone.has(name))).toEqual(expected);
  });
});

test('S44: a pod below the partition comes back at the old revision, one above it at the new', () => {
  const world = ready({ ...rolling(1), replicas: 2 });
  world.patch('Pod', 'web-0', { metadata: { finalizers: ['example.com/hold'] } });
  world.change(image('app:2'));
  world.phase('web-0', 'Failed', false);
  world.ask({ verb: 'delete', kind: 'Pod', namespace: 'default', name: 'web-0', graceSeconds: 0 });
  world.settle();
  expect(world.shown[0]).toBe('web-0*');
  world.patch('Pod', 'web-0', { metadata: { finalizers: null } });
  world.converge();
  expect(images(world)).toEqual(['1', '2']);
});

test('S49: a rolling update and its roll back go from the highest ordinal down, and the revisions change places', () => {
  const world = ready();
  const first = world.status.currentRevision;
  world.change(image('app:2'));
  const second = world.status.updateRevision;
  expect([world.status.currentRevision, second === first]).toEqual([first, false]);
  world.converge();
  expect([world.status.currentRevision, world.status.updateRevision]).toEqual([second, second]);
  // One pod is unhealthy: the roll back waits for it.
  world.phase('web-1', 'Running', false);
  world.change(image('app:1'));
  world.settle(30);
  expect(going(world)).toEqual([]);
  world.ready('web-1');
  world.settle();
  const order: string[] = [];
  for (let round = 0; round < 3; round++) {
    const [name = ''] = going(world);
    order.push(name);
    world.remove(name);
    world.settle();
    world.ready(name);
    world.settle();
  }
  expect(order).toEqual(['web-2', 'web-1', 'web-0']);
  expect([world.status.currentRevision, world.status.updateRevision]).toEqual([first, first]);
});

describe('what status shows of a rollout', () => {
  test('SS-9: the counters go as they do upstream, step by step', () => {
    const world = ready();
    const rows: string[] = [];
    const note = (): void => {
      if (rows.at(-1) !== world.counts) rows.push(world.counts);
    };
    world.cluster.core.witness(() => note());
    world.change(image('app:2'));
    for (const name of ['web-2', 'web-1', 'web-0']) {
      world.remove(name);
      world.settle();
      world.ready(name);
      world.settle();
    }
    expect(rows).toEqual([
      '3/3/3/3',
      '3/3/2/0',
      '2/2/2/0',
      '3/2/2/1',
      '3/3/1/1',
      '2/2/1/1',
      '3/2/1/2',
      '3/3/0/2',
      '2/2/0/2',
      '3/2/0/3',
      '3/3/3/3',
    ]);
  });

  test('SS-17: a broken update stays stuck although the template is put right, until somebody deletes the pod', () => {
    const world = ready();
    world.change(image('app:broken'));
    world.remove('web-2');
    world.settle();
    world.phase('web-2', 'Running', false);
    world.settle();
    world.change(image('app:2'));
    world.settle(3600);
    expect([going(world), images(world)]).toEqual([[], ['1', '1', 'broken']]);
    world.remove('web-2');
    world.settle();
    world.converge();
    expect(images(world)).toEqual(['2', '2', '2']);
  });

  test('SS-17: in Parallel the broken pod is replaced at once', () => {
    const world = ready(parallel);
    world.change(image('app:broken'));
    world.remove('web-2');
    world.settle();
    world.phase('web-2', 'Running', false);
    world.settle();
    world.change(image('app:2'));
    expect(going(world)).toEqual(['web-2']);
  });
});

describe('SS-30: maxUnavailable', () => {
  const broken = (version: '1.35.0' | '1.36' | '1.37', most: number): StatefulWorld => {
    const world = ready({ ...parallel, ...rolling(0, most), replicas: 5 }, { version });
    for (const name of names(0, 1)) world.phase(name, 'Running', false);
    world.settle();
    world.change(image('app:2'));
    return world;
  };

  test('SS-30: is ignored in 1.36, whose gate is shut', () => {
    const world = ready({ ...rolling(0, 2), replicas: 4 });
    world.change(image('app:2'));
    expect(going(world)).toEqual(['web-3']);
  });

  test('SS-30: is heeded in 1.35.0 and 1.37, and in percent rounded down, one at least', () => {
    for (const version of ['1.35.0', '1.37'] as const) {
      const world = ready({ ...rolling(0, '40%'), replicas: 6 }, { version });
      world.change(image('app:2'));
      expect(going(world)).toEqual(names(4, 5));
      const small = ready({ ...rolling(0, '10%'), replicas: 4 }, { version });
      small.change(image('app:2'));
      expect(going(small)).toEqual(['web-3']);
    }
  });

  test('SS-30: in 1.35.0 broken old pods of a Parallel set use up the room, and the rollout never starts (#137409)', () => {
    const world = broken('1.35.0', 2);
    world.settle(3600);
    expect(going(world)).toEqual([]);
  });

  test('SS-32: in 1.37 they go first and leave the room to others', () => {
    expect(going(broken('1.37', 2))).toEqual(names(0, 1));
    const one = broken('1.37', 1);
    // One in a pass; the next pass, which the deletion itself brings about, takes the other.
    expect(going(one)).toEqual(names(0, 1));
  });

  test('SS-30: in 1.36 the highest outdated pod of a Parallel set goes although lower ones are broken', () => {
    expect(going(broken('1.36', 2))).toEqual(['web-4']);
  });
});
