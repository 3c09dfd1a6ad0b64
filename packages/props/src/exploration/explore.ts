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

/** All runs that differ from one by a single further deviation, later than those it has. */
const successors = (
  deviations: readonly Deviation[],
  points: readonly ChoicePoint[],
): readonly (readonly Deviation[])[] => {
  const after = deviations[deviations.length - 1]?.step ?? -1;
  return points
    .filter(({ step }) => step > after)
    .flatMap(({ step, alternatives }) =>
      Array.from({ length: alternatives - 1 }, (_, index) => [...deviations, { step, pick: index + 1 }]),
    );
};

/**
 * Searches the runs with no deviation, then with one, then with two … The first level with a violation is searched to its end,
 * or to the end of the budget, for the shortest one. Runs are executed from the start: a search needs no snapshots.
 */
export const explore = (execute: Execute, { deviations, runs, isOver = () => false }: SearchLimits): SearchResult => {
  let level: readonly (readonly Deviation[])[] = [[]];
  let done = 0;
  let exhausted: number | undefined;
  for (let depth = 0; depth <= deviations; depth++) {
    const next: (readonly Deviation[])[] = [];
    let found: Counterexample | undefined;
    for (const run of level) {
      if (done >= runs || isOver()) return { found, runs: done, exhausted };
      done++;
      const { violation, points } = execute(run);
      if (violation !== undefined && (found === undefined || violation.position < found.violation.position))
        found = { deviations: run, violation };
      if (depth < deviations && found === undefined) next.push(...successors(run, points));
    }
    if (found !== undefined) return { found, runs: done, exhausted };
    exhausted = depth;
    level = next;
  }
  return { found: undefined, runs: done, exhausted };
};
