import { second, type Instant, type Json } from '@orrery/core/engine';
import {
  keyOf,
  type Change,
  type ObjectChange,
  type PersistentVolumeClaimRecord,
  type PodRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { claimOf, isAdrift, isFree, isSettled } from './classify.ts';
import { FreeVolumes } from './free-volumes.ts';

/** What the controller remembers: what follows from its caches, and beside it what is under way, which does not. */
export interface Memory {
  readonly free: FreeVolumes;
  /** Volumes whose claimRef names a claim, by the claim's key. */
  readonly claimed: UidIndex;
  /** Volumes that are not where they should be: looked at again at every resync. */
  readonly unsettled: Set<Uid>;
  /** Claims that are not bound. */
  readonly unbound: Set<Uid>;
  /** Claims of which the volume has lost its reference. */
  readonly adrift: Set<Uid>;
  /** Claims by the volume that they name. */
  readonly naming: UidIndex;
  /** Pods that use a claim, by the claim's key. */
  readonly users: UidIndex;
  /** StorageClasses that call themselves default. */
  readonly defaults: Set<Uid>;
  /** Keys that have been looked at and may have to be again; those that have not are in their queue still. */
  readonly tried: Set<number>;
  /** When the recycler pods at work will be done, by volume. Lost in a crash; their work is then done again. */
  readonly scrubs: Map<Uid, Instant>;
}

export const emptyMemory = (): Memory => ({
  free: new FreeVolumes(),
  claimed: new UidIndex(),
  unsettled: new Set(),
  unbound: new Set(),
  adrift: new Set(),
  naming: new UidIndex(),
  users: new UidIndex(),
  defaults: new Set(),
  tried: new Set(),
  scrubs: new Map(),
});

/** How often what is not as it should be is tried again. Source: the controller's resync period. */
export const resyncUs = 15 * second;

/** Keys of the two work queues: claims have the even ones, volumes the odd ones. */
export const claimKey = (uid: Uid): number => uid * 2;
export const volumeKey = (uid: Uid): number => uid * 2 + 1;
export const isClaimKey = (key: number): boolean => key % 2 === 0;
export const uidOfKey = (key: number): Uid => Math.floor(key / 2);

/** Folds one change into the memory and queues what it concerns. Source: pv_controller_base.go. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  const { queue } = observing;
  switch (change.kind) {
    case 'PersistentVolume':
      observeVolume(memory, change, observing);
      if (change.after !== undefined) queue.add(volumeKey(change.after.uid));
      queueHolder(change, observing);
      return;
    case 'PersistentVolumeClaim':
      observeClaim(memory, change, observing);
      if (change.after !== undefined) queue.add(claimKey(change.after.uid));
      // The volume of a claim that is gone is released.
      else for (const uid of memory.claimed.of(claimName(change.before))) queue.add(volumeKey(uid));
      return;
    case 'Pod':
      return observePod(memory, change);
    case 'StorageClass':
      if (change.before !== undefined) memory.defaults.delete(change.before.uid);
      if (change.after?.isDefault === true) memory.defaults.add(change.after.uid);
      return;
    default:
      return;
  }
};

const claimName = (claim: PersistentVolumeClaimRecord | undefined): string =>
  claim === undefined ? '' : keyOf(claim.meta.namespace, claim.meta.name);

/**
 * PV-8: a volume whose claim does not name it yet wakes that claim, whose own sync finishes the binding; so does one that is gone.
 * Upstream's syncVolume adds the claim to its queue; here observing does, since plans cannot.
 */
const queueHolder = ({ before, after }: ObjectChange<'PersistentVolume'>, { queue, view }: Observing): void => {
  const { namespace, name } = (after ?? before)?.claim ?? {};
  if (namespace === undefined || name === undefined) return;
  const claim = view.tables.PersistentVolumeClaim.find(namespace, name);
  if (claim !== undefined && (after === undefined || claim.volumeName === '')) queue.add(claimKey(claim.uid));
};

const put = (set: Set<Uid>, uid: Uid, belongs: boolean): void => {
  if (belongs) set.add(uid);
  else set.delete(uid);
};

const refreshVolume = ({ unsettled }: Memory, uid: Uid, view: View): void => {
  const volume = view.tables.PersistentVolume.get(uid);
  put(unsettled, uid, volume !== undefined && !isSettled(volume, claimOf(volume, view)));
};

const refreshClaim = ({ adrift }: Memory, uid: Uid, view: View): void => {
  const claim = view.tables.PersistentVolumeClaim.get(uid);
  put(adrift, uid, claim !== undefined && isAdrift(claim, view));
};

const observeVolume = (
  memory: Memory,
  { before, after }: ObjectChange<'PersistentVolume'>,
  { view }: Observing,
): void => {
  if (before !== undefined) {
    if (isFree(before)) memory.free.remove(before);
    if (before.claim !== undefined) memory.claimed.delete(keyOf(before.claim.namespace, before.claim.name), before.uid);
    if (after === undefined) memory.scrubs.delete(before.uid);
  }
  if (after !== undefined && isFree(after)) memory.free.put(after);
  if (after?.claim !== undefined) memory.claimed.add(keyOf(after.claim.namespace, after.claim.name), after.uid);
  refreshVolume(memory, (after ?? before)?.uid ?? 0, view);
  for (const uid of memory.naming.of((after ?? before)?.meta.name ?? '')) refreshClaim(memory, uid, view);
};

const observeClaim = (
  memory: Memory,
  { before, after }: ObjectChange<'PersistentVolumeClaim'>,
  { view }: Observing,
): void => {
  if (before !== undefined) {
    memory.unbound.delete(before.uid);
    if (before.volumeName !== '') memory.naming.delete(before.volumeName, before.uid);
  }
  if (after !== undefined && after.status.phase !== 'Bound') memory.unbound.add(after.uid);
  if (after !== undefined && after.volumeName !== '') memory.naming.add(after.volumeName, after.uid);
  refreshClaim(memory, (after ?? before)?.uid ?? 0, view);
  for (const uid of memory.claimed.of(claimName(after ?? before))) refreshVolume(memory, uid, view);
};

const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>): void => {
  // The claims of a pod never change.
  if (before !== undefined && after !== undefined) return;
  const each = (pod: PodRecord | undefined, act: (key: string, uid: Uid) => void): void => {
    for (const claim of pod?.claims ?? []) act(keyOf(pod?.meta.namespace ?? '', claim), pod?.uid ?? 0);
  };
  each(before, (key, uid) => memory.users.delete(key, uid));
  each(after, (key, uid) => memory.users.add(key, uid));
};

const sorted = (uids: Iterable<Uid>): readonly Uid[] => [...uids].sort((a, b) => a - b);

/**
 * PV-16: what a resync looks at. Upstream queues every claim and every volume; of those that are as they should be a sync would
 * only find that they are.
 */
export const resyncKeys = ({ unbound, adrift, unsettled, tried }: Memory): readonly number[] => {
  for (const key of tried) {
    const uid = uidOfKey(key);
    const isOpen = isClaimKey(key) ? unbound.has(uid) || adrift.has(uid) : unsettled.has(uid);
    if (!isOpen) tried.delete(key);
  }
  return sorted(tried);
};

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  free: memory.free.toJson(),
  claimed: memory.claimed.toJson(),
  unsettled: sorted(memory.unsettled),
  unbound: sorted(memory.unbound),
  adrift: sorted(memory.adrift),
  naming: memory.naming.toJson(),
  users: memory.users.toJson(),
  defaults: sorted(memory.defaults),
});
