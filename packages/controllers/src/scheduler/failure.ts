import type { Refusal } from './classify.ts';

/** Why no node took a pod. */
export interface Failure {
  /** All nodes of the cluster, looked at or not. */
  readonly nodes: number;
  /** The pod was refused before any node was looked at. */
  readonly before: string | undefined;
  readonly refusals: readonly Refusal[];
  /** Nodes that were never looked at, because the pod is pinned to others. */
  readonly cutAway: number;
  /** preemptionPolicy: Never. */
  readonly meek?: boolean;
}

const notPinned = "node(s) didn't satisfy plugin(s) [NodeAffinity]";

/** Reasons with their counts, sorted as texts: `10 …` comes before `2 …`. */
const counted = (reasons: readonly string[], cutAway: number, cutReason: string): string => {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (cutAway > 0) counts.set(cutReason, (counts.get(cutReason) ?? 0) + cutAway);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
};

/** Nobody of lower priority is there to be preempted, or it would not help. */
const preemption = ({ refusals, cutAway, nodes, meek = false }: Failure): string => {
  if (meek) return 'preemption: not eligible due to preemptionPolicy=Never.';
  const useless = 'Preemption is not helpful for scheduling';
  const reasons = refusals.map(({ resolvable }) =>
    resolvable ? 'No preemption victims found for incoming pod' : useless,
  );
  return `preemption: 0/${nodes} nodes are available: ${counted(reasons, cutAway, useless)}.`;
};

/** SC-8: the text of condition PodScheduled and of event FailedScheduling. Source: framework.FitError, 1.36. */
export const failureText = (failure: Failure): string => {
  const { nodes, before, refusals, cutAway } = failure;
  if (nodes === 0) return 'no nodes available to schedule pods';
  const start = `0/${nodes} nodes are available:`;
  if (before !== undefined) return `${start} ${before}. not found`;
  const reasons = refusals.flatMap((refusal) => refusal.reasons);
  return `${start} ${counted(reasons, cutAway, notPinned)}. no new claims to deallocate, ${preemption(failure)}`;
};

/** Longest note of an event, in characters; what is longer is cut. */
const noteMax = 1024;

export const eventNote = (text: string): string =>
  text.length <= noteMax ? text : `${text.slice(0, noteMax - 4)} ...`;
