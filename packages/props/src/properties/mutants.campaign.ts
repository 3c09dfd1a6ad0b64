import { expect, test } from 'vitest';
import { isKilled, targets } from './playing.ts';

/*
 * How sharp the properties are: not for every test run but for `npm run campaign`. Each mutant must be found with at least
 * nineteen of twenty seeds, within the runs that a property gets.
 */

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

test.each(targets)('%s is found by %s with 19 of 20 seeds', (name, invariant, mutant) => {
  const found = seeds.filter((seed) => isKilled(mutant, invariant, seed)).length;
  expect(found, `${name} was found with ${found} of ${seeds.length} seeds`).toBeGreaterThanOrEqual(19);
});
