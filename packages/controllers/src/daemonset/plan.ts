import { never } from '@orrery/core/engine';
import { keyOf, type DaemonSetRecord, type PodRecord, type Uid } from '@orrery/core/cluster';
import { nothing, scaledValue, type Plan, type Planning, type Step } from '@orrery/core/control';
import type { DaemonNodes } from './daemon-nodes.ts';
import { ageSet, revisionsOf, type Memory } from './memory.ts';
import { createPod, deletePod } from './pods.ts';
import { reported } from './reported.ts';
import { historyFor, type History } from './revisions.ts';

/** What a pass keeps until its end. */
export interface Draft {
  readonly old: History['old'];
  /** Creations and deletions that were asked for. */
  readonly creations: number;
  /** Expectations held this pass back: only status is written, and it does not vouch for the new generation. */
  readonly heldBack: boolean;
}

/** How many creations, and how many deletions, one pass asks for at most. Source: BurstReplicas. */
const burst = 250;

/** Batches of deletions come after those of creations. */
const deletionBatch = 1000;

interface Changes {
  readonly nodes: readonly string[];
  readonly pods: readonly PodRecord[];
  readonly reports: readonly Step[];
  readonly retryAfterUs: number;
}

/** What a set needs now: its revision, pods where they are missing and none where they should not be, or a bit of its rollout. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan<Draft> => {
  const set = planning.view.tables.DaemonSet.get(key);
  const nodes = memory.nodes.get(key);
  if (set === undefined || nodes === undefined) return nothing;
  if (set.spec.selector.length === 0) return { steps: [reported(set, 'selectingAll', [])] };
  if (set.meta.deletion !== undefined) return nothing;
  ageSet(memory, key, planning.now, planning.view);
  const history = historyFor(set, revisionsOf(memory, key, planning.view), planning);
  if (!planning.expectations.satisfied(key, planning.now))
    return { steps: history.steps, draft: { old: history.old, creations: 0, heldBack: true } };
  const managed = manage(set, nodes, planning);
  const idle = managed.nodes.length + managed.pods.length === 0;
  const changes = idle ? { ...managed, pods: rollingUpdate(set, nodes, planning) } : managed;
  return {
    steps: [...history.steps, ...managed.reports, ...requests(set, history.hash, changes, planning)],
    draft: { old: history.old, creations: changes.nodes.length, heldBack: false },
    ...requeue(nodes, changes, planning),
  };
};

const requeue = (nodes: DaemonNodes, { retryAfterUs }: Changes, { now }: Planning): { requeueAfterUs?: number } => {
  const next = Math.min(nodes.nextChange() - now, retryAfterUs);
  return next === never ? {} : { requeueAfterUs: Math.max(1, next) };
};

const podsOf = (uids: readonly Uid[], planning: Planning): readonly PodRecord[] =>
  uids.flatMap((uid) => planning.view.tables.Pod.get(uid) ?? []);

/** DS-3: pods where they are missing, none where they should not be, none that have ended. Source: manage. */
const manage = (set: DaemonSetRecord, nodes: DaemonNodes, planning: Planning): Changes => {
  const surplus = nodes.crowded.first(burst).flatMap((node) => nodes.verdict(node)?.surplus ?? []);
  const reports: Step[] = [];
  const ended: PodRecord[] = [];
  let retryAfterUs = never;
  for (const node of nodes.ended.first(burst)) {
    for (const pod of podsOf(nodes.verdict(node)?.ended ?? [], planning)) {
      const waitUs = failedPodWait(set, node, pod, planning);
      if (waitUs > 0) {
        retryAfterUs = Math.min(retryAfterUs, waitUs);
        continue;
      }
      const failed = pod.status.shape.phase === 'Failed';
      reports.push(
        reported(set, failed ? 'failedPod' : 'succeededPod', [keyOf(pod.meta.namespace, pod.meta.name), node]),
      );
      ended.push(pod);
    }
  }
  return {
    nodes: nodes.missing.first(burst),
    pods: [...podsOf(surplus, planning), ...ended].slice(0, burst),
    reports,
    retryAfterUs,
  };
};

/** DS-4: failed pods of a node are replaced with growing pauses, 1 s to 15 min; 0: now. */
const failedPodWait = (set: DaemonSetRecord, node: string, pod: PodRecord, { backOff, now }: Planning): number => {
  if (pod.status.shape.phase !== 'Failed') return 0;
  const id = `${set.uid}/${set.status.observedGeneration}/${node}`;
  const waitUs = backOff.remainingUs(id, now);
  if (waitUs === 0) backOff.next(id, now);
  return waitUs;
};

/**
 * DS-6: old pods that are not available go at once, available ones as far as maxUnavailable allows, in name order of their nodes.
 * Source: rollingUpdate with maxSurge 0.
 */
const rollingUpdate = (set: DaemonSetRecord, nodes: DaemonNodes, planning: Planning): readonly PodRecord[] => {
  if (set.spec.updateStrategy === 'OnDelete') return [];
  const { wanted, unavailable } = nodes.counts;
  const asked = scaledValue(set.spec.maxUnavailable, wanted, 'up');
  const allowed = asked === 0 && wanted > 0 ? 1 : asked;
  const budget = Math.max(0, allowed - unavailable);
  const chosen = [...nodes.free.first(burst), ...nodes.candidates.first(Math.min(budget, burst))];
  return podsOf(
    chosen.flatMap((node) => nodes.verdict(node)?.outdated ?? []),
    planning,
  ).slice(0, burst);
};

/** DS-5: creations in batches of 1, 2, 4 …, then the deletions; the controller expects to see them all. Source: syncNodes. */
const requests = (
  set: DaemonSetRecord,
  hash: string,
  { nodes, pods }: Pick<Changes, 'nodes' | 'pods'>,
  planning: Planning,
): readonly Step[] => {
  if (nodes.length + pods.length === 0) return [];
  planning.expectations.set(set.uid, nodes.length, pods.length, planning.now);
  return [
    ...nodes.map((node, index) => createPod(set, hash, node, 31 - Math.clz32(index + 1), planning)),
    ...pods.map((pod) => deletePod(pod, deletionBatch)),
  ];
};
