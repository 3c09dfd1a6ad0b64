import type { DaemonSetRecord, PodRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { claimPods } from './adoption.ts';
import { claimedRevisions } from './claims.ts';
import type { DaemonNodes } from './daemon-nodes.ts';
import { endedPods } from './ended-pods.ts';
import { createPod, deletePod } from './pods.ts';
import type { Memory } from './remembered.ts';
import { reported } from './reported.ts';
import { historyFor, type History } from './revisions.ts';
import { rollingUpdate } from './rollout.ts';

/** What a pass keeps until its end. */
export interface Draft {
  readonly old: History['old'];
  /** Creations that were asked for. */
  readonly creations: number;
  /** Expectations held this pass back: only status is written, and it does not vouch for the new generation. */
  readonly heldBack: boolean;
  /** Why the rollout could not go on. */
  readonly error: string | undefined;
}

/** How many creations, and how many deletions, one pass asks for at most. Source: BurstReplicas. */
const burst = 250;

/** Batches of deletions come after those of creations. */
const deletionBatch = 1000;

interface Changes {
  readonly nodes: readonly string[];
  readonly pods: readonly PodRecord[];
  readonly reports: readonly Step[];
  readonly retryAfterUs: number | undefined;
  readonly error: string | undefined;
}

/** What a set needs now: its revision, pods where they are missing and none where they should not be, or a bit of its rollout. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan<Draft> => {
  const { view, now, expectations, gates } = planning;
  const set = view.tables.DaemonSet.get(key);
  const nodes = memory.nodes.get(key);
  if (set === undefined || nodes === undefined) return nothing;
  const behind = gates.StaleControllerConsistencyDaemonSet ? memory.writes.behind(key) : undefined;
  // DS-21: nothing is decided from caches older than what this controller itself wrote.
  if (behind !== undefined) return { steps: [], error: `the cache of ${behind} does not show the last write yet` };
  if (set.spec.selector.length === 0) return { steps: [reported(set, 'selectingAll', [])] };
  if (set.meta.deletion !== undefined) return nothing;
  nodes.age(now);
  const own = (): readonly PodRecord[] =>
    [...memory.owned.of(String(key)), ...memory.adoptable.of(String(key))].flatMap(
      (uid) => view.tables.Pod.get(uid) ?? [],
    );
  const history = historyFor(set, claimedRevisions(memory, set, view), own, planning);
  // The labels that pods are judged by are about to change: their changes bring the next pass.
  if (history.merges) return { steps: history.steps };
  const preparations = [...history.steps, ...claimPods(memory, set, planning)];
  if (!expectations.satisfied(key, now))
    return { steps: preparations, draft: { old: history.old, creations: 0, heldBack: true, error: undefined } };
  const { reports, retryAfterUs, error, ...changes } = changesFor(set, nodes, planning);
  return {
    steps: [...preparations, ...reports, ...requests(set, history.hash, changes, planning)],
    draft: { old: history.old, creations: changes.nodes.length, heldBack: false, error },
    ...(retryAfterUs === undefined ? {} : { requeueAfterUs: retryAfterUs }),
  };
};

/** DS-3: where pods are missing or should not be, or, where all is as it should be, a bit of the rollout. Source: updateDaemonSet. */
const changesFor = (set: DaemonSetRecord, nodes: DaemonNodes, planning: Planning): Changes => {
  const managed = manage(set, nodes, planning);
  if (managed.nodes.length + managed.pods.length > 0) return managed;
  return { ...managed, ...rollingUpdate(set, nodes, burst, planning) };
};

/** DS-3, DS-4: pods where they are missing, none where they should not be, none that have ended. Source: manage. */
const manage = (set: DaemonSetRecord, nodes: DaemonNodes, planning: Planning): Changes => {
  const { index } = nodes;
  const ended = endedPods(set, nodes, burst, planning);
  const crowded = index.first(burst, 'crowded');
  const pods: PodRecord[] = [];
  for (const node of [...new Set([...ended.byNode.keys(), ...crowded])].sort()) {
    if (pods.length >= burst) break;
    pods.push(...(ended.byNode.get(node) ?? []), ...nodes.examine(node, planning.now).surplus);
  }
  for (const node of index.first(burst, 'stranded')) pods.push(...nodes.examine(node, planning.now).stranded);
  return {
    nodes: index.first(burst, 'missing'),
    pods: pods.slice(0, burst),
    reports: ended.reports,
    retryAfterUs: ended.retryAfterUs,
    error: undefined,
  };
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
