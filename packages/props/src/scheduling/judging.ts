import fc from 'fast-check';
import { gatesOf } from '@orrery/core/control';
import { explainPlacement, type AnyController } from '@orrery/controllers';
import type { Invariant } from '../invariants/invariant.ts';
import { Watchman, type Finding } from '../invariants/watchman.ts';
import { asInvariant, schedulingInvariants } from './invariants.ts';
import type { SchedulerMutant } from './mutants.ts';
import { schedulingRules } from './rules.ts';
import { schedulingCases, SchedulingWorld, type SchedulingCase } from './scheduling-world.ts';

/** A case, played, and after it so long a rest. `watch` gets the cluster before anything happens. */
const played = (
  one: SchedulingCase,
  scheduler: AnyController | undefined,
  restSeconds: number,
  watch: (world: SchedulingWorld) => void = () => undefined,
): SchedulingWorld => {
  const world = new SchedulingWorld(one, scheduler);
  watch(world);
  for (const thing of one.things) world.act(thing);
  world.wait(restSeconds);
  return world;
};

/** How invariants fare in a case. */
const findings = (
  one: SchedulingCase,
  scheduler: AnyController | undefined,
  invariants: readonly Invariant[],
): readonly Finding[] => {
  let watchman: Watchman | undefined;
  played(one, scheduler, 30, ({ cluster }) => (watchman = new Watchman(cluster.core, invariants)));
  return watchman?.findings() ?? [];
};

export interface Judged {
  readonly broken: readonly string[];
  readonly reached: ReadonlySet<string>;
}

/** How the rules fare in a case. */
export const judged = (one: SchedulingCase, scheduler?: AnyController): Judged => {
  const rules = schedulingRules.filter(({ lagging }) => lagging || one.nodeLagMs === 0);
  const found = findings(one, scheduler, rules.map(asInvariant));
  return {
    broken: found.flatMap(({ violations }) => violations.map(({ invariant, message }) => `${invariant}: ${message}`)),
    reached: new Set(found.filter(({ reached }) => reached > 0).map(({ invariant }) => invariant.name)),
  };
};

/** Pods that have no node although one would take them, by a memory that has just listed everything; after so long a rest. */
const overlooked = (one: SchedulingCase, restSeconds: number, scheduler?: AnyController): readonly string[] => {
  const { core, now } = played(one, scheduler, restSeconds).cluster;
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
export const watched = (one: SchedulingCase, scheduler?: AnyController): readonly string[] =>
  findings(one, scheduler, schedulingInvariants).flatMap(({ violations }) =>
    violations.map(({ invariant }) => invariant),
  );

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
