import type { Json } from '@orrery/core/engine';
import { keyOf, type Change, type ObjectChange, type PodRecord, type Uid } from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';

/** Pods that were given a node, by the claims they name. */
export interface Memory {
  readonly users: Map<string, Set<Uid>>;
}

export const emptyMemory = (): Memory => ({ users: new Map() });

const claimsOf = (pod: PodRecord | undefined): readonly string[] =>
  pod === undefined || pod.node === '' ? [] : pod.claims.map((claim) => keyOf(pod.meta.namespace, claim));

/** Folds one change; queues claims that may need protection or no longer do. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  if (change.kind === 'Pod') observePod(memory, change, observing);
  if (change.kind === 'PersistentVolumeClaim' && change.after !== undefined) observing.queue.add(change.after.uid);
};

const observePod = ({ users }: Memory, { before, after }: ObjectChange<'Pod'>, { queue, view }: Observing): void => {
  for (const key of claimsOf(before)) {
    const pods = users.get(key);
    pods?.delete(before?.uid ?? 0);
    if (pods?.size === 0) users.delete(key);
  }
  for (const key of claimsOf(after)) users.set(key, (users.get(key) ?? new Set<Uid>()).add(after?.uid ?? 0));
  if (before === undefined || after !== undefined) return;
  for (const name of before.claims) {
    const claim = view.tables.PersistentVolumeClaim.find(before.meta.namespace, name);
    if (claim?.meta.deletion !== undefined) queue.add(claim.uid);
  }
};

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = ({ users }: Memory): Json =>
  Object.fromEntries([...users].map(([key, pods]) => [key, [...pods].sort((a, b) => a - b)]));
