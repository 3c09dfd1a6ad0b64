import { never } from '@orrery/core/engine';
import type { StatefulSetRecord } from '@orrery/core/cluster';
import { isAtLeast, nothing, type Plan, type Planning } from '@orrery/core/control';
import { adoption } from './adoption.ts';
import { ageSet, replicasWith, revisionsOf, type Memory } from './memory.ts';
import type { Replicas } from './replicas.ts';
import { revisionsFor } from './revisions.ts';
import { rollout } from './rollout.ts';
import { scaling, type Pass, type Scene } from './scaling.ts';
import { statusFor, type StatusDraft } from './status.ts';

/** What a set needs now: adoption, revisions, scaling, then pods replaced by the rolling update; status follows. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan<StatusDraft> => {
  const set = planning.view.tables.StatefulSet.get(key);
  if (set === undefined) return nothing;
  const behind = planning.gates.StaleControllerConsistencyStatefulSet ? memory.writes.behind(key) : undefined;
  // SS-27: nothing is decided from caches older than what this controller itself wrote.
  if (behind !== undefined) return { steps: [], error: `the cache of ${behind} does not show the last write yet` };
  const adopting = adoption(memory, set, planning);
  const pass = passOver(memory, set, planning, set.status.collisionCount);
  return { ...pass, steps: [...adopting.steps, ...pass.steps] };
};

/** A pass over a set, after adoption. `collisions`: of revision names, so far. */
export const passOver = (
  memory: Memory,
  set: StatefulSetRecord,
  planning: Planning,
  collisions: number,
): Plan<StatusDraft> => {
  const { view, now } = planning;
  ageSet(memory, set.uid, now, view);
  const adopting = adoption(memory, set, planning);
  const replicas = replicasWith(memory, set, adopting.pods, view, now);
  const known = [...revisionsOf(memory, set, view), ...adopting.revisions];
  const revisions = revisionsFor(set, known, planning, collisions);
  const status = statusFor(set, replicas, revisions);
  const pass = set.meta.deletion === undefined ? decided({ set, replicas, revisions, planning }) : nothingToDo;
  return {
    steps: [...revisions.steps, ...pass.steps],
    draft: {
      set,
      status,
      sorted: revisions.sorted,
      inUse: replicas.revisionsInUse,
      ...(pass.error === undefined ? {} : { error: pass.error }),
    },
    ...requeue(set, status.availableReplicas, replicas, planning),
  };
};

const nothingToDo: Pass = { steps: [], exit: true };

/** Scaling comes before updating, and one that has to wait keeps the update waiting. */
export const decided = (scene: Scene): Pass => {
  const scaled = scaling(scene);
  if (scaled.exit || scene.set.spec.updateStrategy.type === 'OnDelete') return scaled;
  return { ...scaled, steps: [...scaled.steps, ...rollout(scene)] };
};

/**
 * SS-15: a set whose pods become available by the clock is looked at again at that moment; before 1.36, every minReadySeconds while
 * a replica is not available.
 */
const requeue = (
  set: StatefulSetRecord,
  available: number,
  replicas: Replicas,
  { now, version }: Planning,
): { readonly requeueAfterUs?: number } => {
  const { minReadyUs, replicas: wanted } = set.spec;
  if (minReadyUs === 0) return {};
  if (!isAtLeast(version, '1.36')) return available === wanted ? {} : { requeueAfterUs: minReadyUs };
  const next = replicas.nextChange();
  return next === never ? {} : { requeueAfterUs: Math.max(1, next - now) };
};
