import {
  bindCompleted,
  parseUuid,
  uuidOf,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type View,
} from '@orrery/core/cluster';

export const uuidOfClaim = (claim: PersistentVolumeClaimRecord): string => uuidOf('PersistentVolumeClaim', claim.uid);

/** Does the volume's claimRef name this very claim, or, pre-bound by a user, a claim of its name? Source: IsVolumeBoundToClaim. */
export const isFor = ({ claim }: PersistentVolumeRecord, wanted: PersistentVolumeClaimRecord): boolean =>
  claim !== undefined &&
  claim.name === wanted.meta.name &&
  claim.namespace === wanted.meta.namespace &&
  (claim.uid === '' || claim.uid === uuidOfClaim(wanted));

/** Has the binding of this claim been finished once? */
export const isCompleted = ({ meta }: PersistentVolumeClaimRecord): boolean =>
  meta.annotations[bindCompleted] !== undefined;

/** Has the volume been given up? */
export const isReleased = ({ status }: PersistentVolumeRecord): boolean =>
  status.phase === 'Released' || status.phase === 'Failed';

/** Available, unclaimed and not on its way out: may be given to a claim. */
export const isFree = (volume: PersistentVolumeRecord): boolean =>
  volume.claim === undefined && volume.status.phase === 'Available' && volume.meta.deletion === undefined;

const hasModes = (volume: PersistentVolumeRecord, { accessModes }: PersistentVolumeClaimRecord): boolean =>
  accessModes.every((mode) => volume.accessModes.includes(mode));

/** PV-5: what every match must satisfy, pre-bound or not. */
export const fits = (volume: PersistentVolumeRecord, claim: PersistentVolumeClaimRecord): boolean =>
  volume.capacityBytes >= claim.requestBytes &&
  volume.volumeMode === claim.volumeMode &&
  volume.attributesClass === claim.attributesClass &&
  volume.meta.deletion === undefined &&
  hasModes(volume, claim);

/** PV-6: why a claim cannot be bound to the volume that its user named; undefined: it can. Source: checkVolumeSatisfyClaim. */
export const mismatch = (volume: PersistentVolumeRecord, claim: PersistentVolumeClaimRecord): string | undefined => {
  if (volume.meta.deletion !== undefined) return `the volume is marked for deletion "${volume.meta.name}"`;
  if (volume.capacityBytes < claim.requestBytes) return 'requested PV is too small';
  if (volume.className !== (claim.className ?? '')) return 'storageClassName does not match';
  if (volume.attributesClass !== claim.attributesClass) return 'volumeAttributesClassName does not match';
  if (volume.volumeMode !== claim.volumeMode) return 'incompatible volumeMode';
  return hasModes(volume, claim) ? undefined : 'incompatible accessMode';
};

/** What a claim's own fields say: decides which of the two syncs it gets. */
export type ClaimVerdict = 'searching' | 'named' | 'completed';

export const classifyClaim = (claim: PersistentVolumeClaimRecord): ClaimVerdict => {
  if (isCompleted(claim)) return 'completed';
  return claim.volumeName === '' ? 'searching' : 'named';
};

/**
 * What a volume means, given the claim that its claimRef names, if that very claim exists: `available`, nobody has it or it is kept
 * for a claim that has not come; `abandoned`, its claim is gone; `waiting`, its claim does not name it yet; `bound`;
 * `jilted`, its claim has another volume. Source: syncVolume.
 */
export type VolumeVerdict = 'available' | 'abandoned' | 'waiting' | 'bound' | 'jilted';

export const classifyVolume = (
  volume: PersistentVolumeRecord,
  claim: PersistentVolumeClaimRecord | undefined,
): VolumeVerdict => {
  if (volume.claim === undefined || volume.claim.uid === '') return 'available';
  if (claim === undefined || volume.claim.uid !== uuidOfClaim(claim)) return 'abandoned';
  if (claim.volumeName === '') return 'waiting';
  return claim.volumeName === volume.meta.name ? 'bound' : 'jilted';
};

/** The claim that a volume's claimRef means, as the caches know it; undefined also when its name has gone to another claim. */
export const claimOf = (
  { claim }: PersistentVolumeRecord,
  { tables }: View,
): PersistentVolumeClaimRecord | undefined => {
  if (claim === undefined) return undefined;
  const found = tables.PersistentVolumeClaim.find(claim.namespace, claim.name);
  return found !== undefined && found.uid === parseUuid(claim.uid)?.uid ? found : undefined;
};

/** Would a sync of the volume change nothing? */
export const isSettled = (volume: PersistentVolumeRecord, claim: PersistentVolumeClaimRecord | undefined): boolean => {
  const verdict = classifyVolume(volume, claim);
  const { phase } = volume.status;
  switch (verdict) {
    case 'available':
      return phase === 'Available';
    case 'bound':
      return phase === 'Bound';
    case 'abandoned':
      return phase === 'Released' && volume.reclaimPolicy === 'Retain';
    case 'waiting':
    case 'jilted':
      return false;
    default:
      return verdict satisfies never;
  }
};

/** Is the claim bound to a volume that is there and names nobody? */
export const isAdrift = (claim: PersistentVolumeClaimRecord, { tables }: View): boolean => {
  if (claim.volumeName === '') return false;
  const volume = tables.PersistentVolume.find('', claim.volumeName);
  return volume !== undefined && volume.claim === undefined;
};
