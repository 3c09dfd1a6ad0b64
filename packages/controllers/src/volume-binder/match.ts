import {
  bindCompleted,
  keyOf,
  selects,
  uuidOf,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type View,
} from '@orrery/core/cluster';
import type { Memory } from './memory.ts';

export const uuidOfClaim = (claim: PersistentVolumeClaimRecord): string => uuidOf('PersistentVolumeClaim', claim.uid);

/** Does the volume's claimRef name this very claim, or, pre-bound by a user, a claim of its name? */
export const isFor = ({ claim }: PersistentVolumeRecord, wanted: PersistentVolumeClaimRecord): boolean =>
  claim !== undefined &&
  claim.name === wanted.meta.name &&
  claim.namespace === wanted.meta.namespace &&
  (claim.uid === '' || claim.uid === uuidOfClaim(wanted));

/** Has the binding of this claim been finished once? */
export const isCompleted = ({ meta }: PersistentVolumeClaimRecord): boolean =>
  meta.annotations[bindCompleted] !== undefined;

/** What every match must satisfy, pre-bound or not. */
const fits = (volume: PersistentVolumeRecord, claim: PersistentVolumeClaimRecord): boolean =>
  volume.capacityBytes >= claim.requestBytes &&
  volume.volumeMode === claim.volumeMode &&
  volume.meta.deletion === undefined;

/**
 * PV-5: the best volume for a claim: one pre-bound to it at once, else of those of its class, with all its modes and matching
 * its selector, the group with the fewest modes and in it the smallest. With delayed binding only a pre-bound one.
 * Source: volume.FindMatchingVolume.
 */
export const bestMatch = (
  memory: Memory,
  claim: PersistentVolumeClaimRecord,
  delayed: boolean,
  view: View,
): PersistentVolumeRecord | undefined => {
  const volumes = view.tables.PersistentVolume;
  for (const uid of memory.claimed.get(keyOf(claim.meta.namespace, claim.meta.name)) ?? []) {
    const volume = volumes.get(uid);
    if (volume !== undefined && isFor(volume, claim) && fits(volume, claim)) return volume;
  }
  if (delayed) return undefined;
  for (const uid of memory.free.candidates(claim.className ?? '', claim.accessModes, claim.requestBytes)) {
    const volume = volumes.get(uid);
    if (volume === undefined || !fits(volume, claim)) continue;
    if (claim.selector === undefined || selects(claim.selector, volume.meta.labels)) return volume;
  }
  return undefined;
};

/** PV-6: why a claim cannot be bound to the volume that its user named; undefined: it can. Source: checkVolumeSatisfyClaim. */
export const mismatch = (volume: PersistentVolumeRecord, claim: PersistentVolumeClaimRecord): string | undefined => {
  if (volume.meta.deletion !== undefined) return 'the volume is marked for deletion';
  if (volume.capacityBytes < claim.requestBytes) return 'requested PV is too small';
  if (volume.className !== (claim.className ?? '')) return 'storageClassName does not match';
  if (volume.volumeMode !== claim.volumeMode) return 'incompatible volumeMode';
  return claim.accessModes.every((mode) => volume.accessModes.includes(mode)) ? undefined : 'incompatible accessMode';
};
