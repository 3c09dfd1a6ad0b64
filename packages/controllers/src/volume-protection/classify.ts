import type { PersistentVolumeClaimRecord, PersistentVolumeRecord } from '@orrery/core/cluster';

/** Keeps a claim for as long as pods use it. */
export const claimFinalizer = 'kubernetes.io/pvc-protection';
/** Keeps a volume for as long as it is bound. */
export const volumeFinalizer = 'kubernetes.io/pv-protection';

/** What the protection of an object needs: to be put on, to be taken off, or nothing. */
export type Protection = 'missing' | 'over' | 'right';

const protection = (
  { meta }: PersistentVolumeClaimRecord | PersistentVolumeRecord,
  finalizer: string,
  inUse: boolean,
): Protection => {
  const protectedNow = meta.finalizers.includes(finalizer);
  if (meta.deletion === undefined) return protectedNow ? 'right' : 'missing';
  return protectedNow && !inUse ? 'over' : 'right';
};

/** PV-14: a claim is in use while a pod that was given a node exists and names it, finished or not. */
export const classifyClaim = (claim: PersistentVolumeClaimRecord, users: number): Protection =>
  protection(claim, claimFinalizer, users > 0);

/** PV-15: a volume is in use while it is Bound. */
export const classifyVolume = (volume: PersistentVolumeRecord): Protection =>
  protection(volume, volumeFinalizer, volume.status.phase === 'Bound');
