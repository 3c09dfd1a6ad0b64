import type { Json } from '@orrery/core/engine';
import {
  isTerminal,
  keyOf,
  type Change,
  type HostChange,
  type NodeRecord,
  type ObjectChange,
  type PhysicalChange,
  type PodRecord,
  type Uid,
} from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { foreignConditions } from './conditions.ts';
import type { Usages } from './admission.ts';
import type { Fates } from './fate.ts';
import type { PullQueues } from './image-pull.ts';
import { nodeKey, type Pressures } from './pressure.ts';
import type { Waitings } from './mounts.ts';
import type { Worker } from './worker.ts';

/** What the kubelets remember: what follows from the caches, and beside it what they are doing, which does not. */
export interface Memory {
  readonly podsOn: UidIndex;
  /** Pods that have a node, by `namespace/name` of each claim they use. */
  readonly podsWith: UidIndex;
  readonly nodes: Map<string, Uid>;
  readonly machine: Machine;
}

/** Workers and their timers: lost when the kubelet restarts, and made again from what is found. */
export interface Machine {
  readonly workers: Map<Uid, Worker>;
  /** Pods whose objects are gone while their processes may not be. */
  readonly removed: Map<Uid, PodRecord>;
  /** What kubelets last saw that are cut off from the API, by node. */
  readonly cutOff: Map<string, LastSeen>;
  /** What kubelets list, or have listed, that have an API server that is behind, by node. */
  readonly held: Map<string, HeldLists>;
  readonly waitings: Waitings;
  /** What will become of processes, whoever looks. */
  readonly fates: Fates;
  readonly pulls: PullQueues;
  readonly usages: Usages;
  /** What is found of nodes that are short of something. */
  readonly pressures: Pressures;
}

/** The pods of a node, and the node, as its kubelet saw them before it was cut off. */
export interface LastSeen {
  readonly pods: ReadonlyMap<Uid, PodRecord>;
  readonly node: NodeRecord | undefined;
}

/** What was true when an API server stopped keeping up. */
export interface HeldLists {
  readonly seen: LastSeen;
  /** Its kubelet has started since and goes by that. */
  listed: boolean;
}

/** What a kubelet sees that starts while it is cut off. */
const nothingSeen: LastSeen = { pods: new Map(), node: undefined };

export const emptyMemory = (): Memory => ({
  podsOn: new UidIndex(),
  podsWith: new UidIndex(),
  nodes: new Map(),
  machine: {
    workers: new Map(),
    removed: new Map(),
    cutOff: new Map(),
    held: new Map(),
    waitings: new Map(),
    fates: new Map(),
    pulls: new Map(),
    usages: new Map(),
    pressures: new Map(),
  },
});

/** Folds one change into the memory and queues the pods that it concerns. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change, observing);
    case 'Sandbox':
      return observeSandbox(memory, change, observing);
    case 'Node':
      return observeNode(memory, change, observing);
    case 'Host':
      return observeHost(memory, change, observing);
    case 'PersistentVolumeClaim':
      return observeClaim(memory, change, observing);
    default:
      return;
  }
};

const observePod = (memory: Memory, change: ObjectChange<'Pod'>, { queue }: Observing): void => {
  const { before, after } = change;
  const was = before?.node ?? '';
  const is = after?.node ?? '';
  if (before !== undefined && was !== '' && is === '') forget(memory, before);
  if (after !== undefined && is !== '' && was === '') remember(memory, after);
  if (after === undefined && before !== undefined && was !== '') memory.machine.removed.set(before.uid, before);
  if (seesNothing(memory, is === '' ? was : is)) return;
  if ((was !== '' || is !== '') && isNews(memory, before, after)) queue.add((after ?? before)?.uid ?? 0);
};

/** Does a node's kubelet go by what it saw earlier? */
const seesNothing = ({ machine: { cutOff, held } }: Memory, node: string): boolean =>
  cutOff.has(node) || held.get(node)?.listed === true;

/** The echo of a kubelet's own report says nothing new, unless it confirms the end. */
const isNews = (memory: Memory, before: PodRecord | undefined, after: PodRecord | undefined): boolean => {
  if (before === undefined || after === undefined || before.node !== after.node || isTerminal(after)) return true;
  if (before.meta !== after.meta || before.body !== after.body) return true;
  const { reported } = memory.machine.workers.get(after.uid) ?? {};
  return reported?.body !== after.status.body || foreignConditions(before).key !== foreignConditions(after).key;
};

const remember = (memory: Memory, { uid, node, claims, meta }: PodRecord): void => {
  memory.podsOn.add(node, uid);
  for (const claim of claims) memory.podsWith.add(keyOf(meta.namespace, claim), uid);
};

const forget = (memory: Memory, { uid, node, claims, meta }: PodRecord): void => {
  memory.podsOn.delete(node, uid);
  for (const claim of claims) memory.podsWith.delete(keyOf(meta.namespace, claim), uid);
};

/** What a kubelet does itself it knows; it looks when a process ended by itself, and at what it finds when it starts. */
const observeSandbox = (memory: Memory, { before, after }: PhysicalChange, { queue, live }: Observing): void => {
  if (after === undefined) {
    if (before !== undefined) memory.machine.fates.delete(before.pod);
    if (before !== undefined && memory.machine.workers.get(before.pod)?.left === false) queue.add(before.pod);
    return;
  }
  const fates = memory.machine.fates.get(after.pod);
  const unexpected = after.containers.some(({ name, state }, i) => {
    const ended = state === 'exited' && before?.containers[i]?.state === 'running';
    return ended && !((fates?.get(name)?.endsAt ?? Infinity) < Infinity);
  });
  if (!live || unexpected) queue.add(after.pod);
};

const observeNode = (memory: Memory, { before, after }: ObjectChange<'Node'>, { queue }: Observing): void => {
  if (after !== undefined) memory.nodes.set(after.meta.name, after.uid);
  else if (before !== undefined) memory.nodes.delete(before.meta.name);
  const name = (after ?? before)?.meta.name ?? '';
  if (after === undefined) memory.machine.pressures.delete(name);
  else if (before?.statusBody !== after.statusBody && memory.machine.pressures.has(name)) queue.add(nodeKey(after.uid));
  if (after !== undefined && before === undefined) for (const uid of memory.podsOn.of(after.meta.name)) queue.add(uid);
};

/** KL-11: with the power, or its process, the kubelet and all it remembers are gone; when it is back it looks at every pod. */
const observeHost = (memory: Memory, change: HostChange, observing: Observing): void => {
  const { node, power, network, kubelet, lists } = change;
  const { workers, cutOff, waitings, pulls, usages, fates, pressures } = memory.machine;
  const pods = memory.podsOn.of(node);
  if (power !== 'unchanged' || kubelet !== 'unchanged') {
    for (const uid of pods) {
      workers.delete(uid);
      waitings.delete(uid);
      if (power !== 'unchanged') fates.delete(uid);
    }
    pulls.delete(node);
    usages.delete(node);
    pressures.delete(node);
    if (cutOff.has(node)) cutOff.set(node, nothingSeen);
  }
  if (network === 'cut') cutOff.set(node, observing.live ? lastSeen(memory, node, observing) : nothingSeen);
  if (network === 'healed') {
    for (const uid of cutOff.get(node)?.pods.keys() ?? []) observing.queue.add(uid);
    cutOff.delete(node);
    if (pressures.has(node)) observing.queue.add(nodeKey(memory.nodes.get(node) ?? 0));
  }
  observeLists(memory, node, lists, observing);
  const behind = memory.machine.held.get(node);
  if (behind !== undefined && (power === 'on' || kubelet === 'started')) {
    behind.listed = true;
    for (const uid of behind.seen.pods.keys()) observing.queue.add(uid);
  }
  if (power === 'on' || kubelet === 'started' || network === 'healed') for (const uid of pods) observing.queue.add(uid);
};

/** KL-38: what is listed from an API server that is behind; once it has caught up the kubelet sees everything. */
const observeLists = (memory: Memory, node: string, lists: HostChange['lists'], observing: Observing): void => {
  const { held } = memory.machine;
  if (lists === 'held') held.set(node, { seen: lastSeen(memory, node, observing), listed: false });
  if (lists !== 'released') return;
  const pods = [...(held.get(node)?.seen.pods.keys() ?? []), ...memory.podsOn.of(node)];
  held.delete(node);
  for (const uid of pods) observing.queue.add(uid);
};

const lastSeen = (memory: Memory, node: string, { view }: Observing): LastSeen => {
  const pods = memory.podsOn.of(node).flatMap((uid) => view.tables.Pod.get(uid) ?? []);
  return {
    pods: new Map(pods.map((pod) => [pod.uid, pod])),
    node: view.tables.Node.get(memory.nodes.get(node) ?? 0),
  };
};

const observeClaim = (
  memory: Memory,
  { before, after }: ObjectChange<'PersistentVolumeClaim'>,
  { queue }: Observing,
): void => {
  if (after === undefined || after.status.phase !== 'Bound' || before?.status.phase === 'Bound') return;
  for (const uid of memory.podsWith.of(keyOf(after.meta.namespace, after.meta.name))) queue.add(uid);
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  podsOn: memory.podsOn.toJson(),
  podsWith: memory.podsWith.toJson(),
  nodes: Object.fromEntries(memory.nodes),
});
