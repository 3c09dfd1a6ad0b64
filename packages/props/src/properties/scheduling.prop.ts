import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schedulingInvariants } from '../scheduling/invariants.ts';
import { isNoticed, judged, promises, runsFor, watched } from '../scheduling/judging.ts';
import { schedulerMutants } from '../scheduling/mutants.ts';
import { schedulingRules } from '../scheduling/rules.ts';
import { schedulingCases, type SchedulingCase } from '../scheduling/scheduling-world.ts';

/*
 * Pods of several priorities in nodes that are too few: what holds of every decision of the scheduler, in its own view, and what comes
 * about when nothing happens any more. Each rule and each promise has to notice a planted bug within the same number of runs.
 */

const seed = 20_260_106;
const numRuns = 80;

describe('the real scheduler', () => {
  test('SC-50, SC-51, SC-52: keeps every rule, whatever happens to nodes and pods', () => {
    fc.assert(
      fc.property(schedulingCases, (one) => {
        expect(judged(one).broken).toEqual([]);
      }),
      { numRuns, seed },
    );
  });

  test.each(Object.keys(promises))('SC-53: %s', (name) => {
    fc.assert(
      fc.property(schedulingCases, (one) => {
        expect(promises[name]?.(one)).toEqual([]);
      }),
      { numRuns: runsFor(name), seed },
    );
  });

  test('SC-50: and the situations that the rules speak of come about', () => {
    const reached = new Map<string, number>();
    for (const one of fc.sample(schedulingCases, { numRuns, seed }))
      for (const name of judged(one).reached) reached.set(name, (reached.get(name) ?? 0) + 1);
    for (const { name } of schedulingRules) expect(reached.get(name) ?? 0, name).toBeGreaterThanOrEqual(5);
  });
});

describe('EN-63: every mutant of the scheduler is killed', () => {
  test.each(schedulerMutants.map((mutant) => [mutant.name, mutant] as const))('%s', (_name, mutant) => {
    expect(isNoticed(mutant, seed), `${mutant.does} Nobody noticed.`).toBe(true);
  });

  test.each(schedulingInvariants.map(({ name }) => name))('%s notices its own in any run', (name) => {
    const mutant = schedulerMutants.find(({ breaks }) => breaks === name);
    const holds = (one: SchedulingCase): boolean => !watched(one, mutant?.controller).includes(name);
    expect(fc.check(fc.property(schedulingCases, holds), { numRuns, seed, endOnFailure: true }).failed).toBe(true);
    expect(fc.sample(schedulingCases, { numRuns: 20, seed }).flatMap((one) => watched(one))).toEqual([]);
  });

  test('no rule and no promise is without a mutant', () => {
    const broken = new Set(schedulerMutants.map(({ breaks }) => breaks));
    const names = [...schedulingRules.map(({ name }) => name), ...Object.keys(promises)];
    expect(names.filter((name) => !broken.has(name))).toEqual([]);
  });
});
