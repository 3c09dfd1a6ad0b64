import type { Json } from '@orrery/core/engine';
import { SortedNames } from '@orrery/core/control';

/**
 * What can be said of one node of a DaemonSet, each a bit of a number. Counts of them make up the status and the budgets of a
 * rollout; nodes of which a fact marked with `true` holds are listed by name, for a pass to act on.
 */
const facts = {
  // Status. Source: updateDaemonSetStatus.
  desired: false,
  scheduled: false,
  misscheduled: false,
  ready: false,
  available: false,
  updated: false,
  // What manage has to do. Source: podsShouldBeOnNode.
  /** A pod must be made. */
  missing: true,
  /** Running pods must be deleted: of an unwanted node, or one too many. */
  crowded: true,
  failed: false,
  succeeded: true,
  /** The node is gone, and a pod that waits for it was never bound. */
  stranded: true,
  // What a rollout sees: old and new pods that are not being deleted. Source: rollingUpdate.
  /** More than one old or more than one new pod. */
  excess: false,
  /** Neither an old nor a new pod, on a wanted node or beside pods that are being deleted. */
  empty: false,
  both: false,
  /** Both, and the new one is not available yet. */
  surging: false,
  /** Both, and the new one is available: the old one may go. */
  superseded: true,
  newUnavailable: false,
  /** The old pod, or the new one where there is no old, is available. */
  serving: false,
  oldUnavailable: true,
  oldAvailable: true,
  /** The same two on nodes that are not wanted (any more). */
  strayUnavailable: true,
  strayAvailable: true,
  /** An old pod alone on a node that is gone. */
  lost: true,
} as const satisfies Readonly<Record<string, boolean>>;

export type Fact = keyof typeof facts;

const names = Object.keys(facts) as Fact[]; // its own keys

type Listed = { [Name in Fact]: (typeof facts)[Name] extends true ? Name : never }[Fact];

/** The facts of one node, one bit each. */
export type Facts = number;

/** The place of each fact's bit. */
const placeOf: Readonly<Record<Fact, number>> = Object.fromEntries(names.map((name, place) => [name, place])) as Record<
  Fact,
  number
>; // every fact has its entry

const bit: Readonly<Record<Fact, Facts>> = Object.fromEntries(names.map((name, index) => [name, 1 << index])) as Record<
  Fact,
  Facts
>; // every fact has its entry

export const noFacts: Facts = 0;

/** These facts and one more, if it holds. */
export const having = (known: Facts, fact: Fact, applies = true): Facts => (applies ? known | bit[fact] : known);

/** Does a fact hold? */
export const holds = (known: Facts, fact: Fact): boolean => (known & bit[fact]) !== 0;

/** Counts and lists of nodes by fact. Changing the facts of a node costs what has changed. */
export class FactIndex {
  // Both by the place of the fact's bit.
  readonly #counts: number[] = names.map(() => 0);
  readonly #lists: readonly (SortedNames | undefined)[] = names.map((name) =>
    facts[name] ? new SortedNames() : undefined,
  );

  /** Of how many nodes a fact holds. */
  count(fact: Fact): number {
    return this.#counts[placeOf[fact]] ?? 0;
  }

  #listed(fact: Listed, most: number): readonly string[] {
    return this.#lists[placeOf[fact]]?.first(most) ?? [];
  }

  /** The first nodes, by name, of which any of these facts holds. */
  first(most: number, ...wanted: readonly Listed[]): readonly string[] {
    const [only, ...others] = wanted;
    const found = only === undefined ? [] : this.#listed(only, most);
    if (others.length === 0) return found;
    const more = others.flatMap((fact) => this.#listed(fact, most));
    return more.length === 0 ? found : [...new Set([...found, ...more])].sort().slice(0, most);
  }

  change(node: string, before: Facts, after: Facts): void {
    for (let left = before ^ after; left !== 0; left &= left - 1) {
      const lowest = left & -left;
      const place = 31 - Math.clz32(lowest);
      const appears = (after & lowest) !== 0;
      this.#counts[place] = (this.#counts[place] ?? 0) + (appears ? 1 : -1);
      const list = this.#lists[place];
      if (appears) list?.add(node);
      else list?.delete(node);
    }
  }

  toJson(): Json {
    const counts = names.map((name, place): [string, Json] => [name, this.#counts[place] ?? 0]);
    const lists = names.flatMap((name, place): [string, Json][] => {
      const list = this.#lists[place];
      return list === undefined ? [] : [[name, list.toArray()]];
    });
    return { counts: Object.fromEntries(counts), lists: Object.fromEntries(lists) };
  }
}
