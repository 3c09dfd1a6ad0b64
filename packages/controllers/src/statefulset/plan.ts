import { never } from '@orrery/core/engine';
import type { StatefulSetRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { adoption } from './adoption.ts';
import { ageSet, revisionsOf, type Memory } from './memory.ts';
import { claimSteps, createPod, deletePod } from './pods.ts';
import { Replicas } from './replicas.ts';
import { revisionsFor, type Revisions } from './revisions.ts';
import { statusFor, type StatusDraft } from './status.ts';

/** A pass over a set: what it writes, and whether it stops there. */
interface Pass {
  readonly steps: readonly Step[];
  /** Scaling is not settled, so the rolling update has to wait. */
  readonly exit: boolean;
  readonly error?: string;
}

const settled: Pass = { steps: [], exit: false };

/** Source: slowStartBatch; batches of one, two, four … requests at once, at most 500. */
const longestBatch = 500;

/** What a set needs now: revisions, adoption, scaling, then at most one pod replaced by the rolling update; status follows. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan<StatusDraft> => {
  const set = planning.view.tables.StatefulSet.get(key);
  if (set === undefined) return nothing;
  ageSet(memory, key, planning.now, planning.view);
  const replicas = memory.replicas.get(key) ?? new Replicas(set.spec);
  const adopting = adoption(memory, set, planning);
  // Adopted pods and revisions come back as changes, and a pass over what is then known follows.
  if (adopting.length > 0) return { steps: adopting };
  const revisions = revisionsFor(set, revisionsOf(memory, set, planning.view), planning);
  const status = statusFor(set, replicas, revisions);
  const pass = set.meta.deletion === undefined ? passOver(set, replicas, revisions, planning) : settled;
  return {
    steps: [...revisions.steps, ...pass.steps],
    draft: {
      status,
      sorted: revisions.sorted,
      inUse: replicas.revisionsInUse,
      ...(pass.error === undefined ? {} : { error: pass.error }),
    },
    ...requeue(replicas, planning),
  };
};

/** SS-9: a set whose pods become available by the clock is looked at again at that moment. */
const requeue = (replicas: Replicas, planning: Planning): { readonly requeueAfterUs?: number } => {
  const next = replicas.nextChange();
  return next === never ? {} : { requeueAfterUs: Math.max(1, next - planning.now) };
};

const passOver = (set: StatefulSetRecord, replicas: Replicas, revisions: Revisions, planning: Planning): Pass => {
  const scaling = set.spec.ordered
    ? orderedScaling(set, replicas, revisions, planning)
    : parallelScaling(set, replicas, revisions, planning);
  if (scaling.exit || set.spec.updateStrategy.type === 'OnDelete') return scaling;
  const update = rollingUpdate(set, replicas, revisions, planning);
  return { ...scaling, steps: [...scaling.steps, ...update] };
};

// --- OrderedReady ---------------------------------------------------------------------------------------------------

/**
 * SS-1: a replica starts only when every lower one is Running, Ready and available: the first unsettled one is acted on, and
 * the pass ends. SS-2: only when all are settled is one surplus pod stopped, the highest first.
 */
const orderedScaling = (set: StatefulSetRecord, replicas: Replicas, revisions: Revisions, planning: Planning): Pass => {
  const first = replicas.unsettled.first;
  if (first !== undefined) return { ...replica(set, replicas, first, revisions, 0, planning), exit: true };
  return orderedCondemned(replicas, planning);
};

/** SS-6: what one unsettled replica needs. Source: processReplica. */
const replica = (
  set: StatefulSetRecord,
  replicas: Replicas,
  ordinal: number,
  revisions: Revisions,
  batch: number,
  planning: Planning,
): Omit<Pass, 'exit'> => {
  const known = replicas.at(ordinal);
  const pod = known === undefined ? undefined : planning.view.tables.Pod.get(known.pod);
  if (known === undefined || pod === undefined) {
    const claims = claimSteps(set, ordinal, batch, planning);
    if (claims.error !== undefined) return { steps: [], error: claims.error };
    return { steps: [...claims.steps, createPod(set, ordinal, revisions, batch, planning)] };
  }
  if (known.verdict === 'finished') return { steps: known.terminating ? [] : [deletePod(pod, batch)] };
  if (pod.status.shape.phase !== 'Pending') return { steps: [] };
  // A claim that vanished under a Pending pod is made again.
  const claims = claimSteps(set, ordinal, batch, planning);
  return claims.error === undefined ? { steps: claims.steps } : { steps: [], error: claims.error };
};

/** SS-7: a surplus pod that is not available is stopped only if it is the first unavailable of all. */
const orderedCondemned = (replicas: Replicas, planning: Planning): Pass => {
  const highest = replicas.condemned.last;
  if (highest === undefined) return settled;
  const known = replicas.at(highest);
  const pod = known === undefined ? undefined : planning.view.tables.Pod.get(known.pod);
  if (known === undefined || pod === undefined || known.terminating) return { steps: [], exit: true };
  const healthy = known.verdict === 'available';
  const mayStop = healthy || replicas.unavailableCondemned.first === highest;
  return { steps: mayStop ? [deletePod(pod, 0)] : [], exit: true };
};

// --- Parallel -------------------------------------------------------------------------------------------------------

/** SS-8: Parallel waits for nobody: every missing pod is made and every surplus one stopped, in slow-start batches. */
const parallelScaling = (
  set: StatefulSetRecord,
  replicas: Replicas,
  revisions: Revisions,
  planning: Planning,
): Pass => {
  const steps: Step[] = [];
  let error: string | undefined;
  replicas.unsettled.toArray().forEach((ordinal, index) => {
    const one = replica(set, replicas, ordinal, revisions, batchOf(index), planning);
    steps.push(...one.steps);
    error ??= one.error;
  });
  const surplus = [...replicas.condemned.toArray()]
    .reverse()
    .filter((ordinal) => replicas.at(ordinal)?.terminating === false);
  surplus.forEach((ordinal, index) => {
    const pod = planning.view.tables.Pod.get(replicas.at(ordinal)?.pod ?? 0);
    if (pod !== undefined) steps.push(deletePod(pod, 1000 + batchOf(index)));
  });
  return { steps, exit: error !== undefined, ...(error === undefined ? {} : { error }) };
};

/** Number of the slow-start batch that the request at this index goes with. */
const batchOf = (index: number): number => {
  let batch = 0;
  for (let size = 1, from = 0; index >= from + size; batch++) {
    from += size;
    size = Math.min(size * 2, longestBatch);
  }
  return batch;
};

// --- Rolling update -------------------------------------------------------------------------------------------------

/**
 * SS-13: from the highest ordinal down to the partition, the first pod that is outdated is stopped, unless one above it is not
 * available: one at a time. (maxUnavailable is not looked at: its gate is off in 1.36.)
 */
const rollingUpdate = (
  set: StatefulSetRecord,
  replicas: Replicas,
  { update }: Revisions,
  planning: Planning,
): readonly Step[] => {
  const { start, updateStrategy } = set.spec;
  const from = start + updateStrategy.partition;
  const outdated = replicas.highestOutdated(update.name, from);
  if (outdated === undefined) return [];
  const blocking = replicas.unsettled.last;
  if (blocking !== undefined && blocking > outdated) return [];
  const pod = planning.view.tables.Pod.get(replicas.at(outdated)?.pod ?? 0);
  return pod === undefined ? [] : [deletePod(pod, 0)];
};
