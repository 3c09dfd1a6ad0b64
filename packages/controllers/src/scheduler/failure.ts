import type { NodeRecord } from '@orrery/core/cluster';
import type { Refusal } from './classify.ts';

/** Why one node did not take a pod. */
export interface NodeRefusal extends Refusal {
  readonly node: NodeRecord;
}

/** Why no node took a pod. */
export interface Failure {
  /** All nodes of the cluster, looked at or not. */
  readonly nodes: number;
  /** The pod was refused before any node was looked at. */
  readonly before: string | undefined;
  readonly refusals: readonly NodeRefusal[];
  /** Nodes that were never looked at, because the pod is pinned to others. */
  readonly cutAway: number;
}

const notPinned = "node(s) didn't satisfy plugin(s) [NodeAffinity]";

/** Reasons with their counts, sorted as texts: `10 …` comes before `2 …`. */
const counted = (reasons: readonly string[], others: number, otherReason: string): string => {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (others > 0) counts.set(otherReason, (counts.get(otherReason) ?? 0) + others);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
};

/** SC-8: why preemption does not help: what each node that was looked at again says, and that the others are past help. */
export const preemptionText = (nodes: number, looked: readonly Pick<Refusal, 'reasons'>[]): string => {
  const reasons = looked.flatMap((one) => one.reasons);
  const useless = 'Preemption is not helpful for scheduling';
  return `0/${nodes} nodes are available: ${counted(reasons, nodes - looked.length, useless)}.`;
};

/**
 * SC-8: the text of condition PodScheduled and of event FailedScheduling. `preemption`: what preemption says of itself, if it has not
 * found a node. Source: framework.FitError, 1.36.
 */
export const failureText = (failure: Failure, preemption: string | undefined): string => {
  const { nodes, before, refusals, cutAway } = failure;
  if (nodes === 0) return 'no nodes available to schedule pods';
  const start = `0/${nodes} nodes are available:`;
  if (before !== undefined) return `${start} ${before}. not found`;
  const reasons = refusals.flatMap((refusal) => refusal.reasons);
  const found = `${start} ${counted(reasons, cutAway, notPinned)}.`;
  return preemption === undefined ? found : `${found} no new claims to deallocate, preemption: ${preemption}`;
};

/** Longest note of an event, in characters; what is longer is cut. */
const noteMax = 1024;

export const eventNote = (text: string): string =>
  text.length <= noteMax ? text : `${text.slice(0, noteMax - 4)} ...`;
