import { isJsonObject } from '@orrery/core/engine';
import {
  draftOf,
  keyOf,
  parseUuid,
  selectedNode,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type StorageClassRecord,
} from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { bindStep, unbindVolume } from './bind.ts';
import { bestMatch, isCompleted, isFor, mismatch, uuidOfClaim } from './match.ts';
import { isClaimKey, uidOfKey, type Memory } from './memory.ts';
import { reported } from './reported.ts';

const steps = (...list: readonly (Step | undefined)[]): Plan => ({ steps: list.filter((step) => step !== undefined) });

/** What a claim or a volume needs now. Source: syncClaim, syncVolume. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  const { PersistentVolumeClaim, PersistentVolume } = planning.view.tables;
  if (isClaimKey(key)) {
    const claim = PersistentVolumeClaim.get(uidOfKey(key));
    if (claim === undefined) return nothing;
    return isCompleted(claim) ? syncBoundClaim(claim, planning) : syncUnboundClaim(memory, claim, planning);
  }
  const volume = PersistentVolume.get(uidOfKey(key));
  return volume === undefined ? nothing : syncVolume(volume, planning);
};

const phase = (claim: PersistentVolumeClaimRecord, wanted: 'Pending' | 'Lost'): Step | undefined => {
  const { status, uid, version } = claim;
  if (status.phase === wanted && status.capacity === '') return undefined;
  return {
    command: { type: 'SetClaimStatus', uid, version, phase: wanted, capacity: '', accessModes: [] },
    onRejection: 'stop',
  };
};

const classOf = (claim: PersistentVolumeClaimRecord, { view }: Planning): StorageClassRecord | undefined =>
  view.tables.StorageClass.find('', claim.className ?? '');

// --- claims that were never bound -----------------------------------------------------------------------------------

const syncUnboundClaim = (memory: Memory, claim: PersistentVolumeClaimRecord, planning: Planning): Plan => {
  if (claim.volumeName !== '') return syncNamedClaim(claim, planning);
  const storageClass = classOf(claim, planning);
  const delayed = storageClass?.delaysBinding ?? false;
  const volume = bestMatch(memory, claim, delayed, planning.view);
  if (volume !== undefined) return steps(bindStep(volume, claim));
  const assigned = assignDefaultClass(memory, claim, planning);
  if (assigned !== undefined) return steps(assigned);
  const chosen = claim.meta.annotations[selectedNode] !== undefined;
  if (delayed && !chosen) return steps(waitForConsumer(memory, claim, planning), phase(claim, 'Pending'));
  if ((claim.className ?? '') === '') return steps(reported(claim, 'nothingAvailable'), phase(claim, 'Pending'));
  return steps(provisioning(claim, storageClass));
};

/** PV-9: a claim without a class gets the default one as soon as there is one; of several the newest. */
const assignDefaultClass = (
  memory: Memory,
  claim: PersistentVolumeClaimRecord,
  planning: Planning,
): Step | undefined => {
  if (claim.className !== undefined) return undefined;
  const [newest] = [...memory.defaults]
    .flatMap((uid) => planning.view.tables.StorageClass.get(uid) ?? [])
    .sort((a, b) => b.meta.createdAt - a.meta.createdAt || (a.meta.name < b.meta.name ? -1 : 1));
  if (newest === undefined) return undefined;
  const draft = draftOf(claim);
  const spec = isJsonObject(draft['spec']) ? draft['spec'] : {};
  const body = planning.body({ ...draft, spec: { ...spec, storageClassName: newest.meta.name } });
  const { uid, version } = claim;
  return { command: { type: 'Update', kind: 'PersistentVolumeClaim', uid, version, body }, onRejection: 'stop' };
};

const waitForConsumer = (memory: Memory, claim: PersistentVolumeClaimRecord, { view }: Planning): Step => {
  const waiting = [...(memory.waiting.get(keyOf(claim.meta.namespace, claim.meta.name)) ?? [])];
  const names = waiting.flatMap((uid) => view.tables.Pod.get(uid)?.meta.name ?? []).sort();
  if (names.length === 0) return reported(claim, 'waitForConsumer');
  return names.length === 1 ? reported(claim, 'waitForPod', names) : reported(claim, 'waitForPods', [names.join(',')]);
};

/** PV-10: nothing fits and a class is set: somebody has to make a volume. */
const provisioning = (
  claim: PersistentVolumeClaimRecord,
  storageClass: StorageClassRecord | undefined,
): Step | undefined => {
  if (storageClass === undefined) return reported(claim, 'classMissing', [claim.className ?? '']);
  if (storageClass.provisioner === 'kubernetes.io/no-provisioner') return undefined;
  return reported(claim, 'provisionedOutside', [storageClass.provisioner]);
};

/** PV-6: the user named a volume. */
const syncNamedClaim = (claim: PersistentVolumeClaimRecord, { view }: Planning): Plan => {
  const volume = view.tables.PersistentVolume.find('', claim.volumeName);
  if (volume === undefined) return steps(phase(claim, 'Pending'));
  if (volume.claim === undefined) {
    const wrong = mismatch(volume, claim);
    if (wrong === undefined) return steps(bindStep(volume, claim));
    return steps(reported(claim, 'mismatch', [volume.meta.name, wrong]), phase(claim, 'Pending'));
  }
  if (isFor(volume, claim)) return steps(bindStep(volume, claim));
  return steps(reported(claim, 'boundElsewhere', [volume.meta.name]), phase(claim, 'Pending'));
};

// --- claims that were bound -----------------------------------------------------------------------------------------

/** PV-11: a bound claim keeps its volume; without it, or bound to one that holds another claim, it is lost. */
const syncBoundClaim = (claim: PersistentVolumeClaimRecord, { view }: Planning): Plan => {
  const lost = (report: 'lostReference' | 'lostVolume' | 'misbound'): Plan =>
    claim.status.phase === 'Lost' ? nothing : steps(reported(claim, report), phase(claim, 'Lost'));
  if (claim.volumeName === '') return lost('lostReference');
  const volume = view.tables.PersistentVolume.find('', claim.volumeName);
  if (volume === undefined) return lost('lostVolume');
  if (volume.claim === undefined || volume.claim.uid === uuidOfClaim(claim)) return steps(bindStep(volume, claim));
  return lost('misbound');
};

// --- volumes --------------------------------------------------------------------------------------------------------

const volumePhase = (
  volume: PersistentVolumeRecord,
  wanted: PersistentVolumeRecord['status']['phase'],
  message = '',
): Step | undefined => {
  const { status, uid, version } = volume;
  if (status.phase === wanted && status.message === message) return undefined;
  return { command: { type: 'SetVolumePhase', uid, version, phase: wanted, message }, onRejection: 'stop' };
};

const syncVolume = (volume: PersistentVolumeRecord, planning: Planning): Plan => {
  const { claim: reference } = volume;
  if (reference === undefined || reference.uid === '') return steps(volumePhase(volume, 'Available'));
  const found = planning.view.tables.PersistentVolumeClaim.find(reference.namespace, reference.name);
  const claim = found !== undefined && found.uid === parseUuid(reference.uid)?.uid ? found : undefined;
  if (claim === undefined) return release(volume);
  if (claim.volumeName === '') return steps(bindStep(volume, claim)); // goes on with the claim's half
  if (claim.volumeName === volume.meta.name) return steps(volumePhase(volume, 'Bound'));
  return { steps: unbindVolume(volume) }; // the claim went elsewhere
};

/** PV-13: the claim is gone: the volume is released, and then what its policy says is done with it. Source: reclaimVolume. */
const release = (volume: PersistentVolumeRecord): Plan => {
  const { phase: now } = volume.status;
  if (now !== 'Released' && now !== 'Failed') return steps(volumePhase(volume, 'Released'));
  if (volume.reclaimPolicy !== 'Delete' || now === 'Failed') return nothing;
  const message = `error getting deleter volume plugin for volume "${volume.meta.name}": no deletable volume plugin matched`;
  return steps(volumePhase(volume, 'Failed', message), reported(volume, 'notDeleted', [message]));
};
