import { describe, expect, test } from 'vitest';
import { controllerOf, uuidOf } from '@orrery/core/cluster';
import { template } from '../../cluster.fixture.ts';
import { image, onPods, parallel, StatefulWorld } from './stateful.fixture.ts';

/** How many passes the set went through while something was done; each is heard of because its pods are written anew. */
const passes = (world: StatefulWorld, happening: () => void): number => {
  let count = 0;
  // While every creation is refused, each pass tries one.
  world.cluster.core.overhear(({ steps }) => {
    if (steps.some(({ command }) => onPods('Create')(command))) count++;
  });
  happening();
  world.settle(0.004);
  return count;
};

/** A set whose first pod cannot be made, its key at rest far away in its back-off. */
const waiting = (): StatefulWorld => {
  const world = new StatefulWorld({ replicas: 2 });
  world.ready('web-0');
  world.refuse((command) => onPods('Create')(command) && 'name' in command && command.name === 'web-1', 1e6);
  world.settle(300);
  return world;
};

const bare = (world: StatefulWorld, name: string, labels: Readonly<Record<string, string>>, owner?: string): void => {
  const reference = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: owner ?? '', controller: true };
  const metadata = { name, labels, ...(owner === undefined ? {} : { ownerReferences: [reference] }) };
  const body = { apiVersion: 'v1', kind: 'Pod', ...template(labels), metadata };
  world.ask({ verb: 'create', kind: 'Pod', namespace: 'default', name: '', body });
};

describe('SS-25: what brings a pass about', () => {
  test('S29: a pod that names the set as its controller', () => {
    const world = waiting();
    const uid = uuidOf('StatefulSet', world.set.uid);
    // The status that its pass writes brings another about.
    expect(passes(world, () => bare(world, 'web-7', { app: 'web' }, uid))).toBe(2);
  });

  test('S29: an orphan that the selector matches, whatever its name', () => {
    const world = waiting();
    expect(passes(world, () => bare(world, 'other', { app: 'web' }))).toBe(1);
  });

  test('S29: an orphan that matches no set brings nothing about', () => {
    const world = waiting();
    expect(passes(world, () => bare(world, 'other', { app: 'none' }))).toBe(0);
  });

  test('S29: a pod of another incarnation of the set brings nothing about', () => {
    const world = waiting();
    expect(passes(world, () => bare(world, 'web-7', { app: 'web' }, uuidOf('StatefulSet', 4711)))).toBe(0);
  });

  test('S29: an update of a pod that the set owns', () => {
    const world = waiting();
    expect(passes(world, () => world.patch('Pod', 'web-0', { metadata: { annotations: { a: 'b' } } }))).toBe(1);
  });

  test('S29: an update of an orphan, if its labels changed', () => {
    const world = waiting();
    bare(world, 'other', { app: 'none' });
    world.settle();
    expect(passes(world, () => world.patch('Pod', 'other', { metadata: { annotations: { a: 'b' } } }))).toBe(0);
    expect(passes(world, () => world.patch('Pod', 'other', { metadata: { labels: { app: 'web' } } }))).toBe(1);
    expect(passes(world, () => world.patch('Pod', 'other', { metadata: { annotations: { a: 'c' } } }))).toBe(0);
  });

  test('S29: a change of controller is told to the one that was', () => {
    const world = waiting();
    const other = [
      { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: uuidOf('StatefulSet', 4711), controller: true },
    ];
    let seen = 0;
    world.cluster.core.overhear(({ steps }) => void (seen += steps.length > 0 ? 1 : 0));
    world.patch('Pod', 'web-0', { metadata: { ownerReferences: other } });
    // Its name is taken now: the set tries to make its pod and cannot.
    expect(seen).toBeGreaterThan(0);
    expect(world.status.replicas).toBe(0);
  });

  test('S29: the deletion of a pod that the set owns, and not that of an orphan', () => {
    const world = waiting();
    bare(world, 'other', { app: 'web' });
    world.settle();
    expect(passes(world, () => world.remove('other'))).toBe(0);
    world.remove('web-0');
    world.settle();
    expect(world.pod('web-0')?.status.shape.phase).toBe('Pending');
  });
});

describe('SS-24: a set that is being deleted', () => {
  test('S28: makes, deletes and adopts nothing, and still counts', () => {
    const world = new StatefulWorld();
    world.converge();
    world.patch('StatefulSet', 'web', { metadata: { finalizers: ['example.com/hold'] } });
    world.delete('StatefulSet', 'web');
    bare(world, 'web-3', { app: 'web' });
    world.remove('web-2');
    world.settle(30);
    expect(world.shown).toEqual(['web-0', 'web-1', 'web-3']);
    expect(controllerOf(world.pod('web-3')?.meta ?? world.set.meta)).toBeUndefined();
    expect(world.counts).toBe('2/2/2/2');
  });

  test('S28: one that is only live being deleted, and not in the cache yet, adopts nothing', () => {
    const world = new StatefulWorld({ replicas: 0 }, {}, { StatefulSet: 60_000_000 });
    world.settle(120);
    world.patch('StatefulSet', 'web', { metadata: { finalizers: ['example.com/hold'] } });
    world.settle(120);
    world.delete('StatefulSet', 'web');
    bare(world, 'web-0', { app: 'web' });
    world.settle(10);
    expect(world.pod('web-0')?.meta.owners).toEqual([]);
    expect(world.shown).toEqual(['web-0']);
  });
});

test('S47: matching orphans are adopted, pods that no longer match are released and taken back', () => {
  const world = new StatefulWorld({ ...parallel, replicas: 1 });
  world.converge();
  const owner = (): string | undefined => {
    const pod = world.pod('web-0');
    return pod === undefined ? 'gone' : controllerOf(pod.meta)?.name;
  };
  world.patch('Pod', 'web-0', { metadata: { ownerReferences: null } });
  expect(owner()).toBe('web');
  world.patch('Pod', 'web-0', { metadata: { labels: { app: 'none' } } });
  expect(owner()).toBeUndefined();
  // Its name is taken: the set cannot make another.
  expect([world.shown, world.status.replicas]).toEqual([['web-0'], 0]);
  world.patch('Pod', 'web-0', { metadata: { labels: { app: 'web' } } });
  world.settle(30);
  expect([owner(), world.counts]).toEqual(['web', '1/1/1/1']);
});

describe('SS-16: what makes a pod a replica is put right', () => {
  test('SS-16: the label with its name', () => {
    const world = new StatefulWorld({ replicas: 1 });
    world.converge();
    world.patch('Pod', 'web-0', { metadata: { labels: { 'statefulset.kubernetes.io/pod-name': 'nobody' } } });
    expect(world.pod('web-0')?.meta.labels['statefulset.kubernetes.io/pod-name']).toBe('web-0');
    expect(world.messages).toContain('update Pod web-0 in StatefulSet web successful');
  });

  test('SS-16: the label with its ordinal alone is not looked at', () => {
    const world = new StatefulWorld({ replicas: 1 });
    world.converge();
    world.patch('Pod', 'web-0', { metadata: { labels: { 'apps.kubernetes.io/pod-index': '7' } } });
    expect(world.pod('web-0')?.meta.labels['apps.kubernetes.io/pod-index']).toBe('7');
  });

  test('SS-16: volumes cannot be: the server refuses, which is reported', () => {
    const world = new StatefulWorld({
      replicas: 0,
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    });
    // An orphan of the right name without the volume.
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-0', labels: { app: 'web' } } };
    const spec = { containers: [{ name: 'main', image: 'app:1' }] };
    world.ask({ verb: 'create', kind: 'Pod', namespace: 'default', name: '', body: { ...body, spec } });
    world.ready('web-0');
    world.change({ replicas: 1 });
    expect(world.messages.slice(0, 2)).toEqual([
      'create Claim data-web-0 Pod web-0 in StatefulSet web success',
      expect.stringMatching(
        /^update Pod web-0 in StatefulSet web failed error: Pod "web-0" is invalid: spec: Forbidden: pod updates may not change fields other than/,
      ),
    ]);
  });

  test('SS-16, SS-28: an update that meets another write is tried again', () => {
    const world = new StatefulWorld({ replicas: 1 }, {}, { Pod: 20_000 });
    world.converge();
    world.patch('Pod', 'web-0', { metadata: { labels: { 'statefulset.kubernetes.io/pod-name': 'nobody' } } });
    world.settle(5);
    expect(world.pod('web-0')?.meta.labels['statefulset.kubernetes.io/pod-name']).toBe('web-0');
  });

  test('SS-16: a pod whose name only looks like a replica’s is claimed and left alone', () => {
    const world = new StatefulWorld({ replicas: 1 });
    world.converge();
    bare(world, 'web-007', { app: 'web' });
    world.settle(5);
    expect(controllerOf(world.pod('web-007')?.meta ?? world.set.meta)?.name).toBe('web');
    expect([world.shown.length, world.counts]).toEqual([2, '1/1/1/1']);
  });
});

describe('SS-27: the own-write barrier', () => {
  /** Pods that the controller tries to make although they are there, while its pod cache is five seconds late. */
  const repeats = (open: boolean): number => {
    const gates = { StaleControllerConsistencyStatefulSet: open };
    const world = new StatefulWorld({ ...parallel, replicas: 2 }, { featureGates: gates }, { Pod: 5_000_000 });
    let tries = 0;
    world.cluster.core.overhear(
      ({ steps }) => void (tries += steps.filter(({ command }) => onPods('Create')(command)).length),
    );
    world.change({ replicas: 4 });
    world.settle(30);
    expect(world.pods()).toHaveLength(4);
    return tries;
  };

  test('SS-27: with the gate open nothing is decided from a cache older than the last write, with it shut it is', () => {
    const [open, shut] = [repeats(true), repeats(false)];
    expect(open).toBe(2);
    expect(shut).toBeGreaterThan(2);
  });

  test('SS-27: 1.36 comes with it, 1.35.0 without', () => {
    const lags = { Pod: 5_000_000 };
    const [older, newer] = (['1.35.0', '1.36'] as const).map((version) => {
      const world = new StatefulWorld({ ...parallel, replicas: 1 }, { version }, lags);
      let failed = 0;
      world.cluster.core.overhear(
        ({ steps }) => void (failed += steps.filter(({ command }) => onPods('Create')(command)).length),
      );
      world.change({ ...image('app:2'), replicas: 2 });
      world.settle(4);
      return failed;
    });
    expect(newer).toBeLessThan(older ?? 0);
  });
});
