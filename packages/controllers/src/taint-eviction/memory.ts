import type { Instant, Json } from '@orrery/core/engine';
import type { Change, NodeRecord, ObjectChange, Taint, Uid } from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';

/** An eviction that is planned, or has been carried out. */
export interface Eviction {
  readonly namespace: string;
  readonly name: string;
  readonly plannedAt: Instant;
  readonly dueAt: Instant;
  /** It was carried out; it stays here until the pod is gone or the taint is. */
  readonly done: boolean;
}

/** What follows from the caches, and beside it the timers, which are lost with the process. */
export interface Memory {
  /** Nodes with NoExecute taints. */
  readonly taints: Map<string, readonly Taint[]>;
  readonly podsOn: UidIndex;
  readonly machine: { readonly evictions: Map<Uid, Eviction> };
}

export const emptyMemory = (): Memory => ({
  taints: new Map(),
  podsOn: new UidIndex(),
  machine: { evictions: new Map() },
});

export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  if (change.kind === 'Pod') observePod(memory, change, observing);
  else if (change.kind === 'Node') observeNode(memory, change, observing);
};

const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>, { queue }: Observing): void => {
  const was = before?.node ?? '';
  const is = after?.node ?? '';
  const uid = (after ?? before)?.uid ?? 0;
  if (was !== is) {
    if (was !== '') memory.podsOn.delete(was, uid);
    if (is !== '') memory.podsOn.add(is, uid);
  }
  if (after === undefined) {
    if (memory.machine.evictions.has(uid)) queue.add(uid);
    return;
  }
  const news = was !== is || before?.spec.tolerations !== after.spec.tolerations;
  if (news && memory.taints.has(is)) queue.add(uid);
};

const evicting = (node: NodeRecord | undefined): readonly Taint[] =>
  (node?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

const textOf = (taints: readonly Taint[]): string => taints.map(({ key, value }) => `${key}=${value}`).join();

const observeNode = (memory: Memory, { before, after }: ObjectChange<'Node'>, { queue }: Observing): void => {
  if (before?.taints === after?.taints) return;
  const taints = evicting(after);
  const name = (after ?? before)?.meta.name ?? '';
  if (after === undefined) {
    // Timers of a node that is deleted run on. Source: handleNodeUpdate.
    memory.taints.delete(name);
    return;
  }
  if (taints.length === 0) memory.taints.delete(name);
  else memory.taints.set(name, taints);
  if (textOf(evicting(before)) === textOf(taints)) return;
  for (const uid of memory.podsOn.of(name)) queue.add(uid);
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = ({ taints, podsOn }: Memory): Json => ({
  taints: Object.fromEntries([...taints].sort(([a], [b]) => (a < b ? -1 : 1)).map(([node, of]) => [node, textOf(of)])),
  podsOn: podsOn.toJson(),
});
