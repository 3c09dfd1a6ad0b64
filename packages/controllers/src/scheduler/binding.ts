import type { Body } from '@orrery/core/engine';
import { keyOf, selectedNode, uuidOf, type NodeRecord, type PodRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import type { Assignment } from './assignment.ts';
import { isBound } from './claim.ts';
import { assume, type Machine, type Reservation } from './machine.ts';
import type { Draft } from './draft.ts';
import { reaches } from './volumes.ts';

/** How long a pod may wait for its volumes. Source: bindTimeoutSeconds. */
const bindTimeoutUs = 600_000_000;

/** SC-13, SC-22: the pod counts as being on the node, its volumes as given away, before anything is written of either. */
export const reserve = (
  machine: Machine,
  pod: PodRecord,
  to: NodeRecord,
  assignments: readonly Assignment[],
  decision: Body,
  { now }: Planning,
): void => {
  const node = to.meta.name;
  assume(machine, pod, node);
  machine.tallies.put(pod, to);
  const volumes = assignments.flatMap(({ volume }) => volume?.uid ?? []);
  const toProvision = assignments.filter(({ volume }) => volume === undefined);
  const provisioned = new Map(toProvision.map(({ claim }) => [claim.meta.name, claim.version] as const));
  for (const volume of volumes) machine.promised.add(volume);
  machine.reserved.set(pod.uid, { node, since: now, assignments, decision, stage: 'new', volumes, provisioned });
};

/** SC-14: one step of a pod's binding cycle. It has a key of its own, so that the next scheduling cycle does not wait for it. */
export const bindingCycle = (reservation: Reservation, pod: PodRecord, planning: Planning): Plan<Draft> => {
  const { node, stage, assignments } = reservation;
  if (stage === 'bound') return nothing; // the cache is yet to show it
  if (stage === 'waiting') return goOn(reservation, pod, planning);
  if (assignments.length === 0) return bind(pod, reservation);
  reservation.stage = 'waiting';
  return {
    steps: assignments.flatMap((one) => promise(one, node) ?? []),
    draft: { pod: pod.uid, node, preempts: false },
  };
};

const bind = (pod: PodRecord, { node, decision }: Reservation): Plan<Draft> => ({
  steps: [{ command: { type: 'BindPod', uid: pod.uid, node, decision }, onRejection: 'stop' }],
  draft: { pod: pod.uid, node, preempts: false },
});

/** The write that gives a volume to a claim, or a claim to its provisioner; undefined when it has been made already. */
const promise = ({ claim, volume }: Assignment, node: string): Step | undefined => {
  if (volume === undefined) {
    if (claim.meta.annotations[selectedNode] === node) return undefined;
    return { command: { type: 'SelectClaimNode', uid: claim.uid, version: claim.version, node }, onRejection: 'stop' };
  }
  const uid = uuidOf('PersistentVolumeClaim', claim.uid);
  if (volume.claim?.uid === uid) return undefined;
  const { namespace, name } = claim.meta;
  return {
    command: {
      type: 'ClaimVolume',
      uid: volume.uid,
      version: volume.version,
      claim: { namespace, name, uid },
      byController: volume.claim === undefined,
    },
    onRejection: 'stop',
  };
};

const bindingVolumes = 'running PreBind plugin "VolumeBinding": binding volumes:';

/** SC-22: a pod whose node was chosen is bound when all its claims are; if one fails or it takes too long it is tried anew. */
const goOn = (reservation: Reservation, pod: PodRecord, planning: Planning): Plan<Draft> => {
  const draft: Draft = { pod: pod.uid, node: reservation.node, preempts: false };
  const progress = bindingOf(reservation, pod, planning);
  if (progress === 'bound') return bind(pod, reservation);
  if (progress !== 'waiting') return { steps: [], draft, error: `${bindingVolumes} ${progress.error}` };
  if (planning.now - reservation.since < bindTimeoutUs) return { steps: [], draft };
  return { steps: [], draft, error: `${bindingVolumes} context deadline exceeded` };
};

/** How the claims of a pod that has its node are getting on. Source: checkBindings. */
const bindingOf = (
  { node: name, provisioned }: Reservation,
  pod: PodRecord,
  { view }: Planning,
): 'bound' | 'waiting' | { readonly error: string } => {
  const { Node, PersistentVolume, PersistentVolumeClaim } = view.tables;
  const node = Node.find('', name);
  if (node === undefined) return { error: `failed to get node "${name}" from cache: node "${name}" not found` };
  let all = true;
  for (const claimName of pod.claims) {
    const claim = PersistentVolumeClaim.find(pod.meta.namespace, claimName);
    if (claim === undefined) {
      const key = keyOf(pod.meta.namespace, claimName);
      return { error: `failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "${key}"` };
    }
    // A cache that does not show our own write yet says nothing of its undoing.
    const isTold = claim.version > (provisioned.get(claimName) ?? Infinity);
    if (isTold && !isBound(claim) && claim.meta.annotations[selectedNode] !== name)
      return { error: `provisioning failed for PVC "${claimName}"` };
    if (!isBound(claim)) all = false;
    const volume = claim.volumeName === '' ? undefined : PersistentVolume.find('', claim.volumeName);
    if (volume !== undefined && !reaches(volume, node))
      return {
        error: `pv "${claim.volumeName}" node affinity doesn't match node "${name}": no matching NodeSelectorTerms`,
      };
  }
  return all ? 'bound' : 'waiting';
};
