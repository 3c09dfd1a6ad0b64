import type { Instant } from '@orrery/core/engine';
import { controllerOf, isTerminating, type PodRecord, type Uid } from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';
import { setOf, type Memory } from './remembered.ts';
import { targetNode } from './target-node.ts';

/** DS-12, DS-14: puts a pod where it belongs in what is remembered of one set: on its node, or with the strays. */
export const placePod = (memory: Memory, set: Uid, pod: PodRecord, now: Instant): void => {
  const nodes = memory.nodes.get(set);
  if (nodes === undefined) return;
  if (controllerOf(pod.meta) === undefined) {
    if (!nodes.adopts(pod)) return;
    memory.adoptable.add(String(set), pod.uid);
  } else if (!nodes.matches(pod.meta.labels)) {
    memory.strays.add(String(set), pod.uid);
    return;
  }
  nodes.addPod(pod, now);
};

const unplacePod = (memory: Memory, set: Uid, pod: PodRecord, now: Instant): void => {
  memory.strays.delete(String(set), pod.uid);
  memory.adoptable.delete(String(set), pod.uid);
  memory.nodes.get(set)?.removePod(pod, now);
};

/** The sets that a pod may count for: the one that controls it, or every one of its namespace if nobody does. */
const setsFor = (memory: Memory, pod: PodRecord, owner: Uid | undefined): readonly Uid[] => {
  if (owner !== undefined) return [owner];
  return controllerOf(pod.meta) === undefined ? memory.sets.of(pod.meta.namespace) : [];
};

/** Folds a change of a pod. */
export const observePod = (
  memory: Memory,
  before: PodRecord | undefined,
  after: PodRecord | undefined,
  observing: Observing,
): void => {
  const was = before === undefined ? undefined : setOf(before);
  const is = after === undefined ? undefined : setOf(after);
  remember(memory, { before, after, was, is }, observing.now);
  queueSets(memory, { before, after, was, is }, observing);
};

interface PodChange {
  readonly before: PodRecord | undefined;
  readonly after: PodRecord | undefined;
  /** The set that controlled it, and the one that does. */
  readonly was: Uid | undefined;
  readonly is: Uid | undefined;
}

const remember = (memory: Memory, { before, after, was, is }: PodChange, now: Instant): void => {
  if (before !== undefined && after !== undefined && is !== undefined && was === is && staysPut(before, after)) {
    memory.nodes.get(is)?.touchPod(after, now);
    return;
  }
  if (before !== undefined) {
    if (was !== undefined) memory.owned.delete(String(was), before.uid);
    else memory.orphans.delete(before.meta.namespace, before.uid);
    for (const set of setsFor(memory, before, was)) unplacePod(memory, set, before, now);
  }
  if (after === undefined) return;
  if (is !== undefined) memory.owned.add(String(is), after.uid);
  else if (controllerOf(after.meta) === undefined) memory.orphans.add(after.meta.namespace, after.uid);
  for (const set of setsFor(memory, after, is)) placePod(memory, set, after, now);
};

const staysPut = (before: PodRecord, after: PodRecord): boolean =>
  before.meta.labels === after.meta.labels && (before.node === after.node || targetNode(before) === targetNode(after));

/** DS-15: which sets a change of a pod wakes, and what expectations it meets. Source: addPod, updatePod, deletePod. */
const queueSets = (memory: Memory, change: PodChange, observing: Observing): void => {
  const { before, after, was, is } = change;
  if (after === undefined) return gone(memory, was, observing);
  if (isTerminating(after)) return gone(memory, is, observing);
  const { queue, expectations, live } = observing;
  const knows = (set: Uid | undefined): set is Uid => set !== undefined && memory.nodes.has(set);
  const changesHands = before !== undefined && controllerOf(before.meta)?.uid !== controllerOf(after.meta)?.uid;
  if (changesHands && knows(was)) queue.add(was);
  if (knows(is)) {
    if (before === undefined && live) expectations.creationObserved(is);
    queue.add(is);
    ripens(memory, change, is, observing);
  } else if (
    controllerOf(after.meta) === undefined &&
    (before === undefined || changesHands || before.meta.labels !== after.meta.labels)
  )
    for (const set of memory.sets.of(after.meta.namespace))
      if (memory.nodes.get(set)?.matches(after.meta.labels) === true) queue.add(set);
};

/** A pod that is on its way out or gone is one that its set no longer waits to see go. */
const gone = (memory: Memory, set: Uid | undefined, { queue, expectations, live }: Observing): void => {
  if (set === undefined || !memory.nodes.has(set)) return;
  if (live) expectations.deletionObserved(set);
  queue.add(set);
};

/** A pod that has just become ready is looked at again when it is available, a second later since conditions have whole seconds. */
const ripens = (memory: Memory, { before, after }: PodChange, set: Uid, { queue }: Observing): void => {
  const minReadyUs = memory.nodes.get(set)?.spec.minReadyUs ?? 0;
  if (minReadyUs === 0 || before === undefined) return;
  if (after?.status.shape.ready === true && !before.status.shape.ready) queue.addAfter(set, minReadyUs + 1_000_000);
};
