import type { Json } from '@orrery/core/engine';
import { isTerminal, keyOf, type Change, type ObjectChange, type Uid } from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';

/** Pods by the claims they name, whether or not they were given a node. */
export interface Memory {
  readonly users: UidIndex;
  /** The youngest pod that was ever seen: the server may have younger ones that the cache does not show yet. */
  youngest: Uid;
}

export const emptyMemory = (): Memory => ({ users: new UidIndex(), youngest: 0 });

/** Folds one change; queues claims that may need protection or no longer do. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  if (change.kind === 'Pod') observePod(memory, change, observing);
  if (change.kind === 'PersistentVolumeClaim' && change.after !== undefined) observing.queue.add(change.after.uid);
};

const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>, { queue, view }: Observing): void => {
  const pod = after ?? before;
  if (pod === undefined) return;
  memory.youngest = Math.max(memory.youngest, pod.uid);
  // A pod with a node that is not over holds its claims as before. Source: podAddedDeletedUpdated.
  const mayFree = after === undefined || after.node === '' || isTerminal(after);
  for (const name of pod.claims) {
    const key = keyOf(pod.meta.namespace, name);
    if (after === undefined) memory.users.delete(key, pod.uid);
    else if (before === undefined) memory.users.add(key, pod.uid);
    const claim = mayFree ? view.tables.PersistentVolumeClaim.find(pod.meta.namespace, name) : undefined;
    if (claim?.meta.deletion !== undefined) queue.add(claim.uid);
  }
};

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = ({ users }: Memory): Json => users.toJson();
