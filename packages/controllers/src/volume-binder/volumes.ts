import { parseUuid, type PersistentVolumeClaimRecord, type PersistentVolumeRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { unbindVolume } from './bind.ts';
import { classifyVolume } from './classify.ts';
import { reported } from './reported.ts';

type Volume = PersistentVolumeRecord;

/** On a volume: the provisioner that made it. */
const provisionedBy = 'pv.kubernetes.io/provisioned-by';

const inTreePrefix = 'kubernetes.io/';

export const volumePhase = (volume: Volume, wanted: Volume['status']['phase'], message = ''): readonly Step[] => {
  const { status, uid, version } = volume;
  if (status.phase === wanted) return [];
  return [{ command: { type: 'SetVolumePhase', uid, version, phase: wanted, message }, onRejection: 'stop' }];
};

/** The claim that a volume's claimRef means, as the caches know it. */
const claimOf = ({ claim }: Volume, { view }: Planning): PersistentVolumeClaimRecord | undefined => {
  if (claim === undefined) return undefined;
  const found = view.tables.PersistentVolumeClaim.find(claim.namespace, claim.name);
  return found !== undefined && found.uid === parseUuid(claim.uid)?.uid ? found : undefined;
};

/** What a volume needs now. Source: syncVolume. */
export const syncVolume = (volume: Volume, planning: Planning): Plan => {
  const claim = claimOf(volume, planning);
  const verdict = classifyVolume(volume, claim);
  switch (verdict) {
    case 'available':
      return { steps: volumePhase(volume, 'Available') };
    case 'abandoned':
      return { steps: isReleased(volume) ? reclaim(volume) : [lookForClaim(volume)] };
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
      return { steps: isDisposable(volume) ? release(volume) : unbindVolume(volume) };
    default:
      return verdict satisfies never;
  }
};

const isReleased = ({ status }: Volume): boolean => status.phase === 'Released' || status.phase === 'Failed';

/** Made for one claim, and of no use to another. */
const isDisposable = ({ meta, reclaimPolicy }: Volume): boolean =>
  meta.annotations[provisionedBy] !== undefined && reclaimPolicy === 'Delete';

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

/** PV-13: the claim is gone: the volume is released, and then what its policy says is done with it. */
export const release = (volume: Volume): readonly Step[] =>
  isReleased(volume) ? reclaim(volume) : volumePhase(volume, 'Released');

/** PV-13: Retain leaves the volume to its administrator; the other policies need a plugin. Source: reclaimVolume. */
export const reclaim = (volume: Volume): readonly Step[] => {
  if (volume.status.phase === 'Failed') return [];
  switch (volume.reclaimPolicy) {
    case 'Retain':
      return [];
    case 'Delete': {
      const provisioner = volume.meta.annotations[provisionedBy];
      if (provisioner !== undefined && !provisioner.startsWith(inTreePrefix)) return []; // its provisioner deletes it
      const message = `error getting deleter volume plugin for volume "${volume.meta.name}": no deletable volume plugin matched`;
      return [...volumePhase(volume, 'Failed', message), reported(volume, 'notDeleted', [message])];
    }
    case 'Recycle': {
      const message = 'No recycler plugin found for the volume!';
      return [...volumePhase(volume, 'Failed', message), reported(volume, 'notRecycled')];
    }
    default:
      return [
        ...volumePhase(volume, 'Failed', 'Volume has unrecognized PersistentVolumeReclaimPolicy'),
        reported(volume, 'unknownPolicy'),
      ];
  }
};
