import {
  bindCompleted,
  boundByController,
  textAt,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
} from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';
import { isFor, uuidOfClaim } from './classify.ts';

const stop = (command: Step['command']): Step => ({ command, onRejection: 'stop' });

type Binding = (volume: PersistentVolumeRecord, claim: PersistentVolumeClaimRecord) => Step | undefined;

/** First write: the volume names the claim. */
const claimVolume: Binding = (volume, claim) => {
  const uid = uuidOfClaim(claim);
  if (volume.claim?.uid === uid) return undefined;
  const { namespace, name } = claim.meta;
  const byController = !isFor(volume, claim) || volume.meta.annotations[boundByController] !== undefined;
  return stop({
    type: 'ClaimVolume',
    uid: volume.uid,
    version: volume.version,
    claim: { namespace, name, uid },
    byController,
  });
};

/** Second: the volume's phase. */
const markVolume: Binding = (volume) =>
  volume.status.phase === 'Bound'
    ? undefined
    : stop({ type: 'SetVolumePhase', uid: volume.uid, version: volume.version, phase: 'Bound' });

/** Third: the claim names the volume. */
const bindClaim: Binding = (volume, claim) => {
  const done = claim.volumeName === volume.meta.name && claim.meta.annotations[bindCompleted] !== undefined;
  if (done) return undefined;
  const byController = claim.volumeName === '' || claim.meta.annotations[boundByController] !== undefined;
  return stop({ type: 'BindClaim', uid: claim.uid, version: claim.version, volume: volume.meta.name, byController });
};

/** Fourth: the claim's status, with capacity and modes of the volume. */
const markClaim: Binding = (volume, claim) => {
  const capacity = textAt(volume.body.json, 'spec', 'capacity', 'storage') ?? '';
  const { accessModes } = volume;
  const { status } = claim;
  const same =
    status.phase === 'Bound' && status.capacity === capacity && status.accessModes.join() === accessModes.join();
  if (same) return undefined;
  return stop({
    type: 'SetClaimStatus',
    uid: claim.uid,
    version: claim.version,
    phase: 'Bound',
    capacity,
    accessModes,
  });
};

const stages = [
  ['ClaimVolume', claimVolume],
  ['SetVolumePhase', markVolume],
  ['BindClaim', bindClaim],
  ['SetClaimStatus', markClaim],
] as const;

/**
 * PV-7: binds a volume and a claim in four writes, each under its own lock; whatever has been written already is left alone,
 * so that a binding can be taken up again anywhere. `after` is the write that has just been done. Source: PersistentVolumeController.bind.
 */
export const bindStep = (
  volume: PersistentVolumeRecord,
  claim: PersistentVolumeClaimRecord,
  after?: Step['command']['type'],
): Step | undefined => {
  const from = stages.findIndex(([name]) => name === after) + 1;
  for (const [, stage] of stages.slice(from)) {
    const step = stage(volume, claim);
    if (step !== undefined) return step;
  }
  return undefined;
};

/** PV-8: undoes the controller's half of a binding; a user's pre-binding keeps its name. Source: unbindVolume. */
export const unbindVolume = (volume: PersistentVolumeRecord): readonly Step[] => {
  const byController = volume.meta.annotations[boundByController] !== undefined;
  const claim = byController || volume.claim === undefined ? undefined : { ...volume.claim, uid: '' };
  return [stop({ type: 'ClaimVolume', uid: volume.uid, version: volume.version, claim, byController: false })];
};
