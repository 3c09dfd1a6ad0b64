import {
  isTerminating,
  keyOf,
  selectedNode,
  textAt,
  uuidOf,
  type NodeRecord,
  type PodRecord,
  type Uid,
} from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { isBound } from './claim.ts';
import type { Plugin } from './classify.ts';
import { failureText, type Failure } from './failure.ts';
import { assume, takeNext, type Reservation } from './machine.ts';
import { flush, isWaiting, type Memory } from './memory.ts';
import { failed, skipped } from './reported.ts';
import { choose, search } from './search.ts';
import { claimsOf, reaches, volumesOn, type Assignment } from './volumes.ts';

/** What an attempt decided, for what comes after its writes. */
export interface Draft {
  readonly pod: Uid;
  readonly node: string;
  /** The pod is bound only when its claims are. */
  readonly waits: boolean;
}

/** How long a pod may wait for its volumes. Source: bindTimeoutSeconds. */
const bindTimeoutUs = 600_000_000;

/** One attempt: the first pod of the queue gets its node, its volumes on the way to it, or the reason why it gets none. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan<Draft> => {
  const { machine } = memory;
  const { view, now } = planning;
  const reservation = machine.reserved.get(key);
  const reservedPod = view.tables.Pod.get(key);
  if (reservation !== undefined && isWaiting(reservedPod)) return goOn(reservation, reservedPod, planning);
  flush(memory, now, view);
  const pod = view.tables.Pod.get(takeNext(machine, now, (uid) => view.tables.Pod.get(uid)) ?? 0);
  if (pod?.node === '' && isTerminating(pod)) return { steps: [skipped(pod)] };
  if (!isWaiting(pod)) return nothing;
  machine.attempts.set(pod.uid, (machine.attempts.get(pod.uid) ?? 0) + 1);
  return attempt(memory, pod, planning);
};

const attempt = (memory: Memory, pod: PodRecord, planning: Planning): Plan<Draft> => {
  const claims = claimsOf(pod, planning.view);
  const nodes = memory.nodes.length;
  if ('message' in claims)
    return refused(memory, pod, { nodes, before: claims.message, refusals: [], cutAway: 0 }, undefined, planning);
  const found = search(memory, pod, claims, planning);
  const { feasible, failure, pins } = found;
  if (feasible.length === 0) return refused(memory, pod, failure, pins, planning);
  const { node } = choose(memory, pod, found, planning);
  assume(memory.machine, pod, node.meta.name);
  const volumes = volumesOn(memory, claims, node, planning.view);
  if ('reasons' in volumes || volumes.assignments.length === 0) return bind(pod, node.meta.name);
  return reserve(memory, pod, node, volumes.assignments, planning);
};

const bind = (pod: PodRecord, node: string): Plan<Draft> => ({
  steps: [{ command: { type: 'BindPod', uid: pod.uid, node }, onRejection: 'stop' }],
  draft: { pod: pod.uid, node, waits: false },
});

// --- volumes --------------------------------------------------------------------------------------------------------

/** SC-22: volumes are promised in the cache first, then written: claimRef on those that exist, the node on claims to be served. */
const reserve = (
  { machine }: Memory,
  pod: PodRecord,
  node: NodeRecord,
  assignments: readonly Assignment[],
  { now }: Planning,
): Plan<Draft> => {
  const volumes = assignments.flatMap(({ volume }) => volume?.uid ?? []);
  const toProvision = assignments.filter(({ volume }) => volume === undefined);
  const provisioned = new Map(toProvision.map(({ claim }) => [claim.meta.name, claim.version] as const));
  for (const volume of volumes) machine.promised.add(volume);
  machine.reserved.set(pod.uid, { node: node.meta.name, since: now, volumes, provisioned });
  return {
    steps: assignments.flatMap((assignment) => promise(assignment, node.meta.name) ?? []),
    draft: { pod: pod.uid, node: node.meta.name, waits: true },
  };
};

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
  const draft: Draft = { pod: pod.uid, node: reservation.node, waits: true };
  const progress = bindingOf(reservation, pod, planning);
  if (progress === 'bound') return bind(pod, reservation.node);
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

// --- pods that stay -------------------------------------------------------------------------------------------------

/** SC-8: the pod stays, with the reason in its status and in an event, until something may help it. */
const refused = (
  memory: Memory,
  pod: PodRecord,
  failure: Failure,
  pins: readonly string[] | undefined,
  planning: Planning,
): Plan<Draft> => {
  const meek = textAt(pod.body.json, 'spec', 'preemptionPolicy') === 'Never';
  memory.machine.givenUp.put(pod.uid, { since: planning.now, plugins: refusing(failure), pins });
  memory.machine.errors.delete(pod.uid);
  return { steps: failed(pod, 'Unschedulable', failureText({ ...failure, meek }), planning) };
};

/** Who refused a pod, and so what it waits for. Without any node every new one helps. */
const refusing = ({ nodes, before, refusals, cutAway }: Failure): ReadonlySet<Plugin> => {
  if (before !== undefined) return new Set(['VolumeBinding']);
  if (nodes === 0) return new Set(['NodeName']);
  const plugins = new Set(refusals.map(({ plugin }) => plugin));
  return cutAway > 0 ? plugins.add('NodeAffinity') : plugins;
};
