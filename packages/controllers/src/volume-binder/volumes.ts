import type { PersistentVolumeRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { unbindVolume } from './bind.ts';
import { claimOf, classifyVolume, isReleased } from './classify.ts';
import type { Memory } from './memory.ts';
import { provisionedByPlugin, reclaim } from './reclaim.ts';
import { reported } from './reported.ts';

type Volume = PersistentVolumeRecord;

export const volumePhase = (volume: Volume, wanted: Volume['status']['phase'], message = ''): readonly Step[] => {
  const { status, uid, version } = volume;
  if (status.phase === wanted) return [];
  return [{ command: { type: 'SetVolumePhase', uid, version, phase: wanted, message }, onRejection: 'stop' }];
};

/** What a volume needs now. Source: syncVolume. */
export const syncVolume = (memory: Memory, volume: Volume, planning: Planning): Plan => {
  const claim = claimOf(volume, planning.view);
  const verdict = classifyVolume(volume, claim);
  switch (verdict) {
    case 'available':
      return { steps: volumePhase(volume, 'Available') };
    case 'abandoned':
      return isReleased(volume) ? reclaim(memory, volume, planning) : { steps: [lookForClaim(volume)] };
    case 'waiting':
      // The claim's own sync finishes the binding; it was queued when this volume was observed.
      return claim === undefined || claim.volumeMode === volume.volumeMode
        ? nothing
        : {
            steps: [
              reported(volume, 'volumeOfOtherMode', [claim.meta.name]),
              reported(claim, 'claimOfOtherMode', [volume.meta.name]),
            ],
          };
    case 'bound':
      return { steps: volumePhase(volume, 'Bound') };
    case 'jilted':
      if (!isDisposable(volume)) return { steps: unbindVolume(volume) };
      return isReleased(volume) ? reclaim(memory, volume, planning) : { steps: release(volume) };
    default:
      return verdict satisfies never;
  }
};

/** Made for one claim, and of no use to another. */
const isDisposable = (volume: Volume): boolean =>
  provisionedByPlugin(volume) !== undefined && volume.reclaimPolicy === 'Delete';

/** PV-13: caches may be late: before a volume is given up its claim is looked for live. */
const lookForClaim = ({ claim }: Volume): Step => ({
  command: {
    type: 'Read',
    kind: 'PersistentVolumeClaim',
    namespace: claim?.namespace ?? '',
    name: claim?.name ?? '',
  },
  onRejection: 'stop',
});

/** PV-13: the claim is gone: the volume is released. What its policy says is done when that has been written. */
export const release = (volume: Volume): readonly Step[] => volumePhase(volume, 'Released');
