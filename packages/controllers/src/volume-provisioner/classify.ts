import {
  betaStorageProvisioner,
  provisionedBy,
  selectedNode,
  storageProvisioner,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type StorageClassRecord,
} from '@orrery/core/cluster';

/** Keeps a volume until its disk is gone. */
export const deletionFinalizer = 'external-provisioner.volume.kubernetes.io/finalizer';

/** The provisioner that a claim asks for a volume; undefined: none, or it has one. */
export const askedOf = ({ meta, volumeName }: PersistentVolumeClaimRecord): string | undefined =>
  volumeName === '' ? (meta.annotations[storageProvisioner] ?? meta.annotations[betaStorageProvisioner]) : undefined;

/** VP-2: a claim that waits for its pod's node has to have been given one. Source: shouldProvision. */
export const isReady = ({ meta }: PersistentVolumeClaimRecord, { delaysBinding }: StorageClassRecord): boolean =>
  !delaysBinding || (meta.annotations[selectedNode] ?? '') !== '';

/** The driver that answers for a volume: the one that made it, else the one that serves it. Source: isProvisionerForVolume. */
export const driverOf = ({ meta, csi }: PersistentVolumeRecord): string | undefined =>
  meta.annotations[provisionedBy] ?? csi?.driver;

/** VP-5: what the finalizer of a volume needs: put on while the volume is bound, taken off when it is to be kept. Source: handleProtectionFinalizer. */
export const finalizersOf = ({ meta, status, reclaimPolicy }: PersistentVolumeRecord): readonly string[] => {
  const there = meta.finalizers.includes(deletionFinalizer);
  if (reclaimPolicy !== 'Delete') return there ? withoutOurs(meta.finalizers) : meta.finalizers;
  const wanted = !there && meta.deletion === undefined && status.phase === 'Bound';
  return wanted ? [...meta.finalizers, deletionFinalizer] : meta.finalizers;
};

export const withoutOurs = (finalizers: readonly string[]): readonly string[] =>
  finalizers.filter((one) => one !== deletionFinalizer);

/** VP-6: is the volume's disk to be deleted? One in deletion without our finalizer has lost it already. Source: shouldDelete. */
export const isToDelete = ({ meta, status, reclaimPolicy }: PersistentVolumeRecord): boolean => {
  if (meta.deletion !== undefined && !meta.finalizers.includes(deletionFinalizer)) return false;
  return status.phase === 'Released' && reclaimPolicy === 'Delete';
};
