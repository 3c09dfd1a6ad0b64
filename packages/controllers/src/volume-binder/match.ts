import {
  keyOf,
  selects,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type View,
} from '@orrery/core/cluster';
import { fits, isFor } from './classify.ts';
import { compareModes } from './free-volumes.ts';
import type { Memory } from './memory.ts';

/**
 * PV-5: the best volume for a claim. Volumes stand in groups by their access modes; of the groups with all modes wanted the one with
 * the fewest decides: in it a volume pre-bound to the claim, else, of its class and matching its selector, the smallest.
 * With delayed binding only a pre-bound one. Source: persistentVolumeOrderedIndex.findByClaim, volume.FindMatchingVolume.
 */
export const bestMatch = (
  memory: Memory,
  claim: PersistentVolumeClaimRecord,
  delayed: boolean,
  view: View,
): PersistentVolumeRecord | undefined => {
  const kept = preBound(memory, claim, view);
  if (delayed) return kept;
  const free = smallestFree(memory, claim, view);
  if (kept === undefined || free === undefined) return kept ?? free;
  return compareModes(kept.accessModes, free.accessModes) <= 0 ? kept : free;
};

const preBound = (
  memory: Memory,
  claim: PersistentVolumeClaimRecord,
  { tables }: View,
): PersistentVolumeRecord | undefined => {
  let best: PersistentVolumeRecord | undefined;
  for (const uid of memory.claimed.of(keyOf(claim.meta.namespace, claim.meta.name))) {
    const volume = tables.PersistentVolume.get(uid);
    if (volume === undefined || !isFor(volume, claim) || !fits(volume, claim)) continue;
    if (best === undefined || compareModes(volume.accessModes, best.accessModes) < 0) best = volume;
  }
  return best;
};

const smallestFree = (
  memory: Memory,
  claim: PersistentVolumeClaimRecord,
  { tables }: View,
): PersistentVolumeRecord | undefined => {
  for (const uid of memory.free.candidates(claim.className ?? '', claim.accessModes, claim.requestBytes)) {
    const volume = tables.PersistentVolume.get(uid);
    if (volume === undefined || !fits(volume, claim)) continue;
    if (claim.selector === undefined || selects(claim.selector, volume.meta.labels)) return volume;
  }
  return undefined;
};
