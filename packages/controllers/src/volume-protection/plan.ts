import { keyOf, type PersistentVolumeClaimRecord, type PersistentVolumeRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning } from '@orrery/core/control';
import { claimFinalizer, classifyClaim, classifyVolume, volumeFinalizer, type Protection } from './classify.ts';
import type { Memory } from './memory.ts';

const write = (
  { kind, uid, meta, version }: PersistentVolumeClaimRecord | PersistentVolumeRecord,
  finalizer: string,
  protection: Protection,
): Plan => {
  if (protection === 'right') return nothing;
  const others = meta.finalizers.filter((one) => one !== finalizer);
  const finalizers = protection === 'missing' ? [...others, finalizer] : others;
  return { steps: [{ command: { type: 'SetFinalizers', kind, uid, version, finalizers }, onRejection: 'stop' }] };
};

/** What a claim's protection needs now. Source: pkg/controller/volume/pvcprotection. */
export const planClaim = (memory: Memory, key: number, { view }: Planning): Plan => {
  const claim = view.tables.PersistentVolumeClaim.get(key);
  if (claim === undefined) return nothing;
  const users = memory.users.get(keyOf(claim.meta.namespace, claim.meta.name))?.size ?? 0;
  return write(claim, claimFinalizer, classifyClaim(claim, users));
};

/** What a volume's protection needs now. Source: pkg/controller/volume/pvprotection. */
export const planVolume = (key: number, { view }: Planning): Plan => {
  const volume = view.tables.PersistentVolume.get(key);
  return volume === undefined ? nothing : write(volume, volumeFinalizer, classifyVolume(volume));
};
