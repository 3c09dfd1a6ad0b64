import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases, type Case } from '../arbitraries/case.ts';
import type { World } from '../arbitraries/world.ts';
import { goals } from '../goals/index.ts';
import { invariants } from '../invariants/index.ts';
import { mutants } from '../mutants/index.ts';
import { disappointments, findings, isKilled, messages, numRuns, play, targets, unmetGoals } from './playing.ts';

/*
 * Every invariant over generated clusters and happenings, with the real control loops; and every mutant killed by the same
 * property, with the same number of runs.
 */

const seed = 20_260_102;

describe('the real control loops', () => {
  test('EN-61: keep every invariant, whatever happens to small clusters', () => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(messages(one, findings(one))).toEqual([]);
      }),
      { numRuns, seed },
    );
  });

  test('EN-68: reach every goal once users and faults have come to rest', () => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(disappointments(one)).toEqual([]);
      }),
      { numRuns, seed },
    );
  });
});

/** States that a random walk easily misses, and whether a run came by. */
const sights = [
  'three ready replicas',
  'a refused write',
  'a pending claim',
  'a node that leaves during a rollout',
] as const;

const seenIn = (one: Case): ReadonlySet<string> => {
  const seen = new Set<string>();
  play(one, ({ cluster: { core } }: World) => {
    const execute = core.execute.bind(core);
    core.execute = (command, actor, cause) => {
      const answer = execute(command, actor, cause);
      if (E.isLeft(answer) && command.type !== 'Read') seen.add('a refused write');
      return answer;
    };
    core.witness(({ change, at }) => {
      if (change?.kind === 'StatefulSet' && (change.after?.status.readyReplicas ?? 0) >= 3)
        seen.add('three ready replicas');
      const claims = core.state.tables.PersistentVolumeClaim.toArray();
      if (claims.some(({ status, meta }) => status.phase === 'Pending' && at - meta.createdAt > 1_000_000))
        seen.add('a pending claim');
      if (change?.kind !== 'Node' || change.after !== undefined) return;
      const rolling = core.state.tables.StatefulSet.toArray().some(
        ({ status }) => status.updatedReplicas < status.replicas,
      );
      const daemons = core.state.tables.DaemonSet.toArray().some(
        ({ status }) => status.updatedNumberScheduled < status.desiredNumberScheduled,
      );
      if (rolling || daemons) seen.add('a node that leaves during a rollout');
    });
  });
  return seen;
};

describe('EN-62: the generators reach', () => {
  const sample = fc.sample(cases, { numRuns: 150, seed });

  test('the situations that the invariants speak of', () => {
    const reached = new Map<string, number>();
    for (const one of sample.slice(0, numRuns))
      for (const { invariant, reached: times } of findings(one))
        if (times > 0) reached.set(invariant.name, (reached.get(invariant.name) ?? 0) + 1);
    for (const { name } of invariants) expect(reached.get(name) ?? 0, name).toBeGreaterThanOrEqual(5);
  });

  test('the promises that goals make', () => {
    const reached = new Map<string, number>();
    for (const one of sample.slice(0, numRuns))
      for (const [name, times] of unmetGoals(one).reached)
        if (times > 0) reached.set(name, (reached.get(name) ?? 0) + 1);
    for (const { name } of goals) expect(reached.get(name) ?? 0, name).toBeGreaterThanOrEqual(5);
  });

  test('states that a random walk easily misses', () => {
    const counts = new Map<string, number>(sights.map((sight) => [sight, 0]));
    for (const one of sample) for (const sight of seenIn(one)) counts.set(sight, (counts.get(sight) ?? 0) + 1);
    for (const [sight, count] of counts) expect(count, sight).toBeGreaterThanOrEqual(3);
  });
});

describe('EN-63: every mutant is killed by the property of each invariant that it breaks', () => {
  test.each(targets)('%s by %s', (_name, invariant, mutant) => {
    expect(isKilled(mutant, invariant, seed), `${mutant.does} Nobody noticed.`).toBe(true);
  });

  test('no invariant and no goal is without a mutant', () => {
    const broken = new Set(mutants.flatMap(({ breaks }) => breaks));
    expect([...invariants, ...goals].map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});
