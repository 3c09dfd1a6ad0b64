import type { Json } from '@orrery/core/engine';
import {
  listAt,
  matchesNodeSelector,
  selectedNode,
  selects,
  textAt,
  uuidOf,
  type NodeRecord,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type PodRecord,
  type StorageClassRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import type { Assignment } from './assignment.ts';
import { isBound } from './claim.ts';
import type { Memory } from './memory.ts';

/** A pod's claims, sorted out before any node is looked at. */
export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaimRecord[];
  /** To be bound on the node that is chosen, the smallest request first. */
  readonly delayed: readonly PersistentVolumeClaimRecord[];
}

/** SC-20: what keeps a pod from every node because of its claims. Source: volumebinding PreFilter. */
export type ClaimProblem = { readonly message: string };

/** What is wrong with one of a pod's claims, whatever the others are like. */
const problemWith = (name: string, claim: PersistentVolumeClaimRecord | undefined): string | undefined => {
  if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
  if (claim.status.phase === 'Lost')
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.volumeName}"`;
  return claim.meta.deletion === undefined ? undefined : `persistentvolumeclaim "${name}" is being deleted`;
};

/** Sorts a pod's claims, or says what is wrong with one. */
export const claimsOf = (pod: PodRecord, view: View): PodClaims | ClaimProblem => {
  const claims: PersistentVolumeClaimRecord[] = [];
  for (const name of pod.claims) {
    const claim = view.tables.PersistentVolumeClaim.find(pod.meta.namespace, name);
    const message = problemWith(name, claim);
    if (message !== undefined) return { message };
    if (claim !== undefined) claims.push(claim);
  }
  const bound = claims.filter(isBound);
  const delayed = claims.filter((claim) => !isBound(claim) && claim.volumeName === '' && delays(claim, view));
  if (bound.length + delayed.length < claims.length)
    return { message: 'pod has unbound immediate PersistentVolumeClaims' };
  return { bound, delayed: delayed.sort((a, b) => a.requestBytes - b.requestBytes) };
};

const delays = ({ className }: PersistentVolumeClaimRecord, view: View): boolean =>
  view.tables.StorageClass.find('', className ?? '')?.delaysBinding ?? false;

const selectableOf = ({
  meta,
}: NodeRecord): { readonly name: string; readonly labels: NodeRecord['meta']['labels'] } => ({
  name: meta.name,
  labels: meta.labels,
});

/** Does a volume let its users onto a node? */
export const reaches = (volume: PersistentVolumeRecord, node: NodeRecord): boolean =>
  matchesNodeSelector(volume.nodeAffinity, selectableOf(node));

const noVolume = "node(s) didn't find available persistent volumes to bind";
const outOfReach = "node(s) didn't match PersistentVolume's node affinity";
const volumeGone = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

const problemWithBound = (
  bound: readonly PersistentVolumeClaimRecord[],
  node: NodeRecord,
  view: View,
): string | undefined => {
  for (const { volumeName } of bound) {
    const volume = view.tables.PersistentVolume.find('', volumeName);
    if (volume === undefined) return volumeGone;
    if (!reaches(volume, node)) return outOfReach;
  }
  return undefined;
};

/** SC-21: why the volumes do not let a pod onto a node, all reasons; or how its delayed claims would be served there. */
export const volumesOn = (
  memory: Memory,
  { bound, delayed }: PodClaims,
  node: NodeRecord,
  view: View,
): { readonly assignments: readonly Assignment[] } | { readonly reasons: readonly string[] } => {
  const problem = problemWithBound(bound, node, view);
  const assignments = assignmentsOn(memory, delayed, node, view);
  const reasons = [...(problem === undefined ? [] : [problem]), ...(assignments === undefined ? [noVolume] : [])];
  return assignments === undefined || problem !== undefined ? { reasons } : { assignments };
};

/** How the delayed claims of a pod would be served on a node; undefined: they cannot be. Source: FindPodVolumes. */
const assignmentsOn = (
  memory: Memory,
  delayed: readonly PersistentVolumeClaimRecord[],
  node: NodeRecord,
  view: View,
): readonly Assignment[] | undefined => {
  const assigned: Assignment[] = [];
  const taken = new Set<Uid>();
  for (const claim of delayed) {
    const chosen = claim.meta.annotations[selectedNode];
    if (chosen !== undefined && chosen !== node.meta.name) return undefined;
    const volume = chosen === undefined ? smallestOn(memory, claim, node, taken, view) : undefined;
    if (volume === undefined && !canProvision(claim, node, view)) return undefined;
    if (volume !== undefined) taken.add(volume.uid);
    assigned.push({ claim, volume });
  }
  return assigned;
};

/**
 * The smallest volume that fits a claim and can be reached from a node; one pre-bound to the claim at once, or then none if it is
 * out of reach. Source: volume.FindMatchingVolume with a node.
 */
const smallestOn = (
  memory: Memory,
  claim: PersistentVolumeClaimRecord,
  node: NodeRecord,
  taken: ReadonlySet<Uid>,
  view: View,
): PersistentVolumeRecord | undefined => {
  const kept = keptFor(claim, memory, view);
  if (kept !== undefined) return reaches(kept, node) ? kept : undefined;
  let best: PersistentVolumeRecord | undefined;
  for (const uid of memory.volumes.near(claim.className ?? '', node)) {
    const volume = view.tables.PersistentVolume.get(uid);
    if (volume === undefined || taken.has(uid) || memory.machine.promised.has(uid)) continue;
    if (volume.claim !== undefined || !serves(volume, claim) || !reaches(volume, node)) continue;
    if (best === undefined || isSmaller(volume, best)) best = volume;
  }
  return best;
};

/** Of equally large ones the older. */
const isSmaller = (a: PersistentVolumeRecord, b: PersistentVolumeRecord): boolean =>
  a.capacityBytes < b.capacityBytes || (a.capacityBytes === b.capacityBytes && a.uid < b.uid);

/** What every match must satisfy, pre-bound or not. */
const fits = (volume: PersistentVolumeRecord, claim: PersistentVolumeClaimRecord): boolean =>
  volume.meta.deletion === undefined &&
  volume.capacityBytes >= claim.requestBytes &&
  volume.volumeMode === claim.volumeMode;

const serves = (volume: PersistentVolumeRecord, claim: PersistentVolumeClaimRecord): boolean =>
  fits(volume, claim) &&
  volume.status.phase === 'Available' &&
  (claim.selector === undefined || selects(claim.selector, volume.meta.labels)) &&
  claim.accessModes.every((mode) => volume.accessModes.includes(mode));

/** A volume of the claim's class whose claimRef names it. */
const keptFor = (
  claim: PersistentVolumeClaimRecord,
  { volumes }: Memory,
  view: View,
): PersistentVolumeRecord | undefined => {
  for (const uid of volumes.keptFor(claim.meta.namespace, claim.meta.name)) {
    const volume = view.tables.PersistentVolume.get(uid);
    if (volume?.className !== (claim.className ?? '') || !fits(volume, claim)) continue;
    const wanted = volume.claim?.uid ?? '';
    if (wanted === '' || wanted === uuidOf('PersistentVolumeClaim', claim.uid)) return volume;
  }
  return undefined;
};

/** allowedTopologies: one term must match, all of its requirements. None allows every node. Source: MatchTopologySelectorTerms. */
const isAllowed = ({ body }: StorageClassRecord, { meta }: NodeRecord): boolean => {
  const terms = listAt(body.json, 'allowedTopologies');
  const holds = (requirement: Json): boolean => {
    const label = meta.labels[textAt(requirement, 'key') ?? ''];
    return label !== undefined && listAt(requirement, 'values').includes(label);
  };
  return terms.length === 0 || terms.some((term) => listAt(term, 'matchLabelExpressions').every(holds));
};

const canProvision = ({ className }: PersistentVolumeClaimRecord, node: NodeRecord, view: View): boolean => {
  const found = view.tables.StorageClass.find('', className ?? '');
  if (found === undefined || found.provisioner === '' || found.provisioner === 'kubernetes.io/no-provisioner')
    return false;
  return isAllowed(found, node);
};
