import type { ChoicePoint, Deviation } from '@orrery/core/engine';
import type { Violation } from '../invariants/index.ts';

/** What one run of a search came to. It may stop at its first violation. */
export interface Explored {
  readonly violation: Violation | undefined;
  /** The choice points that it passed, with how many ways each had. */
  readonly points: readonly ChoicePoint[];
}

/** Executes a run anew with these deviations from the default at its choice points. */
export type Execute = (deviations: readonly Deviation[]) => Explored;

export interface SearchLimits {
  /** At most so many deviations in one run. */
  readonly deviations: number;
  /** At most so many runs. */
  readonly runs: number;
  /** Asked before each run; true ends the search. For budgets of wall time, which only the caller may look at. */
  readonly isOver?: () => boolean;
}

export interface Counterexample {
  readonly deviations: readonly Deviation[];
  readonly violation: Violation;
}

export interface SearchResult {
  /** The run with the fewest deviations that violates something, and of those the shortest. */
  readonly found: Counterexample | undefined;
  readonly runs: number;
  /** Every run with at most so many deviations has been tried. */
  readonly exhausted: number | undefined;
}

/** A run that has been executed, as far as it matters for its successors. */
interface Parent {
  readonly deviations: readonly Deviation[];
  /** Choice points after its last deviation. */
  readonly points: readonly ChoicePoint[];
}

/** All runs that differ from one of these by a single further deviation, later than those it has. Made one by one: there are many. */
function* successors(parents: readonly Parent[]): Generator<readonly Deviation[]> {
  for (const { deviations, points } of parents)
    for (const { step, alternatives } of points)
      for (let pick = 1; pick < alternatives; pick++) yield [...deviations, { step, pick }];
}

const parentOf = (deviations: readonly Deviation[], points: readonly ChoicePoint[]): Parent => {
  const last = deviations[deviations.length - 1]?.step ?? -1;
  return { deviations, points: points.filter(({ step }) => step > last) };
};

/**
 * Searches the runs with no deviation, then with one, then with two … The first level with a violation is searched to its end,
 * or to the end of the budget, for the shortest one. Runs are executed from the start: a search needs no snapshots.
 * Pauses after every run, so that whoever searches can look at something else meanwhile.
 */
export function* exploration(
  execute: Execute,
  { deviations, runs, isOver = () => false }: SearchLimits,
): Generator<undefined, SearchResult> {
  let level: Iterable<readonly Deviation[]> = [[]];
  let done = 0;
  let exhausted: number | undefined;
  for (let depth = 0; depth <= deviations; depth++) {
    const parents: Parent[] = [];
    let found: Counterexample | undefined;
    for (const run of level) {
      if (done >= runs || isOver()) return { found, runs: done, exhausted };
      done++;
      const { violation, points } = execute(run);
      if (violation !== undefined && (found === undefined || violation.position < found.violation.position))
        found = { deviations: run, violation };
      if (depth < deviations && found === undefined) parents.push(parentOf(run, points));
      yield undefined;
    }
    if (found !== undefined) return { found, runs: done, exhausted };
    exhausted = depth;
    level = successors(parents);
  }
  return { found: undefined, runs: done, exhausted };
}

/** An exploration without its pauses. */
export const explore = (execute: Execute, limits: SearchLimits): SearchResult => {
  const search = exploration(execute, limits);
  let step = search.next();
  while (step.done !== true) step = search.next();
  return step.value;
};
