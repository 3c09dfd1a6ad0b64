import {
  matchesNodeSelector,
  selectedNode,
  selects,
  uuidOf,
  type NodeRecord,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type PodRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
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

/** Sorts a pod's claims, or says what is wrong with one. */
export const claimsOf = (pod: PodRecord, view: View): PodClaims | ClaimProblem => {
  const bound: PersistentVolumeClaimRecord[] = [];
  const delayed: PersistentVolumeClaimRecord[] = [];
  for (const name of pod.claims) {
    const claim = view.tables.PersistentVolumeClaim.find(pod.meta.namespace, name);
    if (claim === undefined) return { message: `persistentvolumeclaim "${name}" not found` };
    if (claim.status.phase === 'Lost')
      return {
        message: `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.volumeName}"`,
      };
    if (claim.meta.deletion !== undefined) return { message: `persistentvolumeclaim "${name}" is being deleted` };
    if (isBound(claim)) bound.push(claim);
    else if (claim.volumeName === '' && delays(claim, view)) delayed.push(claim);
    else return { message: 'pod has unbound immediate PersistentVolumeClaims' };
  }
  delayed.sort((a, b) => a.requestBytes - b.requestBytes);
  return { bound, delayed };
};

const delays = ({ className }: PersistentVolumeClaimRecord, view: View): boolean =>
  view.tables.StorageClass.find('', className ?? '')?.delaysBinding ?? false;

/** How a claim gets its volume on a node: one that exists, or (undefined) one that is to be made there. */
export interface Assignment {
  readonly claim: PersistentVolumeClaimRecord;
  readonly volume: PersistentVolumeRecord | undefined;
}

const selectableOf = ({
  meta,
}: NodeRecord): { readonly name: string; readonly labels: NodeRecord['meta']['labels'] } => ({
  name: meta.name,
  labels: meta.labels,
});

/** SC-21: why the volumes do not let a pod onto a node, or how its delayed claims would be served there. */
export const volumesOn = (
  memory: Memory,
  { bound, delayed }: PodClaims,
  node: NodeRecord,
  view: View,
): readonly Assignment[] | string => {
  const where = selectableOf(node);
  for (const { volumeName } of bound) {
    const volume = view.tables.PersistentVolume.find('', volumeName);
    if (volume === undefined) return 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
    if (!matchesNodeSelector(volume.nodeAffinity, where))
      return "node(s) didn't match PersistentVolume's node affinity";
  }
  const assigned: Assignment[] = [];
  const taken = new Set<Uid>();
  for (const claim of delayed) {
    const chosen = claim.meta.annotations[selectedNode];
    if (chosen !== undefined && chosen !== node.meta.name)
      return "node(s) didn't match PersistentVolume's node affinity";
    const volume = chosen === undefined ? smallestOn(memory, claim, node, taken, view) : undefined;
    if (volume === undefined && !canProvision(claim, view))
      return "node(s) didn't find available persistent volumes to bind";
    if (volume !== undefined) taken.add(volume.uid);
    assigned.push({ claim, volume });
  }
  return assigned;
};

/** The smallest volume that fits a claim and can be reached from a node. Source: volume.FindMatchingVolume with a node. */
const smallestOn = (
  memory: Memory,
  claim: PersistentVolumeClaimRecord,
  node: NodeRecord,
  taken: ReadonlySet<Uid>,
  view: View,
): PersistentVolumeRecord | undefined => {
  let best: PersistentVolumeRecord | undefined;
  for (const uid of memory.volumes.get(claim.className ?? '') ?? []) {
    const volume = view.tables.PersistentVolume.get(uid);
    if (volume === undefined || taken.has(uid) || memory.machine.assumed.has(uid)) continue;
    if (!serves(volume, claim) || !matchesNodeSelector(volume.nodeAffinity, selectableOf(node))) continue;
    if (volume.claim !== undefined) return volume; // pre-bound to this very claim
    if (best === undefined || volume.capacityBytes < best.capacityBytes) best = volume;
  }
  return best;
};

const serves = (volume: PersistentVolumeRecord, claim: PersistentVolumeClaimRecord): boolean => {
  if (volume.meta.deletion !== undefined || volume.capacityBytes < claim.requestBytes) return false;
  if (volume.volumeMode !== claim.volumeMode) return false;
  if (volume.claim !== undefined) {
    const { name, namespace, uid } = volume.claim;
    const same = name === claim.meta.name && namespace === claim.meta.namespace;
    return same && (uid === '' || uid === uuidOf('PersistentVolumeClaim', claim.uid));
  }
  return (
    volume.status.phase === 'Available' &&
    (claim.selector === undefined || selects(claim.selector, volume.meta.labels)) &&
    claim.accessModes.every((mode) => volume.accessModes.includes(mode))
  );
};

const canProvision = ({ className }: PersistentVolumeClaimRecord, view: View): boolean => {
  const provisioner = view.tables.StorageClass.find('', className ?? '')?.provisioner;
  return provisioner !== undefined && provisioner !== '' && provisioner !== 'kubernetes.io/no-provisioner';
};
