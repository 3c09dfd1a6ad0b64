import { second, type Duration, type Json } from '@orrery/core/engine';
import type { Change, Uid } from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';
import { classify } from './classify.ts';

/** Namespaces that are being emptied. Their content is not remembered: it is listed when it is needed, as upstream does. */
export interface Memory {
  readonly emptying: Set<Uid>;
}

export const emptyMemory = (): Memory => ({ emptying: new Set() });

/** Other API servers may let objects in for a moment yet. Source: namespaceDeletionGracePeriod. */
const graceUs: Duration = 5 * second;

export const observe = (memory: Memory, change: Change, { queue }: Observing): void => {
  if (change.kind !== 'Namespace') return;
  const { before, after } = change;
  if (after === undefined || classify(after) === 'kept') {
    memory.emptying.delete((after ?? before)?.uid ?? 0);
    return;
  }
  memory.emptying.add(after.uid);
  queue.addAfter(after.uid, graceUs);
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => [...memory.emptying].sort((a, b) => a - b);
