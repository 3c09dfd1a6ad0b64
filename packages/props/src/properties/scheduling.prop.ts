import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainPlacement, type AnyController } from '@orrery/controllers';
import { gatesOf } from '@orrery/core/control';
import { schedulerMutants } from '../scheduling/mutants.ts';
import { schedulingRules } from '../scheduling/rules.ts';
import { schedulingCases, SchedulingWorld, type SchedulingCase } from '../scheduling/scheduling-world.ts';

/*
 * Pods of several priorities in nodes that are too few: what holds of every decision of the scheduler, in its own view, and what comes
 * about when nothing happens any more. Each rule and each promise has to notice a planted bug within the same number of runs.
 */

const seed = 20_260_106;
const numRuns = 80;

interface Judged {
  readonly broken: readonly string[];
  readonly reached: ReadonlySet<string>;
}

/** How the rules fare in a case. */
const judged = (one: SchedulingCase, scheduler?: AnyController): Judged => {
  const world = new SchedulingWorld(one, scheduler);
  const broken: string[] = [];
  const reached = new Set<string>();
  const rules = schedulingRules
    .filter(({ lagging }) => lagging || one.nodeLagMs === 0)
    .map(({ name, judge }) => ({ name, judge: judge() }));
  world.cluster.core.overhear((decision) => {
    if (decision.actorName !== 'default-scheduler') return;
    for (const { name, judge } of rules) {
      const verdict = judge(decision);
      if (typeof verdict === 'string') broken.push(`${name}: ${verdict}`);
      else if (verdict) reached.add(name);
    }
  });
  for (const thing of one.things) world.act(thing);
  world.wait(30);
  return { broken, reached };
};

/** Pods that have no node although one would take them, by a memory that has just listed everything; after so long a rest. */
const overlooked = (one: SchedulingCase, restSeconds: number, scheduler?: AnyController): readonly string[] => {
  const world = new SchedulingWorld(one, scheduler);
  for (const thing of one.things) world.act(thing);
  world.wait(restSeconds);
  const { core, now } = world.cluster;
  const { version, epoch } = core.settings;
  const reading = { now, view: core.state, version, gates: gatesOf(version), epoch };
  return core.state.tables.Pod.toArray().flatMap((pod) => {
    if (pod.node !== '' || pod.meta.deletion !== undefined) return [];
    const free = explainPlacement(pod, reading).nodes.find(({ refusal }) => refusal === undefined);
    return free === undefined ? [] : [`${pod.meta.name} waits although ${free.node} would take it`];
  });
};

const promises: Readonly<Record<string, (one: SchedulingCase, scheduler?: AnyController) => readonly string[]>> = {
  // SCH-L1: well before the five minutes after which every pod is tried again: a wake-up that is lost would show.
  'nobody is overlooked': (one, scheduler) => overlooked(one, 60, scheduler),
  // SCH-L2, SCH-S4: after them: what is kept for ghosts would show, and a pod that is in no queue.
  'nobody is forgotten': (one, scheduler) => overlooked(one, 420, scheduler),
};

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
      { numRuns: 40, seed },
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
    const promise = promises[mutant.breaks];
    const holds = (one: SchedulingCase): boolean =>
      promise === undefined
        ? !judged(one, mutant.controller).broken.some((message) => message.startsWith(`${mutant.breaks}:`))
        : promise(one, mutant.controller).length === 0;
    const { failed } = fc.check(fc.property(schedulingCases, holds), { numRuns, seed, endOnFailure: true });
    expect(failed, `${mutant.does} Nobody noticed.`).toBe(true);
  });

  test('no rule and no promise is without a mutant', () => {
    const broken = new Set(schedulerMutants.map(({ breaks }) => breaks));
    const names = [...schedulingRules.map(({ name }) => name), ...Object.keys(promises)];
    expect(names.filter((name) => !broken.has(name))).toEqual([]);
  });
});
