import type { Json } from '@orrery/core/engine';
import { isObjectChange, type AnyRecord, type Change, type OwnerReference } from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { deletesDependents, orphansDependents, type Verdict } from './classify.ts';
import { itemKey, ownerIn, uuidOfRecord } from './identity.ts';

/** The graph of owners, and beside it what is found out while an item is in work. */
export interface Memory {
  /** Keys of dependents by the uid in their owner references, whether such an owner exists or not. */
  readonly dependents: UidIndex;
  readonly machine: Machine;
}

export interface Machine {
  /** What live reads have shown of items in work. */
  readonly findings: Map<number, Finding>;
  /** Uids of owners that are known to be gone, oldest first. They never come back. */
  readonly absent: Set<string>;
}

/** An item as its live read found it, and what its references are worth. */
export interface Finding {
  readonly item: AnyRecord;
  readonly verdicts: Map<string, Verdict>;
}

export const emptyMemory = (): Memory => ({
  dependents: new UidIndex(),
  machine: { findings: new Map(), absent: new Set() },
});

/** How many absent owners are remembered. Source: garbagecollector.go, NewReferenceCache(500). */
const absentAtMost = 500;

export const rememberAbsent = ({ machine: { absent } }: Memory, uuid: string): void => {
  absent.delete(uuid);
  absent.add(uuid);
  if (absent.size <= absentAtMost) return;
  const oldest = absent.values().next();
  if (oldest.done !== true) absent.delete(oldest.value);
};

/** Folds one change into the graph and queues what may have to go. Source: graph_builder.go, processGraphChanges. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  if (!isObjectChange(change)) return;
  const { before, after } = change;
  if (before?.meta === after?.meta) return;
  if (after === undefined) {
    if (before !== undefined) removed(memory, before, observing);
    return;
  }
  const key = itemKey(after.kind, after.uid);
  if (before?.meta.owners !== after.meta.owners) relink(memory, before, after, key, observing);
  transitions(memory, before, after, key, observing);
};

/** GC-1: when an object is gone its dependents are looked at, and owners that waited for it. */
const removed = (memory: Memory, before: AnyRecord, { queue, view }: Observing): void => {
  const key = itemKey(before.kind, before.uid);
  const uuid = uuidOfRecord(before);
  for (const { uid } of before.meta.owners) {
    memory.dependents.delete(uid, key);
    queueWaiting(uid, { queue, view });
  }
  if (!memory.dependents.has(uuid)) return;
  rememberAbsent(memory, uuid);
  for (const dependent of memory.dependents.of(uuid)) queue.add(dependent);
};

const queueWaiting = (uuid: string, { queue, view }: Pick<Observing, 'queue' | 'view'>): void => {
  const owner = ownerIn(view, uuid);
  if (owner !== undefined && deletesDependents(owner)) queue.add(itemKey(owner.kind, owner.uid));
};

const relink = (
  memory: Memory,
  before: AnyRecord | undefined,
  after: AnyRecord,
  key: number,
  { queue, view }: Observing,
): void => {
  const { owners } = after.meta;
  for (const old of before?.meta.owners ?? []) {
    const now = owners.find(({ uid }) => uid === old.uid);
    if (now === undefined) memory.dependents.delete(old.uid, key);
    // An owner that this object no longer blocks may be able to go.
    if (old.blockOwnerDeletion && now?.blockOwnerDeletion !== true) queueWaiting(old.uid, { queue, view });
  }
  let doubtful = false;
  for (const reference of owners) {
    memory.dependents.add(reference.uid, key);
    doubtful ||= isDoubtful(reference, after, view);
  }
  if (doubtful) queue.add(key);
};

/** GC-3: a reference to something that the caches do not show, or that is on its way out, has to be looked into. */
const isDoubtful = ({ uid }: OwnerReference, { meta }: AnyRecord, view: Observing['view']): boolean => {
  const owner = ownerIn(view, uid);
  if (owner === undefined || deletesDependents(owner)) return true;
  return owner.meta.namespace !== '' && owner.meta.namespace !== meta.namespace;
};

/** GC-4, GC-5: an owner starts to wait for its dependents, to be deleted or to be orphaned. */
const transitions = (
  memory: Memory,
  before: AnyRecord | undefined,
  after: AnyRecord,
  key: number,
  { queue }: Observing,
): void => {
  if (after.meta.deletion === undefined) return;
  if (orphansDependents(after) && (before === undefined || !orphansDependents(before)))
    queue.add(itemKey(after.kind, after.uid, true));
  if (deletesDependents(after) && (before === undefined || !deletesDependents(before))) {
    for (const dependent of memory.dependents.of(uuidOfRecord(after))) queue.add(dependent);
    queue.add(key);
  }
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => memory.dependents.toJson();
