import { isJsonObject, type Instant, type Json } from '@orrery/core/engine';
import {
  controllerOf,
  fill,
  isTerminating,
  parseUuid,
  pinnedNodes,
  selects,
  type Change,
  type ControllerRevisionRecord,
  type DaemonSetRecord,
  type ObjectChange,
  type PodRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';
import { DaemonNodes, type PodOf } from './daemon-nodes.ts';
import { currentHash } from './revisions.ts';

/** What the controller remembers; all of it follows from its caches. */
export interface Memory {
  readonly nodes: Map<Uid, DaemonNodes>;
  /** Pods by the DaemonSet that their controller reference names, known or not. */
  readonly owned: Map<Uid, Set<Uid>>;
  /** Pods without a controller, by namespace. */
  readonly orphans: Map<string, Set<Uid>>;
  readonly revisions: Map<Uid, Set<Uid>>;
}

export const emptyMemory = (): Memory => ({
  nodes: new Map(),
  owned: new Map(),
  orphans: new Map(),
  revisions: new Map(),
});

const addTo = <Key>(sets: Map<Key, Set<Uid>>, key: Key, uid: Uid): void => {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([uid]));
  else known.add(uid);
};

const removeFrom = <Key>(sets: Map<Key, Set<Uid>>, key: Key, uid: Uid): void => {
  const known = sets.get(key);
  known?.delete(uid);
  if (known?.size === 0) sets.delete(key);
};

/** The DaemonSet that an object names as its controller, by uid. */
const setOf = (record: PodRecord | ControllerRevisionRecord): Uid | undefined => {
  const owner = controllerOf(record.meta);
  if (owner?.kind !== 'DaemonSet') return undefined;
  const parsed = parseUuid(owner.uid);
  return parsed?.kind === 'DaemonSet' ? parsed.uid : undefined;
};

/** DS-5: the node a pod belongs to: where it is bound, else where its affinity pins it. Source: GetTargetNodeName. */
export const targetNode = (pod: PodRecord): string => {
  if (pod.node !== '') return pod.node;
  const affinity = pod.spec.affinity === undefined ? undefined : fill(pod.spec.affinity, pod.args);
  return (isJsonObject(affinity) ? pinnedNodes(affinity)?.[0] : undefined) ?? '';
};

const podsIn =
  (view: View): PodOf =>
  (uid) =>
    view.tables.Pod.get(uid);

/** Folds one change into the memory and queues the sets that it concerns. Source: daemon_controller.go event handlers. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change, observing);
    case 'Node':
      return observeNode(memory, change, observing);
    case 'DaemonSet':
      return observeSet(memory, change, observing);
    case 'ControllerRevision':
      return observeRevision(memory, change, observing);
    default:
      return;
  }
};

const observePod = (memory: Memory, change: ObjectChange<'Pod'>, observing: Observing): void => {
  const { before, after } = change;
  const was = before === undefined ? undefined : setOf(before);
  const is = after === undefined ? undefined : setOf(after);
  if (observing.live) meetExpectations(before, after, was, is, observing);
  if (before !== undefined) forgetPod(memory, before, was, after, is, observing);
  if (after !== undefined) rememberPod(memory, after, is, observing);
  if (was !== undefined && was !== is) observing.queue.add(was);
  if (is === undefined) {
    if (after !== undefined && controllerOf(after.meta) === undefined) queueInterested(memory, after, observing);
    return;
  }
  observing.queue.add(is);
  const minReadyUs = observing.view.tables.DaemonSet.get(is)?.spec.minReadyUs ?? 0;
  const becameReady = after?.status.shape.ready === true && before?.status.shape.ready !== true;
  // A second more, since conditions have whole seconds.
  if (minReadyUs > 0 && becameReady) observing.queue.addAfter(is, minReadyUs + 1_000_000);
};

/** A pod that has appeared, or that is on its way out or gone, is one the controller no longer waits to see. */
const meetExpectations = (
  before: PodRecord | undefined,
  after: PodRecord | undefined,
  was: Uid | undefined,
  is: Uid | undefined,
  { expectations }: Observing,
): void => {
  if (before === undefined && after !== undefined && is !== undefined) {
    if (isTerminating(after)) expectations.deletionObserved(is);
    else expectations.creationObserved(is);
    return;
  }
  if (after === undefined && was !== undefined) expectations.deletionObserved(was);
  if (after !== undefined && is !== undefined && isTerminating(after)) expectations.deletionObserved(is);
};

const queueInterested = (memory: Memory, pod: PodRecord, { view, queue }: Observing): void => {
  for (const uid of memory.nodes.keys()) {
    const set = view.tables.DaemonSet.get(uid);
    if (set?.meta.namespace === pod.meta.namespace && selects(set.spec.selector, pod.meta.labels)) queue.add(uid);
  }
};

const forgetPod = (
  memory: Memory,
  before: PodRecord,
  was: Uid | undefined,
  after: PodRecord | undefined,
  is: Uid | undefined,
  { view, now }: Observing,
): void => {
  if (was === undefined) {
    removeFrom(memory.orphans, before.meta.namespace, before.uid);
    return;
  }
  const stays = after !== undefined && is === was;
  if (!stays) removeFrom(memory.owned, was, before.uid);
  if (!stays || targetNode(after) !== targetNode(before))
    memory.nodes.get(was)?.removePod(targetNode(before), before.uid, podsIn(view), now);
};

const rememberPod = (memory: Memory, pod: PodRecord, is: Uid | undefined, { view, now }: Observing): void => {
  if (is === undefined) {
    if (controllerOf(pod.meta) === undefined) addTo(memory.orphans, pod.meta.namespace, pod.uid);
    return;
  }
  addTo(memory.owned, is, pod.uid);
  memory.nodes.get(is)?.putPod(targetNode(pod), pod.uid, podsIn(view), now);
};

/** DS-7: a node concerns a set when it lacks a pod it should have, has one it should not, or its being wanted changed. */
const observeNode = (memory: Memory, change: ObjectChange<'Node'>, { view, now, queue }: Observing): void => {
  const { before, after } = change;
  const name = (after ?? before)?.meta.name ?? '';
  if (before !== undefined && after !== undefined) {
    // Readiness, capacity and heartbeats do not matter here.
    if (before.taints === after.taints && before.meta.labels === after.meta.labels) return;
  }
  for (const [uid, nodes] of memory.nodes) {
    const was = nodes.verdict(name);
    nodes.putNode(name, after, podsIn(view), now);
    const is = nodes.verdict(name);
    if (is === undefined || after === undefined) continue; // the pod collector and the next sync see to it
    if (is.missing || is.surplus.length > 0 || is.misscheduled || was?.misscheduled === true) queue.add(uid);
  }
};

const observeSet = (memory: Memory, change: ObjectChange<'DaemonSet'>, observing: Observing): void => {
  const { before, after } = change;
  const uid = (after ?? before)?.uid ?? 0;
  observing.queue.add(uid);
  if (after === undefined) {
    memory.nodes.delete(uid);
    if (observing.live) observing.expectations.forget(uid);
    return;
  }
  const sameHash = memory.nodes.get(uid)?.criteria.hash === currentHash(after);
  if (before?.body === after.body && sameHash) return;
  rebuild(memory, after, observing.view, observing.now);
};

/** A new spec can change every verdict: it is the user's doing and rare. */
const rebuild = (memory: Memory, set: DaemonSetRecord, view: View, now: Instant): void => {
  const nodes = new DaemonNodes(set.spec, { hash: currentHash(set), minReadyUs: set.spec.minReadyUs });
  memory.nodes.set(set.uid, nodes);
  view.tables.Node.forEach((node) => nodes.putNode(node.meta.name, node, podsIn(view), now));
  for (const uid of memory.owned.get(set.uid) ?? []) {
    const pod = view.tables.Pod.get(uid);
    if (pod !== undefined) nodes.putPod(targetNode(pod), uid, podsIn(view), now);
  }
};

const observeRevision = (memory: Memory, change: ObjectChange<'ControllerRevision'>, { queue }: Observing): void => {
  const { before, after } = change;
  const was = before === undefined ? undefined : setOf(before);
  const is = after === undefined ? undefined : setOf(after);
  if (was !== undefined && before !== undefined) removeFrom(memory.revisions, was, before.uid);
  if (is !== undefined && after !== undefined) addTo(memory.revisions, is, after.uid);
  if (is !== undefined || was !== undefined) queue.add(is ?? was ?? 0);
};

export const revisionsOf = (memory: Memory, set: Uid, view: View): readonly ControllerRevisionRecord[] =>
  [...(memory.revisions.get(set) ?? [])].flatMap((uid) => view.tables.ControllerRevision.get(uid) ?? []);

export const age = (memory: Memory, now: Instant, view: View): void => {
  for (const nodes of memory.nodes.values()) nodes.age(now, podsIn(view));
};

export const ageSet = (memory: Memory, set: Uid, now: Instant, view: View): void =>
  memory.nodes.get(set)?.age(now, podsIn(view));

const sorted = (sets: ReadonlyMap<Uid | string, ReadonlySet<Uid>>): Json =>
  Object.fromEntries([...sets].map(([key, uids]) => [key, [...uids].sort((a, b) => a - b)]));

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  nodes: Object.fromEntries([...memory.nodes].map(([uid, nodes]) => [uid, nodes.toJson()])),
  owned: sorted(memory.owned),
  orphans: sorted(memory.orphans),
  revisions: sorted(memory.revisions),
});
