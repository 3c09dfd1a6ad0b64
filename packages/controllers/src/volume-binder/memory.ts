import { second, type Json } from '@orrery/core/engine';
import {
  keyOf,
  type Change,
  type ObjectChange,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type PodRecord,
  type Uid,
} from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { isFree } from './classify.ts';
import { FreeVolumes } from './free-volumes.ts';

/** What the controller remembers; all of it follows from its caches. */
export interface Memory {
  readonly free: FreeVolumes;
  /** Volumes whose claimRef names a claim, by the claim's key. */
  readonly claimed: UidIndex;
  /** Claims that are not bound. */
  readonly unbound: Set<Uid>;
  /** Claims by the volume that they name. */
  readonly naming: UidIndex;
  /** Pods that wait for a node and use a claim, by the claim's key. */
  readonly waiting: UidIndex;
  /** StorageClasses that call themselves default. */
  readonly defaults: Set<Uid>;
}

export const emptyMemory = (): Memory => ({
  free: new FreeVolumes(),
  claimed: new UidIndex(),
  unbound: new Set(),
  naming: new UidIndex(),
  waiting: new UidIndex(),
  defaults: new Set(),
});

/** How often claims that found no volume are tried again. Source: the controller's resync period. */
export const resyncUs = 15 * second;

/** Keys of the work queue: claims and volumes share it. */
export const claimKey = (uid: Uid): number => uid * 2;
export const volumeKey = (uid: Uid): number => uid * 2 + 1;
export const isClaimKey = (key: number): boolean => key % 2 === 0;
export const uidOfKey = (key: number): Uid => Math.floor(key / 2);

/** Folds one change into the memory and queues what it concerns. Source: pv_controller_base.go. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  const { queue } = observing;
  switch (change.kind) {
    case 'PersistentVolume':
      observeVolume(memory, change);
      if (change.after !== undefined) queueVolume(memory, change.after, observing);
      queueHolder(change, observing);
      return;
    case 'PersistentVolumeClaim':
      observeClaim(memory, change);
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

/** A volume, and, if its reference is gone, the claims that still name it: upstream finds those at its next resync. */
const queueVolume = (memory: Memory, { uid, claim, meta }: PersistentVolumeRecord, { queue }: Observing): void => {
  queue.add(volumeKey(uid));
  if (claim === undefined) for (const named of memory.naming.of(meta.name)) queue.addAfter(claimKey(named), resyncUs);
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

const observeVolume = (memory: Memory, { before, after }: ObjectChange<'PersistentVolume'>): void => {
  if (before !== undefined) {
    if (isFree(before)) memory.free.remove(before);
    if (before.claim !== undefined) memory.claimed.delete(keyOf(before.claim.namespace, before.claim.name), before.uid);
  }
  if (after === undefined) return;
  if (isFree(after)) memory.free.put(after);
  if (after.claim !== undefined) memory.claimed.add(keyOf(after.claim.namespace, after.claim.name), after.uid);
};

const observeClaim = (memory: Memory, { before, after }: ObjectChange<'PersistentVolumeClaim'>): void => {
  if (before !== undefined) {
    memory.unbound.delete(before.uid);
    if (before.volumeName !== '') memory.naming.delete(before.volumeName, before.uid);
  }
  if (after === undefined) return;
  if (after.status.phase !== 'Bound') memory.unbound.add(after.uid);
  if (after.volumeName !== '') memory.naming.add(after.volumeName, after.uid);
};

const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>): void => {
  const each = (pod: PodRecord | undefined, act: (key: string, uid: Uid) => void): void => {
    if (pod?.node !== '') return;
    for (const claim of pod.claims) act(keyOf(pod.meta.namespace, claim), pod.uid);
  };
  each(before, (key, uid) => memory.waiting.delete(key, uid));
  each(after, (key, uid) => memory.waiting.add(key, uid));
};

const sorted = (uids: ReadonlySet<Uid>): readonly Uid[] => [...uids].sort((a, b) => a - b);

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  free: memory.free.toJson(),
  claimed: memory.claimed.toJson(),
  unbound: sorted(memory.unbound),
  naming: memory.naming.toJson(),
  waiting: memory.waiting.toJson(),
  defaults: sorted(memory.defaults),
});
