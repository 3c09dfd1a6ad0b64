import fc from 'fast-check';
import { gatesOf } from '@orrery/core/control';
import { explainPlacement, type AnyController } from '@orrery/controllers';
import { Watchman } from '../invariants/watchman.ts';
import { schedulingInvariants } from './invariants.ts';
import type { SchedulerMutant } from './mutants.ts';
import { schedulingRules } from './rules.ts';
import { schedulingCases, SchedulingWorld, type SchedulingCase } from './scheduling-world.ts';

export interface Judged {
  readonly broken: readonly string[];
  readonly reached: ReadonlySet<string>;
}

/** How the rules fare in a case. */
export const judged = (one: SchedulingCase, scheduler?: AnyController): Judged => {
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

export const promises: Readonly<Record<string, (one: SchedulingCase, scheduler?: AnyController) => readonly string[]>> =
  {
    // SCH-L1: well before the five minutes after which every pod is tried again: a wake-up that is lost would show.
    'nobody is overlooked': (one, scheduler) => overlooked(one, 60, scheduler),
    // SCH-L2, SCH-S4: after them: what is kept for ghosts would show, and a pod that is in no queue.
    'nobody is forgotten': (one, scheduler) => overlooked(one, 420, scheduler),
  };

/** What is said of a case by the invariants that any run is held to. */
export const watched = (one: SchedulingCase, scheduler?: AnyController): readonly string[] => {
  const world = new SchedulingWorld(one, scheduler);
  const watchman = new Watchman(world.cluster.core, schedulingInvariants);
  for (const thing of one.things) world.act(thing);
  world.wait(30);
  return watchman.violations.map(({ invariant }) => invariant);
};

/** So many cases are played for a rule; for a promise more, as fewer of them come near to breaking it. */
export const runsFor = (name: string): number => (promises[name] === undefined ? 80 : 160);

/** Does the rule or promise that has to notice a planted bug do so, with this seed? */
export const isNoticed = ({ breaks, controller }: SchedulerMutant, seed: number): boolean => {
  const promise = promises[breaks];
  const holds = (one: SchedulingCase): boolean =>
    promise === undefined
      ? !judged(one, controller).broken.some((message) => message.startsWith(`${breaks}:`))
      : promise(one, controller).length === 0;
  return fc.check(fc.property(schedulingCases, holds), { numRuns: runsFor(breaks), seed, endOnFailure: true }).failed;
};
