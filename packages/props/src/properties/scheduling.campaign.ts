import { expect, test } from 'vitest';
import { isNoticed } from '../scheduling/judging.ts';
import { schedulerMutants } from '../scheduling/mutants.ts';

/*
 * How sharp the rules of the scheduler are: each planted bug must be noticed with at least nineteen of twenty seeds, within the runs that
 * the property gets.
 */

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

test.each(schedulerMutants.map((mutant) => [mutant.name, mutant] as const))(
  '%s is noticed with 19 of 20 seeds',
  (name, mutant) => {
    const noticed = seeds.filter((seed) => isNoticed(mutant, seed)).length;
    expect(noticed, `${name} was noticed with ${noticed} of ${seeds.length} seeds`).toBeGreaterThanOrEqual(19);
  },
);
