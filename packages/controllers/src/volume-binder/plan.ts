import { nothing, type Plan, type Planning } from '@orrery/core/control';
import { syncClaim } from './claims.ts';
import { isClaimKey, uidOfKey, type Memory } from './memory.ts';
import { syncVolume } from './volumes.ts';

/** What a claim or a volume needs now: its first write. The writes that follow one come from `react`. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  memory.tried.add(key);
  const { PersistentVolumeClaim, PersistentVolume } = planning.view.tables;
  if (isClaimKey(key)) {
    const claim = PersistentVolumeClaim.get(uidOfKey(key));
    return claim === undefined ? nothing : syncClaim(memory, claim, planning);
  }
  const volume = PersistentVolume.get(uidOfKey(key));
  return volume === undefined ? nothing : syncVolume(memory, volume, planning);
};
