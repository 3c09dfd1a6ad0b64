import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from '@orrery/core/engine';
import {
  clusterEvents,
  ClusterState,
  draftOf,
  evolve,
  History,
  kindNames,
  metaOf,
  toObject,
  type AnyRecord,
} from '@orrery/core/cluster';
import { act, happenings, layouts, type Happening } from '../arbitraries/happening.ts';
import { World, type Layout } from '../arbitraries/world.ts';

/*
 * What must hold of the machine itself, absolutely: whatever the cluster, whatever happens, whatever the controllers do.
 */

const runs = { numRuns: 40, seed: 20_260_101 };

const played = (layout: Layout, things: readonly Happening[], settings = {}): World => {
  const world = new World(layout, undefined, settings);
  for (const thing of things) act(world, thing);
  world.wait(30);
  return world;
};

/** A state as a value: every object as the API would show it. */
const shown = (state: ClusterState): Json =>
  kindNames.flatMap((kind) => state.tables[kind].toArray().map((record: AnyRecord) => toObject(record, 0)));

/** The state after the first `upTo` events of a run, folded anew. */
const folded = ({ core }: World['cluster'], upTo: number, state = ClusterState.empty(), from = 1): ClusterState => {
  for (let position = from; position <= upTo; position++) {
    const { event, at } = core.log.at(position);
    evolve(state, event, position, at);
  }
  return state;
};

describe('the machine', () => {
  test('EN-1: one seed and the same happenings give one digest; another seed gives another', () => {
    fc.assert(
      fc.property(layouts, happenings(true), (layout, things) => {
        const digest = (seed: number) => played(layout, things, { seed }).cluster.core.log.digest();
        expect(digest(1)).toBe(digest(1));
        expect(digest(2)).not.toBe(digest(1));
      }),
      { ...runs, numRuns: 15 },
    );
  });

  test('EN-2: folding the log gives the live state, at every position', () => {
    fc.assert(
      fc.property(layouts, happenings(true), (layout, things) => {
        const world = new World(layout);
        const hashes: string[] = [];
        const { core } = world.cluster;
        core.witness(() => hashes.push(core.state.hash()));
        const before = core.log.length;
        for (const thing of things) act(world, thing);
        const state = folded(world.cluster, before);
        hashes.forEach((hash, index) => {
          folded(world.cluster, before + index + 1, state, before + index + 1);
          expect(state.hash()).toBe(hash);
        });
        expect(shown(state)).toEqual(shown(core.state));
      }),
      runs,
    );
  });

  test('EN-3: a checkpoint and the rest give the whole, and a sealed state never changes', () => {
    fc.assert(
      fc.property(layouts, happenings(false), fc.double({ min: 0, max: 1, noNaN: true }), (layout, things, where) => {
        const world = played(layout, things);
        const { length } = world.cluster.core.log;
        const middle = Math.floor(length * where);
        const head = folded(world.cluster, middle);
        const sealed = head.seal();
        const kept = canonicalJson(shown(sealed));
        folded(world.cluster, length, head, middle + 1);
        expect(canonicalJson(shown(sealed))).toBe(kept);
        const rest = folded(world.cluster, length, sealed.seal(), middle + 1);
        expect(rest.hash()).toBe(head.hash());
        const history = new History(world.cluster.core.log, 7);
        for (const position of [length, middle, length, 0, middle])
          expect(history.stateAt(position).hash()).toBe(folded(world.cluster, position).hash());
        expect(canonicalJson(shown(sealed))).toBe(kept);
      }),
      runs,
    );
  });

  test('EN-4: what a component remembers equals what it would remember had it just listed everything', () => {
    fc.assert(
      fc.property(layouts, happenings(true), (layout, things) => {
        const world = new World(layout);
        for (const thing of things) {
          act(world, thing);
          for (const component of world.cluster.components) {
            const { controller, view } = component;
            if (controller.snapshot === undefined) continue;
            const live = component.memory;
            const rebuilt = component.rebuiltMemory();
            controller.age?.(live, world.cluster.now, view);
            controller.age?.(rebuilt, world.cluster.now, view);
            expect(controller.snapshot(rebuilt), controller.name).toEqual(controller.snapshot(live));
          }
        }
      }),
      runs,
    );
  });

  test('EN-5: notices that skip the heap make the same run as notices that do not', () => {
    fc.assert(
      fc.property(layouts, happenings(true), (layout, things) => {
        const digest = (inline: boolean) => played(layout, things, { inline }).cluster.core.log.digest();
        expect(digest(false)).toBe(digest(true));
      }),
      { ...runs, numRuns: 15 },
    );
  });

  test('EN-6: an object shown and read again is the same object', () => {
    fc.assert(
      fc.property(layouts, happenings(false), (layout, things) => {
        const { core } = played(layout, things).cluster;
        for (const kind of kindNames) {
          for (const record of core.state.tables[kind].toArray() as readonly AnyRecord[]) {
            if (record.kind === 'Event') continue; // ReportedEvents are made by recorders alone
            const body = core.body(draftOf(record));
            const { labels, annotations, owners, finalizers } = record.meta;
            expect(metaOf(body, [])).toEqual({ labels, annotations, owners, finalizers });
            const before = toObject(record, 0);
            core.execute({ type: 'Update', kind, uid: record.uid, body }, 0, 0);
            const after = core.state.tables[kind].get(record.uid);
            expect(after === undefined ? undefined : toObject(after, 0)).toEqual(before);
          }
        }
      }),
      runs,
    );
  });

  test('EN-7: causes come before their effects and instants never go back', () => {
    fc.assert(
      fc.property(layouts, happenings(true), (layout, things) => {
        const { log } = played(layout, things).cluster.core;
        for (let position = 1, last = 0; position <= log.length; position++) {
          const { at, cause, event } = log.at(position);
          expect(cause).toBeLessThan(position);
          expect(at).toBeGreaterThanOrEqual(last);
          expect(Object.keys(clusterEvents)).toContain(event.type);
          last = at;
        }
      }),
      { ...runs, numRuns: 10 },
    );
  });
});
