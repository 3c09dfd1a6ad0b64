import * as E from 'fp-ts/lib/Either.js';
import {
  nothing,
  type Answer,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import { expectationOf } from './expected.ts';
import { laneOf, queues, uidOf } from './keys.ts';
import type { Memory } from './memory.ts';
import { reported, selectorDump } from './reported.ts';
import { unmarked } from './stale.ts';
import { disruptedOf, failSafe, statusAfter, written } from './status.ts';

/** What a live read has found: a controller is kept for the verdict, a marked pod is written. */
export const react = (
  memory: Memory,
  key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (command.type !== 'Read') return undefined;
  const live = E.isRight(answer) ? planning.live(command) : undefined;
  const uid = uidOf(key);
  if (queues[laneOf(key)] === 'budget') {
    if (live !== undefined) memory.machine.found.set(uid, [...(memory.machine.found.get(uid) ?? []), live]);
    return { steps: [], handled: true };
  }
  if (live?.kind !== 'Pod' || live.uid !== uid) return { steps: [], handled: true };
  // The write would bear the cached version, so that a pod that has changed since is a conflict.
  if (live.version !== planning.view.tables.Pod.get(uid)?.version)
    return { steps: [], handled: true, failure: `the pod ${live.meta.name} has been modified` };
  return { steps: [unmarked(live, planning)], handled: true };
};

/** The verdict on a budget: Events, then its status. Source: disruption.go, trySync. */
export const conclude = (memory: Memory, key: number, { failure }: Outcome, planning: Planning): Plan => {
  const uid = uidOf(key);
  const budget = queues[laneOf(key)] === 'budget' ? planning.view.tables.PodDisruptionBudget.get(uid) : undefined;
  const members = memory.members.get(uid);
  const found = memory.machine.found.get(uid) ?? [];
  memory.machine.found.delete(uid);
  if (budget === undefined || members === undefined || failure !== undefined) return nothing;
  const { view, now } = planning;
  const events: Step[] = members.size === 0 ? [reported(budget, 'noPods')] : [];
  const expectation = expectationOf(budget, members, { view, found });
  if (E.isLeft(expectation)) {
    const why = reported(budget, 'notCounted', [expectation.left]);
    return { steps: [...events, why, ...written(budget, failSafe(budget, expectation.left, now), planning)] };
  }
  if (expectation.right.unmanaged) events.push(reported(budget, 'unmanaged', [selectorDump(budget.spec.selectorJson)]));
  const disrupted = disruptedOf(budget, members, view, now);
  for (const pod of disrupted.notDeleted) events.push(reported(pod, 'notDeleted', [budget.meta.namespace]));
  const healthy = members.healthy - disrupted.healthy;
  const status = statusAfter(budget, expectation.right, healthy, disrupted.pods, now);
  return {
    steps: [...events, ...(status === undefined ? [] : written(budget, status, planning))],
    // A microsecond later, since one that is late to the instant is still waited for.
    ...(disrupted.recheckUs === undefined ? {} : { requeueAfterUs: disrupted.recheckUs + 1 }),
  };
};
