import { never } from '@orrery/core/engine';
import { controllerOf, isTerminal, isTerminating, type PodRecord, type ReplicaSetRecord } from '@orrery/core/cluster';
import { adopt, nothing, release, type Plan, type Planning, type Step } from '@orrery/core/control';
import { ageSet, orphansFor, siblingsOf, type Memory } from './memory.ts';
import { createPod, deletePod } from './pods.ts';
import { ranked } from './ranking.ts';

/** What a pass keeps until its end. */
export interface Draft {
  /** Creations that were asked for, and whether pods were too few (-1) or too many (1). */
  readonly creations: number;
  readonly direction: -1 | 0 | 1;
}

/** How many pods one pass creates or deletes at most. Source: BurstReplicas. */
const burst = 500;

/** What a set needs now: pods that it should own, and as many as its spec says. Source: syncReplicaSet. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan<Draft> => {
  const set = planning.view.tables.ReplicaSet.get(key);
  const replicas = memory.replicas.get(key);
  if (set === undefined || replicas === undefined) return nothing;
  ageSet(memory, key, planning.now, planning.view);
  const claims = claim(memory, set, replicas.strays, planning);
  const next = replicas.nextChange() - planning.now;
  const requeue = next === never ? {} : { requeueAfterUs: Math.max(1, next) };
  const held = isTerminating(set) || !planning.expectations.satisfied(key, planning.now);
  // Whom it has just taken in or let go it counts when it sees it.
  if (held || claims.length > 0) return { steps: claims, draft: { creations: 0, direction: 0 }, ...requeue };
  const surplus = replicas.counts.active - set.spec.replicas;
  if (surplus === 0) return { steps: [], draft: { creations: 0, direction: 0 }, ...requeue };
  if (surplus < 0) return { ...scaleUp(set, Math.min(burst, -surplus), planning), ...requeue };
  return { ...scaleDown(memory, set, Math.min(burst, surplus), planning), ...requeue };
};

/** RS-5: takes in orphans after one live read that shows the set still there, and lets go of strays. Source: ClaimPods. */
const claim = (
  memory: Memory,
  set: ReplicaSetRecord,
  strays: readonly number[],
  planning: Planning,
): readonly Step[] => {
  const { view } = planning;
  const released = strays.flatMap((uid) => view.tables.Pod.get(uid) ?? []).map((pod) => release(pod, set));
  if (isTerminating(set)) return released;
  const taken = orphansFor(memory, set.uid, view).map((pod) => adopt(pod, set));
  const { namespace, name } = set.meta;
  const read: Step = { command: { type: 'Read', kind: 'ReplicaSet', namespace, name }, onRejection: 'stop' };
  return [...(taken.length === 0 ? [] : [read, ...taken]), ...released];
};

/** RS-3: missing pods in batches of 1, 2, 4 and so on; a batch with a failure is the last. Source: slowStartBatch. */
const scaleUp = (set: ReplicaSetRecord, missing: number, planning: Planning): Plan<Draft> => {
  const steps: Step[] = [];
  let batch = 0;
  for (let size = 1; steps.length < missing; size *= 2, batch++)
    for (let i = 0; i < size && steps.length < missing; i++) steps.push(createPod(set, batch, planning));
  planning.expectations.set(set.uid, missing, 0, planning.now);
  return { steps, draft: { creations: missing, direction: -1 } };
};

const scaleDown = (memory: Memory, set: ReplicaSetRecord, surplus: number, planning: Planning): Plan<Draft> => {
  const pods = activePods(memory, set.uid, planning);
  const chosen = surplus < pods.length ? ranked(pods, crowds(memory, set, planning), planning.now) : pods;
  const steps = chosen.slice(0, surplus).map(deletePod);
  planning.expectations.set(set.uid, 0, steps.length, planning.now);
  return { steps, draft: { creations: 0, direction: 1 } };
};

const activePods = (memory: Memory, set: number, { view }: Planning): readonly PodRecord[] =>
  (memory.replicas.get(set)?.active() ?? []).flatMap((uid) => view.tables.Pod.get(uid) ?? []);

/** How many pods of the set and its siblings each node has. Source: getPodsRankedByRelatedPodsOnSameNode. */
const crowds = (memory: Memory, set: ReplicaSetRecord, planning: Planning): ReadonlyMap<string, number> => {
  const onNode = new Map<string, number>();
  const alone = controllerOf(set.meta) === undefined;
  for (const sibling of alone ? [set.uid] : siblingsOf(memory, set))
    for (const pod of activePods(memory, sibling, planning))
      if (!isTerminal(pod)) onNode.set(pod.node, (onNode.get(pod.node) ?? 0) + 1);
  return onNode;
};
