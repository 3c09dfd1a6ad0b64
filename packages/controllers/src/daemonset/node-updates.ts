import { canonicalJson, type Json } from '@orrery/core/engine';
import type { NodeRecord } from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';
import type { Memory } from './remembered.ts';

const same = (a: unknown, b: unknown): boolean =>
  // Labels and taints are plain values.
  a === b || canonicalJson(a as Json) === canonicalJson(b as Json);

/**
 * DS-7: a node that joins, or whose labels or taints change, wakes the sets that it concerns. Upstream puts the node's name on a
 * queue of its own; looking at one node takes no request and no time, so here it happens as the node is seen.
 * Source: addNode, updateNode, syncNodeUpdate.
 */
export const observeNode = (
  memory: Memory,
  before: NodeRecord | undefined,
  after: NodeRecord | undefined,
  { view, now, queue }: Observing,
): void => {
  const name = (after ?? before)?.meta.name ?? '';
  // Readiness, capacity, cordons and heartbeats do not matter here: what of them does comes as a taint.
  if (before !== undefined && after !== undefined)
    if (same(before.taints, after.taints) && same(before.meta.labels, after.meta.labels)) return;
  for (const [uid, nodes] of memory.nodes) {
    nodes.putNode(name, after, now);
    if (after === undefined) continue; // the pod collector and the next pass see to it
    const { shouldRun, shouldContinue } = nodes.eligibilityOf(name);
    const bound = nodes.isBound(name);
    const misplaced = (view.tables.DaemonSet.get(uid)?.status.numberMisscheduled ?? 0) > 0;
    if (bound ? !shouldContinue || misplaced : shouldRun) queue.add(uid);
  }
};
