import type { Instant, Json } from '@orrery/core/engine';
import {
  isTerminating,
  keyOf,
  type Change,
  type NodeRecord,
  type ObjectChange,
  type PersistentVolumeRecord,
  type PodRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';
import { isBound } from './claim.ts';
import type { Plugin } from './classify.ts';
import { NodeInfo, takesRoom } from './node-info.ts';
import { PodQueue } from './pod-queue.ts';

/** A pod that no node took, and who refused it. */
export interface Unschedulable {
  readonly since: Instant;
  readonly plugins: ReadonlySet<Plugin>;
}

/** A pod that has its node and waits for its volumes. */
export interface Reservation {
  readonly node: string;
  readonly since: Instant;
  readonly volumes: readonly Uid[];
}

/** What does not follow from the caches but from what the scheduler did: queues, reservations, where the last search stopped. */
export interface Machine {
  readonly active: PodQueue;
  /** Woken pods that would rather wait a little; taken when nobody else is waiting (SchedulerPopFromBackoffQ). */
  readonly backOff: PodQueue;
  readonly unschedulable: Map<Uid, Unschedulable>;
  readonly reserved: Map<Uid, Reservation>;
  /** Volumes promised to claims, until the caches show it. */
  readonly assumed: Set<Uid>;
  /** How often each pod has been tried. */
  readonly attempts: Map<Uid, number>;
  /** Index of the node at which the next search begins. */
  nextNode: number;
}

/** What the scheduler remembers. Everything but `machine` follows from its caches. */
export interface Memory {
  /** Nodes in the order of their creation. */
  readonly nodes: Uid[];
  readonly infos: Map<string, NodeInfo>;
  /** Volumes that may serve a claim, by class. */
  readonly volumes: Map<string, Set<Uid>>;
  /** Unscheduled pods by the claims they use. */
  readonly byClaim: Map<string, Set<Uid>>;
  readonly machine: Machine;
}

export const emptyMemory = (): Memory => ({
  nodes: [],
  infos: new Map(),
  volumes: new Map(),
  byClaim: new Map(),
  machine: {
    active: new PodQueue(),
    backOff: new PodQueue(),
    unschedulable: new Map(),
    reserved: new Map(),
    assumed: new Set(),
    attempts: new Map(),
    nextNode: 0,
  },
});

const schedulerName = 'default-scheduler';

/** Is it this scheduler's turn to find the pod a node? */
export const isWaiting = (pod: PodRecord | undefined): pod is PodRecord =>
  pod?.node === '' &&
  !isTerminating(pod) &&
  pod.spec.schedulerName === schedulerName &&
  pod.spec.schedulingGates.length === 0;

export const infoOf = (memory: Memory, node: string): NodeInfo => {
  let info = memory.infos.get(node);
  if (info === undefined) {
    info = new NodeInfo();
    memory.infos.set(node, info);
  }
  return info;
};

/** Folds one change into the memory, queues new pods and wakes those that it may help. Source: eventhandlers.go. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change, observing);
    case 'Node':
      return observeNode(memory, change, observing);
    case 'PersistentVolume':
      observeVolume(memory, change.before, change.after);
      return wake(memory, ['VolumeBinding'], observing);
    case 'PersistentVolumeClaim':
      return observeClaim(memory, change, observing);
    case 'StorageClass':
      return wake(memory, ['VolumeBinding'], observing);
    default:
      return;
  }
};

const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>, observing: Observing): void => {
  const { uid } = after ?? before ?? { uid: 0 };
  indexClaims(memory, before, after);
  const held = before !== undefined && takesRoom(before);
  const holds = after !== undefined && takesRoom(after);
  if (held && (!holds || after.node !== before.node)) infoOf(memory, before.node).remove(uid);
  if (holds) infoOf(memory, after.node).put(after);
  // A pod that stops taking room may make room for others.
  if (held && !holds) wake(memory, ['NodeResourcesFit', 'NodePorts'], observing);
  if (!isWaiting(after)) return forgetPod(memory, uid);
  if (!isWaiting(before)) enqueue(memory, after, observing);
  else if (before.body !== after.body) wakeOne(memory, after, observing);
};

const indexClaims = (memory: Memory, before: PodRecord | undefined, after: PodRecord | undefined): void => {
  if (isWaiting(before))
    for (const claim of before.claims) {
      const key = keyOf(before.meta.namespace, claim);
      const pods = memory.byClaim.get(key);
      pods?.delete(before.uid);
      if (pods?.size === 0) memory.byClaim.delete(key);
    }
  if (isWaiting(after))
    for (const claim of after.claims) {
      const key = keyOf(after.meta.namespace, claim);
      memory.byClaim.set(key, (memory.byClaim.get(key) ?? new Set<Uid>()).add(after.uid));
    }
};

const forgetPod = ({ machine }: Memory, uid: Uid): void => {
  machine.active.remove(uid);
  machine.backOff.remove(uid);
  machine.unschedulable.delete(uid);
  machine.attempts.delete(uid);
  release(machine, uid);
};

/** Gives back the volumes that a pod was promised. */
export const release = (machine: Machine, uid: Uid): void => {
  for (const volume of machine.reserved.get(uid)?.volumes ?? []) machine.assumed.delete(volume);
  machine.reserved.delete(uid);
};

const enqueue = ({ machine }: Memory, pod: PodRecord, { now, queue }: Observing): void => {
  machine.active.add(pod, now);
  queue.add(pod.uid);
};

const observeNode = (memory: Memory, change: ObjectChange<'Node'>, observing: Observing): void => {
  const { before, after } = change;
  if (after === undefined) {
    const index = memory.nodes.indexOf(before?.uid ?? 0);
    if (index >= 0) memory.nodes.splice(index, 1);
    return;
  }
  if (before === undefined) memory.nodes.push(after.uid);
  const helped = helpedBy(before, after);
  if (helped.length > 0) wake(memory, helped, observing);
};

/** SC-9: whose refusals a change of a node may undo. */
const helpedBy = (before: NodeRecord | undefined, after: NodeRecord): readonly Plugin[] => {
  if (before === undefined)
    return [
      'NodeUnschedulable',
      'TaintToleration',
      'NodeName',
      'NodeAffinity',
      'NodePorts',
      'NodeResourcesFit',
      'VolumeBinding',
    ];
  return [
    ...(before.taints === after.taints && before.unschedulable === after.unschedulable
      ? []
      : (['NodeUnschedulable', 'TaintToleration'] as const)),
    ...(before.meta.labels === after.meta.labels ? [] : (['NodeAffinity', 'VolumeBinding'] as const)),
    ...(before.status.allocatable === after.status.allocatable ? [] : (['NodeResourcesFit'] as const)),
  ];
};

const observeVolume = (
  { volumes, machine }: Memory,
  before: PersistentVolumeRecord | undefined,
  after: PersistentVolumeRecord | undefined,
): void => {
  if (before !== undefined) {
    const same = volumes.get(before.className);
    same?.delete(before.uid);
    if (same?.size === 0) volumes.delete(before.className);
  }
  if (after === undefined || after.claim !== undefined) machine.assumed.delete((after ?? before)?.uid ?? 0);
  if (after === undefined || after.status.phase === 'Bound') return;
  volumes.set(after.className, (volumes.get(after.className) ?? new Set<Uid>()).add(after.uid));
};

const observeClaim = (memory: Memory, change: ObjectChange<'PersistentVolumeClaim'>, observing: Observing): void => {
  const { before, after } = change;
  const claim = after ?? before;
  if (claim === undefined) return;
  for (const uid of memory.byClaim.get(keyOf(claim.meta.namespace, claim.meta.name)) ?? []) {
    if (memory.machine.reserved.has(uid)) {
      if (after !== undefined && isBound(after)) observing.queue.add(uid);
    } else if (memory.machine.unschedulable.get(uid)?.plugins.has('VolumeBinding') === true) {
      const pod = observing.view.tables.Pod.get(uid);
      if (pod !== undefined) wakeOne(memory, pod, observing);
    }
  }
};

/** SC-9: pods that these plugins refused are tried again. */
const wake = (memory: Memory, plugins: readonly Plugin[], observing: Observing): void => {
  for (const [uid, { plugins: refused }] of memory.machine.unschedulable) {
    if (!plugins.some((plugin) => refused.has(plugin))) continue;
    const pod = observing.view.tables.Pod.get(uid);
    if (isWaiting(pod)) wakeOne(memory, pod, observing);
  }
};

const wakeOne = ({ machine }: Memory, pod: PodRecord, { now, queue }: Observing): void => {
  if (!machine.unschedulable.delete(pod.uid)) return;
  machine.backOff.add(pod, now);
  queue.add(pod.uid);
};

/** SC-10: pods that have been given up for five minutes are tried again, whatever happened. */
export const flush = ({ machine }: Memory, now: Instant, view: View): void => {
  for (const [uid, { since }] of machine.unschedulable) {
    if (now - since <= flushAfterUs) continue;
    machine.unschedulable.delete(uid);
    const pod = view.tables.Pod.get(uid);
    if (isWaiting(pod)) machine.active.add(pod, now);
  }
};

const flushAfterUs = 300_000_000;

const sorted = (sets: ReadonlyMap<string, ReadonlySet<Uid>>): Json =>
  Object.fromEntries([...sets].map(([key, uids]) => [key, [...uids].sort((a, b) => a - b)]));

/** What follows from the caches, as JSON, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  nodes: memory.nodes,
  infos: Object.fromEntries(
    [...memory.infos].filter(([, info]) => info.pods.size > 0).map(([name, info]) => [name, info.toJson()]),
  ),
  volumes: sorted(memory.volumes),
  byClaim: sorted(memory.byClaim),
});
