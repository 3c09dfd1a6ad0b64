import type { Json } from '@orrery/core/engine';
import { isObjectChange, type AnyRecord, type Change, type OwnerReference } from '@orrery/core/cluster';
import { UidIndex, type Handover, type Observing } from '@orrery/core/control';
import { AbsentOwners } from './absent-owners.ts';
import { deletesDependents, orphansDependents, type Verdict } from './classify.ts';
import { coordinatesOf, means, referred, type Coordinates } from './coordinates.ts';
import { itemKey, ownerIn, ownerOf, recordOf, uuidOfRecord, virtualKey } from './identity.ts';
import { VirtualOwners } from './virtual-owners.ts';

/** The graph of owners, and beside it what is found out while an item is in work. */
export interface Memory {
  /** Keys of dependents by the uid in their owner references, whether such an owner exists or not. */
  readonly dependents: UidIndex;
  readonly machine: Machine;
}

export interface Machine {
  /** What live reads have shown of items in work. */
  readonly findings: Map<number, Finding>;
  /** What has to be looked at once the item in work is done. */
  readonly woken: Map<number, Woken>;
  /** Keys of owners that were seen to begin to wait for their dependents to go. */
  readonly waiting: Set<number>;
  readonly absent: AbsentOwners;
  readonly virtual: VirtualOwners;
  /** Uids of owners in other namespaces, by the item that names them, until an Event has said so. */
  readonly foreign: Map<number, readonly string[]>;
}

/** Keys to look at: some at once, and an owner in another place after a while. */
export interface Woken {
  readonly now: readonly number[];
  readonly elsewhere?: Handover;
}

/** An item as its live read found it, and what its references are worth. */
export interface Finding {
  readonly item: AnyRecord;
  readonly verdicts: Map<string, Verdict>;
}

export const emptyMemory = (): Memory => ({
  dependents: new UidIndex(),
  machine: {
    findings: new Map(),
    woken: new Map(),
    waiting: new Set(),
    absent: new AbsentOwners(),
    virtual: new VirtualOwners(),
    foreign: new Map(),
  },
});

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
  if (before === undefined) shown(memory, after, observing);
  if (before?.meta.owners !== after.meta.owners) relink(memory, before, after, key, observing);
  transitions(memory, before, after, key, observing);
};

/** GC-1: when an object is gone its dependents are looked at, and owners that waited for it. */
const removed = (memory: Memory, before: AnyRecord, { queue, view }: Observing): void => {
  const key = itemKey(before.kind, before.uid);
  const uuid = uuidOfRecord(before);
  memory.machine.waiting.delete(key);
  for (const { uid } of before.meta.owners) {
    memory.dependents.delete(uid, key);
    queueWaiting(memory, uid, { queue, view });
  }
  if (!memory.dependents.has(uuid)) return;
  memory.machine.absent.add(coordinatesOf(before));
  for (const dependent of memory.dependents.of(uuid)) queue.add(dependent);
};

const queueWaiting = ({ machine }: Memory, uuid: string, { queue, view }: Pick<Observing, 'queue' | 'view'>): void => {
  const owner = ownerIn(view, uuid);
  const key = owner === undefined ? undefined : itemKey(owner.kind, owner.uid);
  if (key !== undefined && machine.waiting.has(key)) queue.add(key);
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
    if (old.blockOwnerDeletion && now?.blockOwnerDeletion !== true) queueWaiting(memory, old.uid, { queue, view });
  }
  for (const reference of owners) memory.dependents.add(reference.uid, key);
  const added = owners.filter(({ uid }) => before?.meta.owners.some((old) => old.uid === uid) !== true);
  link(memory, after, added, key, { queue, view });
};

/**
 * GC-3, GC-10: of references that are new, those to owners that nobody has seen make the owner be looked up, those that disagree with
 * what is known of the owner the dependent. Source: graph_builder.go, addDependentToOwners.
 */
const link = (
  { machine }: Memory,
  { meta: { namespace } }: AnyRecord,
  added: readonly OwnerReference[],
  key: number,
  { queue, view }: Pick<Observing, 'queue' | 'view'>,
): void => {
  let doubtful = false;
  for (const reference of added) {
    const seen = ownerOf(view, reference);
    const owner = seen === undefined ? machine.virtual.of(reference.uid) : coordinatesOf(seen);
    if (owner === undefined) {
      queue.add(virtualKey(machine.virtual.put(referred(reference, namespace))));
      continue;
    }
    if (means(reference, namespace, owner)) continue;
    doubtful = true;
    if (seen !== undefined) reportForeign(machine, key, reference.uid, owner, namespace);
  }
  if (doubtful) queue.add(key);
};

/** GC-6: an owner in another namespace is to be reported. */
const reportForeign = ({ foreign }: Machine, key: number, uid: string, owner: Coordinates, namespace: string): void => {
  if (owner.namespace !== '' && owner.namespace !== namespace) foreign.set(key, [...(foreign.get(key) ?? []), uid]);
};

/**
 * GC-10: an owner that was only heard of is seen for the first time: dependents that mean another one are looked at. Source:
 * graph_builder.go, processGraphChanges.
 */
const shown = ({ dependents, machine }: Memory, owner: AnyRecord, { queue, view }: Observing): void => {
  const uuid = uuidOfRecord(owner);
  if (!dependents.has(uuid)) return;
  machine.virtual.delete(uuid);
  const coordinates = coordinatesOf(owner);
  for (const key of dependents.of(uuid)) {
    const dependent = recordOf(key, view);
    const reference = dependent?.meta.owners.find(({ uid }) => uid === uuid);
    if (dependent === undefined || reference === undefined) continue;
    const { namespace } = dependent.meta;
    if (means(reference, namespace, coordinates)) continue;
    reportForeign(machine, key, uuid, coordinates, namespace);
    queue.add(key);
  }
};

/**
 * GC-4, GC-5: an owner starts to wait for its dependents, to be deleted or to be orphaned. GC-13: that is seen where its deletion
 * begins, and not where a later request puts the finalizer on. Source: graph_builder.go, deletionStarts.
 */
const transitions = (
  memory: Memory,
  before: AnyRecord | undefined,
  after: AnyRecord,
  key: number,
  { queue }: Observing,
): void => {
  if (after.meta.deletion === undefined || before?.meta.deletion !== undefined) return;
  if (orphansDependents(after)) queue.add(itemKey(after.kind, after.uid, true));
  else if (deletesDependents(after)) {
    memory.machine.waiting.add(key);
    for (const dependent of memory.dependents.of(uuidOfRecord(after))) queue.add(dependent);
    queue.add(key);
  }
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => memory.dependents.toJson();
