import type { Instant, Json } from '@orrery/core/engine';
import {
  controllerOf,
  controllerOfKind,
  isTerminal,
  isTerminating,
  selects,
  type Change,
  type ObjectChange,
  type PodRecord,
  type ReplicaSetRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { Replicas } from './replicas.ts';

/** What the controller remembers; all of it follows from its caches. */
export interface Memory {
  readonly replicas: Map<Uid, Replicas>;
  /** Pods by the ReplicaSet that their controller reference names, known or not. */
  readonly owned: UidIndex;
  /** Pods without a controller, by namespace. */
  readonly orphans: UidIndex;
  /** Of those, the ones that a set's selector selects and that are active, by set. */
  readonly adoptable: UidIndex;
  /** Sets by namespace. */
  readonly setsIn: UidIndex;
  /** Sets by the uid of what controls them, usually a Deployment. */
  readonly siblings: UidIndex;
}

export const emptyMemory = (): Memory => ({
  replicas: new Map(),
  owned: new UidIndex(),
  orphans: new UidIndex(),
  adoptable: new UidIndex(),
  setsIn: new UidIndex(),
  siblings: new UidIndex(),
});

/** The ReplicaSet that a pod names as its controller, by uid. */
export const setOf = ({ meta }: PodRecord): Uid | undefined => controllerOfKind('ReplicaSet', meta);

/** Folds one change and queues the sets that it concerns. Source: replica_set.go event handlers. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  if (change.kind === 'Pod') observePod(memory, change, observing);
  if (change.kind === 'ReplicaSet') observeSet(memory, change, observing);
};

const observePod = (memory: Memory, change: ObjectChange<'Pod'>, observing: Observing): void => {
  const { before, after } = change;
  const { queue, view } = observing;
  const was = before === undefined ? undefined : setOf(before);
  const is = after === undefined ? undefined : setOf(after);
  if (observing.live) meetExpectations(before, after, was, is, observing);
  if (before !== undefined) forgetPod(memory, before, was, view);
  if (after !== undefined) rememberPod(memory, after, is, observing);
  if (was !== undefined && was !== is) queue.add(was);
  if (is !== undefined) {
    queue.add(is);
    return becomesAvailable(before, after, is, observing);
  }
  if (after === undefined || controllerOf(after.meta) !== undefined || !isNews(before, after)) return;
  for (const set of selectingSets(memory, after, view)) queue.add(set.uid);
};

/** Sets that would take a pod in. */
const selectingSets = ({ setsIn }: Memory, { meta }: PodRecord, view: View): readonly ReplicaSetRecord[] =>
  setsIn
    .of(meta.namespace)
    .flatMap((uid) => view.tables.ReplicaSet.get(uid) ?? [])
    .filter(({ spec }) => selects(spec.selector, meta.labels));

const isActive = (pod: PodRecord): boolean => !isTerminating(pod) && !isTerminal(pod);

/** An orphan concerns sets only when it is new, or its labels or its controller changed. */
const isNews = (before: PodRecord | undefined, after: PodRecord): boolean =>
  before === undefined || before.meta.labels !== after.meta.labels || controllerOf(before.meta) !== undefined;

/** A pod that has just become ready is looked at again when it becomes available; a second more, since upstream rounds. */
const becomesAvailable = (
  before: PodRecord | undefined,
  after: PodRecord | undefined,
  uid: Uid,
  { queue, view }: Observing,
): void => {
  const minReadyUs = view.tables.ReplicaSet.get(uid)?.spec.minReadyUs ?? 0;
  if (minReadyUs > 0 && after?.status.shape.ready === true && before?.status.shape.ready !== true)
    queue.addAfter(uid, minReadyUs + 1_000_000);
};

/** A pod that has appeared, or that is on its way out or gone, is one the controller no longer waits to see. */
const meetExpectations = (
  before: PodRecord | undefined,
  after: PodRecord | undefined,
  was: Uid | undefined,
  is: Uid | undefined,
  { expectations }: Observing,
): void => {
  if (after === undefined) {
    if (was !== undefined && before !== undefined && !isTerminating(before)) expectations.deletionObserved(was);
    return;
  }
  if (is === undefined) return;
  if (before === undefined && !isTerminating(after)) expectations.creationObserved(is);
  else if (isTerminating(after) && (before === undefined || !isTerminating(before))) expectations.deletionObserved(is);
};

const forgetPod = (memory: Memory, pod: PodRecord, set: Uid | undefined, view: View): void => {
  if (set === undefined) {
    memory.orphans.delete(pod.meta.namespace, pod.uid);
    for (const { uid } of selectingSets(memory, pod, view)) memory.adoptable.delete(String(uid), pod.uid);
    return;
  }
  memory.owned.delete(String(set), pod.uid);
  memory.replicas.get(set)?.remove(pod.uid);
};

const rememberPod = (memory: Memory, pod: PodRecord, set: Uid | undefined, { view, now }: Observing): void => {
  if (set === undefined) {
    if (controllerOf(pod.meta) !== undefined) return;
    memory.orphans.add(pod.meta.namespace, pod.uid);
    if (!isActive(pod)) return;
    for (const { uid } of selectingSets(memory, pod, view)) memory.adoptable.add(String(uid), pod.uid);
    return;
  }
  memory.owned.add(String(set), pod.uid);
  memory.replicas.get(set)?.put(pod, now);
};

const observeSet = (memory: Memory, change: ObjectChange<'ReplicaSet'>, observing: Observing): void => {
  const { before, after } = change;
  const { queue, live, expectations } = observing;
  const uid = (after ?? before)?.uid ?? 0;
  if (before !== undefined) memory.siblings.delete(ownerKey(before), uid);
  if (after !== undefined) memory.siblings.add(ownerKey(after), uid);
  queue.add(uid);
  if (after === undefined) {
    memory.replicas.delete(uid);
    for (const pod of memory.adoptable.of(String(uid))) memory.adoptable.delete(String(uid), pod);
    if (before !== undefined) memory.setsIn.delete(before.meta.namespace, uid);
    if (live) expectations.forget(uid);
    return;
  }
  if (before?.body === after.body && memory.replicas.has(uid)) return;
  memory.setsIn.add(after.meta.namespace, uid);
  rebuild(memory, after, observing);
};

/** What controls a set; sets of nobody are nobody's siblings but their own. */
const ownerKey = ({ meta, uid }: ReplicaSetRecord): string => controllerOf(meta)?.uid ?? `set/${uid}`;

/** A new spec can change every verdict: it is a rollout's or a user's doing, and rare. */
const rebuild = (memory: Memory, set: ReplicaSetRecord, { view, now }: Observing): void => {
  const replicas = new Replicas(set.spec);
  memory.replicas.set(set.uid, replicas);
  for (const uid of memory.owned.of(String(set.uid))) {
    const pod = view.tables.Pod.get(uid);
    if (pod !== undefined) replicas.put(pod, now);
  }
  const key = String(set.uid);
  for (const uid of memory.adoptable.of(key)) memory.adoptable.delete(key, uid);
  for (const uid of memory.orphans.of(set.meta.namespace)) {
    const pod = view.tables.Pod.get(uid);
    if (pod !== undefined && isActive(pod) && selects(set.spec.selector, pod.meta.labels))
      memory.adoptable.add(key, uid);
  }
};

/** Orphans that a set should take in. */
export const orphansFor = ({ adoptable }: Memory, set: Uid, view: View): readonly PodRecord[] =>
  adoptable.of(String(set)).flatMap((uid) => view.tables.Pod.get(uid) ?? []);

/** Sets under the same controller, itself included. */
export const siblingsOf = ({ siblings }: Memory, set: ReplicaSetRecord): readonly Uid[] => siblings.of(ownerKey(set));

const podOf =
  (view: View) =>
  (uid: Uid): PodRecord | undefined =>
    view.tables.Pod.get(uid);

export const ageSet = ({ replicas }: Memory, set: Uid, now: Instant, view: View): void =>
  replicas.get(set)?.age(now, podOf(view));

export const age = (memory: Memory, now: Instant, view: View): void => {
  for (const set of memory.replicas.keys()) ageSet(memory, set, now, view);
};

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = ({ replicas, owned, orphans, adoptable, setsIn, siblings }: Memory): Json => ({
  replicas: Object.fromEntries([...replicas].map(([uid, one]) => [uid, one.toJson()])),
  owned: owned.toJson(),
  orphans: orphans.toJson(),
  adoptable: adoptable.toJson(),
  setsIn: setsIn.toJson(),
  siblings: siblings.toJson(),
});
