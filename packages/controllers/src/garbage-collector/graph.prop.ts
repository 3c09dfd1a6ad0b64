import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '@orrery/core/engine';
import { kindNames, uuidOf, type KindName } from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { itemKey } from './identity.ts';
import { garbageCollector } from './index.ts';
import type { Memory } from './memory.ts';

interface Happening {
  readonly do: 'pod' | 'set' | 'owners' | 'delete' | 'restart';
  readonly place: number;
  readonly owners: readonly { readonly kind: 'Pod' | 'StatefulSet'; readonly uid: number; readonly well: boolean }[];
  readonly propagation: 'Background' | 'Foreground' | 'Orphan';
  readonly held: boolean;
  readonly ms: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  do: fc.constantFrom('pod', 'pod', 'set', 'owners', 'delete', 'delete', 'restart'),
  place: fc.nat({ max: 5 }),
  owners: fc.uniqueArray(
    fc.record({
      kind: fc.constantFrom('Pod', 'StatefulSet'),
      uid: fc.nat({ max: 6 }),
      well: fc.boolean(),
    }),
    { maxLength: 2, selector: ({ kind, uid }) => `${kind}${uid}` },
  ),
  propagation: fc.constantFrom('Background', 'Foreground', 'Orphan'),
  held: fc.boolean(),
  ms: fc.constantFrom(0, 1, 5, 50, 2_000),
});

/** References by uid; those that are not `well` give a name that the owner does not have. */
const references = (world: TestCluster, { owners }: Happening): readonly Json[] =>
  owners.map(({ kind, uid, well }) => {
    const name = world.cluster.core.state.tables[kind].get(uid)?.meta.name;
    const apiVersion = kind === 'Pod' ? 'v1' : 'apps/v1';
    const named = well && name !== undefined ? name : 'nobody';
    return { apiVersion, kind, name: named, uid: uuidOf(kind, uid), blockOwnerDeletion: true };
  });

const play = (world: TestCluster, one: Happening): void => {
  const { place } = one;
  const metadata = {
    ownerReferences: references(world, one),
    ...(one.held ? { finalizers: ['example.com/hold'] } : {}),
  };
  const kind: KindName = one.do === 'set' || place % 2 === 0 ? 'StatefulSet' : 'Pod';
  const spec = { containers: [{ name: 'main', image: 'a' }] };
  const exists = (which: KindName): boolean =>
    world.cluster.core.state.tables[which].find('default', `it-${place}`) !== undefined;
  switch (one.do) {
    case 'pod':
      return exists('Pod') ? undefined : world.create('Pod', 'default', `it-${place}`, { metadata, spec });
    case 'set':
      return exists('StatefulSet') ? undefined : world.create('StatefulSet', 'default', `it-${place}`, { spec: {} });
    case 'owners':
      return exists('Pod') ? world.update('Pod', 'default', `it-${place}`, { metadata, spec }) : undefined;
    case 'delete': {
      const { propagation } = one;
      if (!exists(kind)) return undefined;
      return world.do({ type: 'Delete', kind, namespace: 'default', name: `it-${place}`, propagation });
    }
    case 'restart':
      return world.cluster.components[0]?.restart(0);
    default:
      return one.do satisfies never;
  }
};

/** The graph from nothing but the caches: who names whom. */
const scanned = (world: TestCluster): Readonly<Record<string, readonly number[]>> => {
  const found: Record<string, number[]> = {};
  const view = world.cluster.components[0]?.view;
  if (view === undefined) return found;
  for (const kind of kindNames)
    for (const { uid, meta } of kind === 'Event' ? [] : view.tables[kind].toArray())
      for (const owner of new Set(meta.owners.map((one) => one.uid))) (found[owner] ??= []).push(itemKey(kind, uid));
  return Object.fromEntries(
    Object.keys(found)
      .sort()
      .map((owner) => [owner, [...(found[owner] ?? [])].sort((a, b) => a - b)]),
  );
};

const cases = fc.tuple(
  fc.array(happening, { minLength: 5, maxLength: 25 }),
  fc.constantFrom(0, 0, 20_000, 1_000_000),
  fc.constantFrom(0, 0, 20_000, 1_000_000),
);

test('GC-8, EN-4: at every step, however late each kind is shown, the graph is that of a scan of the caches', () => {
  let edges = 0;
  fc.assert(
    fc.property(cases, ([happenings, pods, sets]) => {
      const lags = { ...(pods === 0 ? {} : { Pod: pods }), ...(sets === 0 ? {} : { StatefulSet: sets }) };
      const world = new TestCluster([{ controller: garbageCollector, lags }]);
      const [component] = world.cluster.components;
      if (component === undefined) throw new Error('nothing is installed');
      for (const one of happenings) {
        play(world, one);
        world.cluster.runUntil(world.cluster.now + one.ms * 1_000);
        const graph = garbageCollector.snapshot?.(component.memory as Memory); // the only component is the collector
        expect(graph).toEqual(scanned(world));
        edges += Object.keys(scanned(world)).length;
      }
    }),
    { seed: 20260101, numRuns: 150 },
  );
  expect(edges).toBeGreaterThan(500);
});

/** What may be left at rest: nothing whose owners are all known to be gone. */
const abandoned = (world: TestCluster): readonly string[] => {
  const { tables } = world.cluster.core.state;
  return tables.Pod.toArray()
    .filter(({ meta }) => meta.deletion === undefined && meta.owners.length > 0)
    .filter(({ meta }) =>
      meta.owners.every(({ kind, name, uid }) => {
        const owner = kind === 'Pod' ? tables.Pod.find('default', name) : tables.StatefulSet.find('default', name);
        return owner === undefined || uuidOf(owner.kind, owner.uid) !== uid;
      }),
    )
    .map(({ meta }) => meta.name);
};

test('GC-1, GC-11: in the end nothing is left whose owners are gone, and nothing went that had one', () => {
  fc.assert(
    fc.property(cases, ([happenings, pods, sets]) => {
      const lags = { ...(pods === 0 ? {} : { Pod: pods }), ...(sets === 0 ? {} : { StatefulSet: sets }) };
      const world = new TestCluster([{ controller: garbageCollector, lags }]);
      for (const one of happenings) {
        play(world, one);
        world.cluster.runUntil(world.cluster.now + one.ms * 1_000);
      }
      world.settle(3_000);
      expect(abandoned(world)).toEqual([]);
    }),
    { seed: 20260102, numRuns: 100 },
  );
});
