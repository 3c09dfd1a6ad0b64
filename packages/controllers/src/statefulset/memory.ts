import type { Instant, Json } from '@orrery/core/engine';
import {
  controllerOf,
  parseUuid,
  selects,
  type Change,
  type ControllerRevisionRecord,
  type ObjectChange,
  type PodRecord,
  type StatefulSetRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';
import { parsePodName } from './identity.ts';
import { Replicas } from './replicas.ts';

/** What the controller remembers; all of it follows from its caches. */
export interface Memory {
  /** Pods of each set that match it, classified. */
  readonly replicas: Map<Uid, Replicas>;
  /** Pods by the set that their controller reference names, whether they match it or not, known or not. */
  readonly owned: Map<Uid, Set<Uid>>;
  /** Owned pods that their set must release. */
  readonly strays: Map<Uid, Set<Uid>>;
  /** Pods without a controller, by namespace. */
  readonly orphans: Map<string, Set<Uid>>;
  /** Revisions by the set that owns them. */
  readonly revisions: Map<Uid, Set<Uid>>;
  /** Revisions without a controller, by namespace. */
  readonly orphanRevisions: Map<string, Set<Uid>>;
  readonly setsIn: Map<string, Set<Uid>>;
}

export const emptyMemory = (): Memory => ({
  replicas: new Map(),
  owned: new Map(),
  strays: new Map(),
  orphans: new Map(),
  revisions: new Map(),
  orphanRevisions: new Map(),
  setsIn: new Map(),
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

/** The StatefulSet that an object names as its controller, by uid. */
const setOf = (record: PodRecord | ControllerRevisionRecord): Uid | undefined => {
  const owner = controllerOf(record.meta);
  if (owner?.kind !== 'StatefulSet') return undefined;
  const parsed = parseUuid(owner.uid);
  return parsed?.kind === 'StatefulSet' ? parsed.uid : undefined;
};

/** Does the pod belong to the set by its labels and by the form of its name? */
export const matches = (set: StatefulSetRecord, pod: PodRecord): boolean =>
  pod.meta.namespace === set.meta.namespace &&
  parsePodName(pod.meta.name)?.set === set.meta.name &&
  selects(set.spec.selector, pod.meta.labels);

const ordinalOf = (pod: PodRecord): number => parsePodName(pod.meta.name)?.ordinal ?? -1;

/** Folds one change into the memory and queues the sets that it concerns. Source: stateful_set.go event handlers. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change, observing);
    case 'StatefulSet':
      return observeSet(memory, change, observing);
    case 'ControllerRevision':
      return observeRevision(memory, change);
    default:
      return;
  }
};

const observePod = (memory: Memory, change: ObjectChange<'Pod'>, observing: Observing): void => {
  const { before, after } = change;
  const was = before === undefined ? undefined : setOf(before);
  const is = after === undefined ? undefined : setOf(after);
  if (before !== undefined && (after === undefined || was !== is)) forgetPod(memory, before, was, observing.view);
  if (after !== undefined) rememberPod(memory, after, is, observing);
  if (was !== undefined && was !== is) observing.queue.add(was);
  if (is !== undefined) {
    observing.queue.add(is);
    becomesAvailable(before, after, is, observing);
  } else if (after !== undefined && isNews(before, after))
    for (const set of interestedSets(memory, after, observing.view)) observing.queue.add(set);
};

/** An orphan concerns a set only when it is new or its labels or its controller changed. */
const isNews = (before: PodRecord | undefined, after: PodRecord): boolean =>
  before === undefined || before.meta.labels !== after.meta.labels || controllerOf(before.meta) !== undefined;

const interestedSets = (memory: Memory, pod: PodRecord, view: View): readonly Uid[] =>
  [...(memory.setsIn.get(pod.meta.namespace) ?? [])].filter((uid) => {
    const set = view.tables.StatefulSet.get(uid);
    return set !== undefined && selects(set.spec.selector, pod.meta.labels);
  });

/** A pod that has just become ready is looked at again when it becomes available. */
const becomesAvailable = (
  before: PodRecord | undefined,
  after: PodRecord | undefined,
  uid: Uid,
  { queue, view }: Observing,
): void => {
  const minReadyUs = view.tables.StatefulSet.get(uid)?.spec.minReadyUs ?? 0;
  if (minReadyUs > 0 && after?.status.shape.ready === true && before?.status.shape.ready !== true)
    queue.addAfter(uid, minReadyUs);
};

const forgetPod = (memory: Memory, pod: PodRecord, set: Uid | undefined, _view: View): void => {
  if (set === undefined) return removeFrom(memory.orphans, pod.meta.namespace, pod.uid);
  removeFrom(memory.owned, set, pod.uid);
  removeFrom(memory.strays, set, pod.uid);
  memory.replicas.get(set)?.remove(ordinalOf(pod), pod.uid);
};

const rememberPod = (memory: Memory, pod: PodRecord, uid: Uid | undefined, { view, now }: Observing): void => {
  if (uid === undefined) {
    if (controllerOf(pod.meta) === undefined) addTo(memory.orphans, pod.meta.namespace, pod.uid);
    return;
  }
  addTo(memory.owned, uid, pod.uid);
  const set = view.tables.StatefulSet.get(uid);
  if (set !== undefined) sortPod(memory, set, pod, now);
};

/** Puts an owned pod where it belongs: among the replicas, or with the strays. */
const sortPod = (memory: Memory, set: StatefulSetRecord, pod: PodRecord, now: Instant): void => {
  const replicas = memory.replicas.get(set.uid);
  if (matches(set, pod)) {
    removeFrom(memory.strays, set.uid, pod.uid);
    replicas?.put(ordinalOf(pod), pod, now);
    return;
  }
  addTo(memory.strays, set.uid, pod.uid);
  replicas?.remove(ordinalOf(pod), pod.uid);
};

const observeSet = (memory: Memory, change: ObjectChange<'StatefulSet'>, observing: Observing): void => {
  const { before, after } = change;
  const uid = (after ?? before)?.uid ?? 0;
  observing.queue.add(uid);
  if (after === undefined) {
    memory.replicas.delete(uid);
    memory.strays.delete(uid);
    if (before !== undefined) removeFrom(memory.setsIn, before.meta.namespace, uid);
    return;
  }
  if (before?.body === after.body && memory.replicas.has(uid)) return;
  addTo(memory.setsIn, after.meta.namespace, uid);
  memory.replicas.set(uid, new Replicas(after.spec));
  memory.strays.delete(uid);
  // A change of the spec can change every verdict; it is the user's doing and rare.
  for (const pod of memory.owned.get(uid) ?? []) {
    const record = observing.view.tables.Pod.get(pod);
    if (record !== undefined) sortPod(memory, after, record, observing.now);
  }
};

const observeRevision = (memory: Memory, change: ObjectChange<'ControllerRevision'>): void => {
  const { before, after } = change;
  if (before !== undefined) place(memory, before, removeFrom, removeFrom);
  if (after !== undefined) place(memory, after, addTo, addTo);
};

const place = (
  memory: Memory,
  revision: ControllerRevisionRecord,
  owned: (sets: Map<Uid, Set<Uid>>, key: Uid, uid: Uid) => void,
  orphaned: (sets: Map<string, Set<Uid>>, key: string, uid: Uid) => void,
): void => {
  const set = setOf(revision);
  if (set !== undefined) owned(memory.revisions, set, revision.uid);
  else if (controllerOf(revision.meta) === undefined)
    orphaned(memory.orphanRevisions, revision.meta.namespace, revision.uid);
};

/** Revisions of a set, in no order. */
export const revisionsOf = (memory: Memory, set: StatefulSetRecord, view: View): readonly ControllerRevisionRecord[] =>
  [...(memory.revisions.get(set.uid) ?? [])].flatMap((uid) => view.tables.ControllerRevision.get(uid) ?? []);

/** Brings the verdicts of one set's pods up to `now`. */
export const ageSet = (memory: Memory, set: Uid, now: Instant, view: View): void =>
  memory.replicas.get(set)?.age(now, (pod) => view.tables.Pod.get(pod));

export const age = (memory: Memory, now: Instant, view: View): void => {
  for (const set of memory.replicas.keys()) ageSet(memory, set, now, view);
};

const sorted = (sets: ReadonlyMap<Uid | string, ReadonlySet<Uid>>): Json =>
  Object.fromEntries([...sets].map(([key, uids]) => [key, [...uids].sort((a, b) => a - b)]));

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  replicas: Object.fromEntries([...memory.replicas].map(([uid, replicas]) => [uid, replicas.toJson()])),
  owned: sorted(memory.owned),
  strays: sorted(memory.strays),
  orphans: sorted(memory.orphans),
  revisions: sorted(memory.revisions),
  orphanRevisions: sorted(memory.orphanRevisions),
  setsIn: sorted(memory.setsIn),
});
