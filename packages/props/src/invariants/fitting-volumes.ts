import { selects, type PersistentVolumeClaimRecord, type PersistentVolumeRecord } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

const boundByController = 'pv.kubernetes.io/bound-by-controller';

/** In what a volume falls short of its claim. */
const misfit = (claim: PersistentVolumeClaimRecord, volume: PersistentVolumeRecord): string | undefined => {
  if (volume.capacityBytes < claim.requestBytes) return 'is too small';
  if (volume.volumeMode !== claim.volumeMode) return `is of mode ${volume.volumeMode}`;
  if (volume.className !== (claim.className ?? '')) return `is of class '${volume.className}'`;
  if (claim.accessModes.some((mode) => !volume.accessModes.includes(mode))) return 'lacks an access mode';
  if (claim.selector !== undefined && !selects(claim.selector, volume.meta.labels))
    return 'does not match the selector';
  return undefined;
};

export const fittingVolumes: Invariant = {
  name: 'fitting-volumes',
  layer: 'API',
  states: 'The volume that the system chooses for a claim has its class, mode, access modes, size and labels.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, state }) => {
        if (change?.kind !== 'PersistentVolumeClaim' || change.after === undefined) return undefined;
        const { before, after } = change;
        if (after.volumeName === '' || (before?.volumeName ?? '') === after.volumeName) return undefined;
        if (after.meta.annotations[boundByController] === undefined) return undefined;
        const volume = state.tables.PersistentVolume.find('', after.volumeName);
        if (volume === undefined) return undefined; // exclusive-volumes speaks of that
        reached++;
        const wrong = misfit(after, volume);
        return wrong === undefined ? undefined : `${after.meta.name} got ${volume.meta.name}, which ${wrong}`;
      },
    };
  },
};
