import { isJsonObject } from '@orrery/core/engine';
import { listAt, pinnedNodes, textAt, uuidOf, type NodeRecord, type PodRecord, type Uid } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { isBound } from './claim.ts';
import { affinityOf, classify, type Plugin, type Refusal } from './classify.ts';
import { failureText, type Failure } from './failure.ts';
import { flush, infoOf, isWaiting, release, type Memory } from './memory.ts';
import { failedScheduling } from './reported.ts';
import { scores, type Feasible } from './score.ts';
import { claimsOf, volumesOn, type Assignment, type PodClaims } from './volumes.ts';

/** What an attempt decided, for what comes after its writes. */
export interface Draft {
  readonly pod: Uid;
  readonly node: string;
  /** Volumes promised to the pod's claims. */
  readonly volumes: readonly Uid[];
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
  if (reservation !== undefined && isWaiting(reservedPod)) return goOn(memory, reservedPod, planning);
  flush(memory, now, view);
  const uid = machine.active.take() ?? machine.backOff.take();
  const pod = uid === undefined ? undefined : view.tables.Pod.get(uid);
  if (!isWaiting(pod)) return nothing;
  machine.attempts.set(pod.uid, (machine.attempts.get(pod.uid) ?? 0) + 1);
  return attempt(memory, pod, planning);
};

/** SC-22: a pod whose node was chosen is bound when all its claims are; if that takes too long it is tried anew. */
const goOn = (memory: Memory, pod: PodRecord, planning: Planning): Plan<Draft> => {
  const reservation = memory.machine.reserved.get(pod.uid);
  if (reservation === undefined) return nothing;
  const { PersistentVolumeClaim } = planning.view.tables;
  const bound = pod.claims.every((name) => {
    const claim = PersistentVolumeClaim.find(pod.meta.namespace, name);
    return claim !== undefined && isBound(claim);
  });
  if (bound) return bind(pod, reservation.node, reservation.volumes);
  if (planning.now - reservation.since < bindTimeoutUs) return nothing;
  release(memory.machine, pod.uid);
  return attempt(memory, pod, planning);
};

const attempt = (memory: Memory, pod: PodRecord, planning: Planning): Plan<Draft> => {
  const claims = claimsOf(pod, planning.view);
  const nodes = memory.nodes.length;
  if ('message' in claims)
    return refused(memory, pod, { nodes, before: claims.message, refusals: [], cutAway: 0 }, planning);
  const { feasible, failure } = search(memory, pod, claims, planning);
  if (feasible.length === 0) return refused(memory, pod, failure, planning);
  const { node } = choose(memory, pod, feasible, planning);
  const assignments = volumesOn(memory, claims, node, planning.view);
  if (typeof assignments === 'string' || assignments.length === 0) return bind(pod, node.meta.name, []);
  return reserve(memory, pod, node, assignments, planning);
};

const bind = (pod: PodRecord, node: string, volumes: readonly Uid[]): Plan<Draft> => ({
  steps: [{ command: { type: 'BindPod', uid: pod.uid, node }, onRejection: 'stop' }],
  draft: { pod: pod.uid, node, volumes, waits: false },
});

// --- looking for a node ---------------------------------------------------------------------------------------------

/** SC-6: how many feasible nodes a search looks for. Source: numFeasibleNodesToFind. */
export const enough = (nodes: number): number => {
  if (nodes < 100) return nodes;
  const percentage = Math.max(5, 50 - Math.floor(nodes / 125));
  return Math.max(100, Math.floor((nodes * percentage) / 100));
};

interface Search {
  readonly feasible: readonly Feasible[];
  readonly failure: Failure;
}

const search = (memory: Memory, pod: PodRecord, claims: PodClaims, planning: Planning): Search => {
  const { Node } = planning.view.tables;
  const affinity = affinityOf(pod);
  const pinned = pinnedNodes(affinity)?.flatMap((name) => Node.find('', name) ?? []);
  const all = memory.nodes.length;
  const feasible: Feasible[] = [];
  const refusals: Refusal[] = [];
  const look = (node: NodeRecord): void => {
    const info = infoOf(memory, node.meta.name);
    const refusal = classify(pod, affinity, node, info) ?? refusedByVolumes(memory, claims, node, planning);
    if (refusal === undefined) feasible.push({ node, info });
    else refusals.push(refusal);
  };
  const hasPin = pinnedNodes(affinity) !== undefined;
  if (hasPin) for (const node of pinned ?? []) look(node);
  else lookAround(memory, all, planning, look, () => feasible.length);
  const cutAway = hasPin ? all - (pinned?.length ?? 0) : 0;
  return { feasible, failure: { nodes: all, before: undefined, refusals, cutAway } };
};

/** SC-6: nodes in turn, beginning where the last search stopped, until enough have been found. */
const lookAround = (
  { nodes, machine }: Memory,
  all: number,
  { view }: Planning,
  look: (node: NodeRecord) => void,
  found: () => number,
): void => {
  const wanted = enough(all);
  let looked = 0;
  for (; looked < all && found() < wanted; looked++) {
    const node = view.tables.Node.get(nodes[(machine.nextNode + looked) % all] ?? 0);
    if (node !== undefined) look(node);
  }
  machine.nextNode = all === 0 ? 0 : (machine.nextNode + looked) % all;
};

const refusedByVolumes = (
  memory: Memory,
  claims: PodClaims,
  node: NodeRecord,
  { view }: Planning,
): Refusal | undefined => {
  const found = volumesOn(memory, claims, node, view);
  return typeof found === 'string' ? { plugin: 'VolumeBinding', reasons: [found], resolvable: false } : undefined;
};

/** SC-7: the feasible node with the best score; among equals the seed decides. */
const choose = (
  { machine }: Memory,
  pod: PodRecord,
  feasible: readonly Feasible[],
  { choices }: Planning,
): Feasible => {
  const points = scores(pod, affinityOf(pod), feasible);
  const highest = Math.max(...points);
  const equal = feasible.filter((_, i) => points[i] === highest);
  const tries = machine.attempts.get(pod.uid) ?? 0;
  const picked = equal[choices.below('default-scheduler/tie', pod.uid, tries, 0, equal.length)];
  if (picked === undefined) throw new Error('no feasible node has the best score: a score is not a number');
  return picked;
};

// --- what follows ---------------------------------------------------------------------------------------------------

/** SC-22: volumes are promised in the cache first, then written: claimRef on those that exist, the node on claims to be served. */
const reserve = (
  { machine }: Memory,
  pod: PodRecord,
  node: NodeRecord,
  assignments: readonly Assignment[],
  { now }: Planning,
): Plan<Draft> => {
  const volumes = assignments.flatMap(({ volume }) => volume?.uid ?? []);
  for (const volume of volumes) machine.assumed.add(volume);
  machine.reserved.set(pod.uid, { node: node.meta.name, since: now, volumes });
  return {
    steps: assignments.map((assignment) => promise(assignment, node.meta.name)),
    draft: { pod: pod.uid, node: node.meta.name, volumes, waits: true },
  };
};

const promise = ({ claim, volume }: Assignment, node: string): Step => {
  if (volume === undefined)
    return { command: { type: 'SelectClaimNode', uid: claim.uid, version: claim.version, node }, onRejection: 'stop' };
  const { namespace, name } = claim.meta;
  return {
    command: {
      type: 'ClaimVolume',
      uid: volume.uid,
      version: volume.version,
      claim: { namespace, name, uid: uuidOf('PersistentVolumeClaim', claim.uid) },
      byController: volume.claim === undefined,
    },
    onRejection: 'stop',
  };
};

/** SC-8: the pod stays, with the reason in its status and in an event, until something may help it. */
const refused = (memory: Memory, pod: PodRecord, failure: Failure, planning: Planning): Plan<Draft> => {
  const plugins: ReadonlySet<Plugin> =
    failure.before === undefined
      ? new Set([
          ...failure.refusals.map(({ plugin }) => plugin),
          ...(failure.cutAway > 0 ? (['NodeAffinity'] as const) : []),
        ])
      : new Set(['VolumeBinding']);
  memory.machine.unschedulable.set(pod.uid, { since: planning.now, plugins: nodeless(plugins, failure) });
  const message = failureText(failure);
  return { steps: [unschedulable(pod, message, planning), failedScheduling(pod, message)] };
};

/** Without any node every new one helps. */
const nodeless = (plugins: ReadonlySet<Plugin>, { nodes }: Failure): ReadonlySet<Plugin> =>
  nodes === 0 ? new Set(['NodeName']) : plugins;

const unschedulable = (pod: PodRecord, message: string, planning: Planning): Step => {
  const shape = isJsonObject(pod.status.body.json) ? pod.status.body.json : {};
  const others = listAt(shape, 'conditions').filter((one) => textAt(one, 'type') !== 'PodScheduled');
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
  const status = planning.body({ ...shape, conditions: [...others, condition] });
  const { containerTimes: times, ip, hostIp } = pod.status;
  return { command: { type: 'ReportPodStatus', uid: pod.uid, status, times, ip, hostIp }, onRejection: 'continue' };
};
