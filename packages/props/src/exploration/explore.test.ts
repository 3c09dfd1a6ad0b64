import { describe, expect, test } from 'vitest';
import type { Deviation } from '@orrery/core/engine';
import { explore, type Execute } from './explore.ts';

const violation = (position: number) => ({ invariant: 'x', layer: 'API' as const, position, at: 0, message: 'wrong' });

/** A run of `length` choice points with three ways each that goes wrong exactly when `wrong` says so. */
const toy =
  (length: number, wrong: (picks: readonly number[]) => number | undefined): Execute =>
  (deviations: readonly Deviation[]) => {
    const picks = Array.from({ length }, (_, step) => deviations.find((one) => one.step === step)?.pick ?? 0);
    const points = picks.map((picked, step) => ({ step, site: 'next-notice' as const, alternatives: 3, picked }));
    const position = wrong(picks);
    return { violation: position === undefined ? undefined : violation(position), points };
  };

describe('EN-60: the search goes through runs by their number of deviations', () => {
  test('a run without deviations comes first', () => {
    const result = explore(
      toy(5, () => 7),
      { deviations: 2, runs: 1000 },
    );
    expect(result).toEqual({ found: { deviations: [], violation: violation(7) }, runs: 1, exhausted: undefined });
  });

  test('two deviations that only together go wrong are found', () => {
    const both = toy(6, (picks) => (picks[1] === 2 && picks[4] === 1 ? 9 : undefined));
    const found = explore(both, { deviations: 2, runs: 10_000 }).found?.deviations;
    expect(found).toEqual([
      { step: 1, pick: 2 },
      { step: 4, pick: 1 },
    ]);
    expect(explore(both, { deviations: 1, runs: 10_000 })).toMatchObject({ found: undefined, exhausted: 1, runs: 13 });
  });

  test('of several the shortest is given', () => {
    const several = toy(4, (picks) => (picks[3] === 1 ? 5 : picks[0] === 1 ? 8 : undefined));
    expect(explore(several, { deviations: 1, runs: 1000 }).found).toMatchObject({ deviations: [{ step: 3, pick: 1 }] });
  });

  test('a budget ends it, and it says how far it got', () => {
    expect(
      explore(
        toy(5, () => undefined),
        { deviations: 3, runs: 11 },
      ),
    ).toEqual({
      found: undefined,
      runs: 11,
      exhausted: 1,
    });
    expect(
      explore(
        toy(5, () => undefined),
        { deviations: 3, runs: 99, isOver: () => true },
      ).runs,
    ).toBe(0);
  });
});
