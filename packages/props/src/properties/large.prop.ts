import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Case } from '../arbitraries/case.ts';
import { happenings } from '../arbitraries/happening.ts';
import { disappointments, findings, messages } from './playing.ts';

/*
 * The same invariants and goals in clusters of the size that people have. A run there costs as much as a thousand small ones,
 * so there are few; what goes wrong in small clusters is found there.
 */

const seed = 20_260_103;

const large = (nodes: number): fc.Arbitrary<Case> =>
  fc.record({
    layout: fc.record({
      nodes: fc.constant(nodes),
      volumes: fc.integer({ min: 0, max: 40 }),
      replicas: fc.integer({ min: 10, max: 40 }),
      ordered: fc.boolean(),
      claims: fc.boolean(),
      daemons: fc.constant(true),
      daemonUnavailable: fc.constantFrom('10%', '25%'),
    }),
    lagMs: fc.integer({ min: 0, max: 60 }),
    // Scaling to a handful and back is what happenings do; it leaves room for the rest.
    things: happenings(false).map((things) => things.slice(0, 12)),
  });

describe('the real control loops in large clusters', () => {
  test.each([
    [1000, 4],
    [5000, 1],
  ])('EN-69: keep every invariant and reach every goal with %i nodes', (nodes, numRuns) => {
    fc.assert(
      fc.property(large(nodes), (one) => {
        expect(messages(one, findings(one))).toEqual([]);
        expect(disappointments(one)).toEqual([]);
      }),
      { numRuns, seed, endOnFailure: true },
    );
  });
});
