import type { CsiSource, PersistentVolumeRecord } from './persistent-volume.ts';
import type { PodRecord } from './pod.ts';
import type { View } from './state.ts';

/** A volume that has to be attached before a node can mount it. */
export type AttachedVolume = PersistentVolumeRecord & { readonly csi: CsiSource };

/** Volumes of a pod's bound claims that have to be attached, in the order of the claims. */
export const attachedVolumesOf = ({ meta, claims }: PodRecord, { tables }: View): readonly AttachedVolume[] =>
  claims.flatMap((name) => {
    const claim = tables.PersistentVolumeClaim.find(meta.namespace, name);
    if (claim?.status.phase !== 'Bound') return [];
    const volume = tables.PersistentVolume.find('', claim.volumeName);
    return isAttachedVolume(volume) ? [volume] : [];
  });

export const isAttachedVolume = (volume: PersistentVolumeRecord | undefined): volume is AttachedVolume =>
  volume?.csi !== undefined;
