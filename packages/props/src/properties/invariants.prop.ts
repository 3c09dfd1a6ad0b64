import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { installedControllers, type Selection } from '@orrery/controllers';
import { happenings, layouts, type Happening } from '../arbitraries/happening.ts';
import { World, type Layout } from '../arbitraries/world.ts';
import { invariants, Watchman, type Finding } from '../invariants/index.ts';
import { mutants, type Mutant } from '../mutants/index.ts';

/*
 * Every invariant over generated clusters and happenings, with the real control loops; and every mutant killed by the same
 * property, with the same number of runs.
 */

const runs = { numRuns: 60, seed: 20_260_102 };

/** How far the DaemonSet controller sees pods late: what expectations are for. */
const lagMs = fc.integer({ min: 0, max: 60 });

interface Case {
  readonly layout: Layout;
  readonly lagMs: number;
  readonly things: readonly Happening[];
}

const cases: fc.Arbitrary<Case> = fc.record({ layout: layouts, lagMs, things: happenings(false) });

const selection = (lag: number, mutant?: Mutant): Selection => ({
  lags: { daemonset: { Pod: lag * 1000 } },
  ...(mutant === undefined ? {} : { variants: { [mutant.loop]: mutant.controller } }),
});

const findings = ({ layout, lagMs: lag, things }: Case, mutant?: Mutant): readonly Finding[] => {
  const world = new World(layout, installedControllers(selection(lag, mutant)));
  const watchman = new Watchman(world.cluster.core, invariants);
  for (const { act } of things) act(world);
  world.wait(30);
  return watchman.findings();
};

const messages = (found: readonly Finding[], only?: string): readonly string[] =>
  found
    .filter(({ invariant }) => only === undefined || invariant.name === only)
    .flatMap(({ violations }) =>
      violations.map(({ invariant, position, message }) => `#${position} ${invariant}: ${message}`),
    );

describe('the real control loops', () => {
  test('EN-61: keep every invariant, whatever happens to small clusters', () => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(messages(findings(one))).toEqual([]);
      }),
      runs,
    );
  });

  test('EN-62: meet the situations that the invariants speak of', () => {
    const reached = new Map<string, number>();
    for (const one of fc.sample(cases, { numRuns: 60, seed: runs.seed }))
      for (const { invariant, reached: times } of findings(one))
        if (times > 0) reached.set(invariant.name, (reached.get(invariant.name) ?? 0) + 1);
    for (const { name } of invariants) expect(reached.get(name) ?? 0, name).toBeGreaterThanOrEqual(5);
  });
});

describe('EN-63: every mutant is killed by the property of the invariant that it breaks', () => {
  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s', (_name, mutant) => {
    const result = fc.check(
      fc.property(cases, (one) => messages(findings(one, mutant), mutant.breaks).length === 0),
      runs,
    );
    expect(result.failed, `${mutant.does} Nobody noticed.`).toBe(true);
  });
});
