import { isJsonObject, second, type JsonObject } from '@orrery/core/engine';
import {
  betaStorageProvisioner,
  boundByController,
  draftOf,
  isTerminal,
  keyOf,
  objectAt,
  selectedNode,
  storageProvisioner,
  type PersistentVolumeClaimRecord,
  type StorageClassRecord,
} from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { bindStep } from './bind.ts';
import { classifyClaim, isFor, mismatch, uuidOfClaim } from './classify.ts';
import { bestMatch } from './match.ts';
import type { Memory } from './memory.ts';
import { reported } from './reported.ts';

type Claim = PersistentVolumeClaimRecord;

const steps = (...list: readonly (Step | undefined)[]): Plan => ({ steps: list.filter((step) => step !== undefined) });

/** What a claim needs now. Source: syncClaim. */
export const syncClaim = (memory: Memory, claim: Claim, planning: Planning): Plan => {
  const verdict = classifyClaim(claim);
  switch (verdict) {
    case 'searching':
      return syncSearching(memory, claim, planning);
    case 'named':
      return syncNamed(claim, planning);
    case 'completed':
      return syncCompleted(claim, planning);
    default:
      return verdict satisfies never;
  }
};

const phase = (claim: Claim, wanted: 'Pending' | 'Lost'): Step | undefined => {
  const { status, uid, version } = claim;
  if (status.phase === wanted && status.capacity === '') return undefined;
  return {
    command: { type: 'SetClaimStatus', uid, version, phase: wanted, capacity: '', accessModes: [] },
    onRejection: 'stop',
  };
};

/** Writes a claim's metadata and spec, as changed. */
const update = (claim: Claim, change: (draft: JsonObject) => JsonObject, { body }: Planning): Step => {
  const { uid, version } = claim;
  const changed = body(change(draftOf(claim)));
  return {
    command: { type: 'Update', kind: 'PersistentVolumeClaim', uid, version, body: changed },
    onRejection: 'stop',
  };
};

// --- claims that look for a volume ----------------------------------------------------------------------------------

const syncSearching = (memory: Memory, claim: Claim, planning: Planning): Plan => {
  const storageClass = planning.view.tables.StorageClass.find('', claim.className ?? '');
  const delayed = storageClass?.delaysBinding ?? false;
  const volume = bestMatch(memory, claim, delayed, planning.view);
  if (volume !== undefined) return steps(bindStep(volume, claim));
  const assigned = assignDefaultClass(memory, claim, planning);
  if (assigned !== undefined) return steps(assigned);
  const chosen = claim.meta.annotations[selectedNode] !== undefined;
  if (delayed && !chosen) return steps(waitForConsumer(memory, claim, planning), phase(claim, 'Pending'));
  if ((claim.className ?? '') === '') return steps(reported(claim, 'nothingAvailable'), phase(claim, 'Pending'));
  return { steps: provisioning(claim, storageClass, planning) };
};

const createdInSecond = ({ meta }: StorageClassRecord): number => Math.floor(meta.createdAt / second);

/** PV-9: a claim without a class gets the default one as soon as there is one; of several the newest, then the first by name. */
const assignDefaultClass = (memory: Memory, claim: Claim, planning: Planning): Step | undefined => {
  if (claim.className !== undefined) return undefined;
  const [newest] = [...memory.defaults]
    .flatMap((uid) => planning.view.tables.StorageClass.get(uid) ?? [])
    .sort((a, b) => createdInSecond(b) - createdInSecond(a) || (a.meta.name < b.meta.name ? -1 : 1));
  if (newest === undefined) return undefined;
  const withClass = (draft: JsonObject): JsonObject => ({
    ...draft,
    spec: { ...objectAt(draft, 'spec'), storageClassName: newest.meta.name },
  });
  return update(claim, withClass, planning);
};

const waitForConsumer = (memory: Memory, claim: Claim, { view }: Planning): Step => {
  const users = memory.users.of(keyOf(claim.meta.namespace, claim.meta.name));
  const names = users
    .flatMap((uid) => view.tables.Pod.get(uid) ?? [])
    .filter((pod) => pod.node === '' && !isTerminal(pod))
    .map(({ meta }) => meta.name);
  if (names.length === 0) return reported(claim, 'waitForConsumer');
  return names.length === 1 ? reported(claim, 'waitForPod', names) : reported(claim, 'waitForPods', [names.join(',')]);
};

const provisionerAnnotations = [betaStorageProvisioner, storageProvisioner];

/** Provisioners whose names begin so would have to be plugins of the controller itself, and it has none left. */
const inTreePrefix = 'kubernetes.io/';

/** PV-10: nothing fits and a class is set: somebody has to make a volume. Its phase is left alone. Source: provisionClaim. */
const provisioning = (
  claim: Claim,
  storageClass: StorageClassRecord | undefined,
  planning: Planning,
): readonly Step[] => {
  if (storageClass === undefined) return [reported(claim, 'classMissing', [claim.className ?? ''])];
  const { provisioner } = storageClass;
  if (provisioner.startsWith(inTreePrefix)) return [reported(claim, 'noPlugin', [provisioner])];
  const waiting = reported(claim, 'provisionedOutside', [provisioner]);
  const { annotations } = claim.meta;
  if (provisionerAnnotations.every((key) => annotations[key] === provisioner)) return [waiting];
  const named = (draft: JsonObject): JsonObject => {
    const metadata = isJsonObject(draft['metadata']) ? draft['metadata'] : {};
    const added = Object.fromEntries(provisionerAnnotations.map((key) => [key, provisioner]));
    return { ...draft, metadata: { ...metadata, annotations: { ...annotations, ...added } } };
  };
  return [update(claim, named, planning), waiting];
};

// --- claims whose users named a volume ------------------------------------------------------------------------------

/** PV-6: the user named a volume. */
const syncNamed = (claim: Claim, { view }: Planning): Plan => {
  const volume = view.tables.PersistentVolume.find('', claim.volumeName);
  if (volume === undefined) return steps(phase(claim, 'Pending'));
  if (volume.claim === undefined) {
    const wrong = mismatch(volume, claim);
    if (wrong === undefined) return steps(bindStep(volume, claim));
    return steps(reported(claim, 'mismatch', [volume.meta.name, wrong]), phase(claim, 'Pending'));
  }
  if (isFor(volume, claim)) return steps(bindStep(volume, claim));
  if (claim.meta.annotations[boundByController] === undefined)
    return steps(reported(claim, 'boundElsewhere', [volume.meta.name]), phase(claim, 'Pending'));
  const [mine, holder] = [
    keyOf(claim.meta.namespace, claim.meta.name),
    keyOf(volume.claim.namespace, volume.claim.name),
  ];
  const error = `invalid binding of claim "${mine}" to volume "${claim.volumeName}": volume already claimed by "${holder}"`;
  return { steps: [], error };
};

// --- claims that were bound -----------------------------------------------------------------------------------------

/** PV-11: a bound claim keeps its volume; without it, or bound to one that holds another claim, it is lost. Source: syncBoundClaim. */
const syncCompleted = (claim: Claim, { view }: Planning): Plan => {
  const lost = (report: 'lostReference' | 'lostVolume' | 'misbound'): Plan =>
    claim.status.phase === 'Lost' ? nothing : steps(phase(claim, 'Lost'), reported(claim, report));
  if (claim.volumeName === '') return lost('lostReference');
  const volume = view.tables.PersistentVolume.find('', claim.volumeName);
  if (volume === undefined) return lost('lostVolume');
  if (volume.claim === undefined || volume.claim.uid === uuidOfClaim(claim)) return steps(bindStep(volume, claim));
  return lost('misbound');
};
