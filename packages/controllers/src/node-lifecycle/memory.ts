import type { Json } from '@orrery/core/engine';
import type { Change, Uid } from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';
import { classify } from './classify.ts';

/** Nodes whose taints do not fit their conditions. */
export interface Memory {
  readonly unfit: Set<Uid>;
}

export const emptyMemory = (): Memory => ({ unfit: new Set() });

export const observe = (memory: Memory, change: Change, { queue }: Observing): void => {
  if (change.kind !== 'Node') return;
  const { before, after } = change;
  if (after === undefined) {
    if (before !== undefined) memory.unfit.delete(before.uid);
    return;
  }
  // Shapes of spec and status are shared between nodes, so that most changes are told apart by identity.
  if (before?.status === after.status && before.taints === after.taints && before.unschedulable === after.unschedulable)
    return;
  const { missing, surplus } = classify(after);
  if (missing.length + surplus.length === 0) {
    memory.unfit.delete(after.uid);
    return;
  }
  memory.unfit.add(after.uid);
  queue.add(after.uid);
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => [...memory.unfit].sort((a, b) => a - b);
