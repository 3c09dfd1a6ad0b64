import type { Instant, Json } from '@orrery/core/engine';
import {
  controllerOf,
  controllerOfKind,
  isObjectChange,
  keyOf,
  selects,
  type Change,
  type ControllerRevisionRecord,
  type Meta,
  type ObjectChange,
  type PodRecord,
  type StatefulSetRecord,
  type StringMap,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import { isAtLeast, OwnWrites, UidIndex, type Observing } from '@orrery/core/control';
import { claimPrefixes, claimsState, holderOf } from './claims.ts';
import { ordinalOf, parsePodName } from './identity.ts';
import { Replicas } from './replicas.ts';

/** What the controller remembers; all of it but `writes` follows from its caches. */
export interface Memory {
  /** Pods of each set that match it, classified. */
  readonly replicas: Map<Uid, Replicas>;
  /** Pods by the set that their controller reference names, whether they match it or not, known or not. */
  readonly owned: UidIndex;
  /** Owned pods that their set must release, by set. */
  readonly strays: UidIndex;
  /** Pods without a controller, by the namespace and name of the set that their name would fit. */
  readonly orphans: UidIndex;
  /** Revisions by the set that owns them. */
  readonly revisions: UidIndex;
  /** Revisions without a controller, by namespace. */
  readonly orphanRevisions: UidIndex;
  /** Sets by namespace. */
  readonly setsIn: UidIndex;
  /** Sets by what the names of their claims begin with. */
  readonly claimants: UidIndex;
  readonly writes: OwnWrites;
}

export const emptyMemory = (): Memory => ({
  replicas: new Map(),
  owned: new UidIndex(),
  strays: new UidIndex(),
  orphans: new UidIndex(),
  revisions: new UidIndex(),
  orphanRevisions: new UidIndex(),
  setsIn: new UidIndex(),
  claimants: new UidIndex(),
  writes: new OwnWrites(['StatefulSet', 'Pod', 'PersistentVolumeClaim']),
});

/** The StatefulSet that an object names as its controller, by uid. */
const setOf = ({ meta }: PodRecord | ControllerRevisionRecord): Uid | undefined =>
  controllerOfKind('StatefulSet', meta);

/** Does the pod belong to the set by its labels and by the form of its name? */
export const matches = (set: StatefulSetRecord, pod: PodRecord): boolean =>
  pod.meta.namespace === set.meta.namespace &&
  parsePodName(pod.meta.name)?.set === set.meta.name &&
  selects(set.spec.selector, pod.meta.labels);

/** Under which an orphan is kept. */
const orphanKey = ({ meta }: PodRecord): string => keyOf(meta.namespace, parsePodName(meta.name)?.set ?? '');

/** Folds one change into the memory and queues the sets that it concerns. Source: stateful_set.go event handlers. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  if (isObjectChange(change)) memory.writes.saw(change.kind, change.after?.version ?? 0);
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change, observing);
    case 'StatefulSet':
      return observeSet(memory, change, observing);
    case 'ControllerRevision':
      return observeRevision(memory, change);
    case 'PersistentVolumeClaim':
      return observeClaim(memory, change, observing.view);
    default:
      return;
  }
};

/** SS-25: which sets a pod's change concerns. */
const observePod = (memory: Memory, change: ObjectChange<'Pod'>, observing: Observing): void => {
  const { before, after } = change;
  const was = before === undefined ? undefined : setOf(before);
  const is = after === undefined ? undefined : setOf(after);
  if (before !== undefined && (after === undefined || was !== is)) forgetPod(memory, before, was);
  if (after !== undefined) rememberPod(memory, after, is, observing);
  if (was !== undefined && was !== is) observing.queue.add(was);
  if (is !== undefined) {
    observing.queue.add(is);
    becomesAvailable(before, after, is, observing);
  } else if (after !== undefined && isNews(before, after))
    for (const set of interestedSets(memory, after, observing.view)) observing.queue.add(set);
};

const sameLabels = (a: StringMap, b: StringMap): boolean =>
  a === b || (Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => a[key] === b[key]));

/** An orphan concerns a set only when it is new or its labels or its controller changed. */
const isNews = (before: PodRecord | undefined, after: PodRecord): boolean =>
  controllerOf(after.meta) === undefined &&
  (before === undefined ||
    !sameLabels(before.meta.labels, after.meta.labels) ||
    controllerOf(before.meta) !== undefined);

const interestedSets = (memory: Memory, pod: PodRecord, view: View): readonly Uid[] =>
  memory.setsIn.of(pod.meta.namespace).filter((uid) => {
    const set = view.tables.StatefulSet.get(uid);
    return set !== undefined && selects(set.spec.selector, pod.meta.labels);
  });

/** SS-15: a pod that has just become ready is looked at again when it becomes available; 1.35 adds a second for skew. */
const becomesAvailable = (
  before: PodRecord | undefined,
  after: PodRecord | undefined,
  uid: Uid,
  { queue, view, version }: Observing,
): void => {
  const minReadyUs = view.tables.StatefulSet.get(uid)?.spec.minReadyUs ?? 0;
  if (minReadyUs === 0 || after?.status.shape.ready !== true || before?.status.shape.ready !== false) return;
  queue.addAfter(uid, minReadyUs + (isAtLeast(version, '1.36') ? 0 : 1_000_000));
};

const forgetPod = (memory: Memory, pod: PodRecord, set: Uid | undefined): void => {
  if (set === undefined) return memory.orphans.delete(orphanKey(pod), pod.uid);
  memory.owned.delete(String(set), pod.uid);
  memory.strays.delete(String(set), pod.uid);
  memory.replicas.get(set)?.remove(ordinalOf(pod), pod.uid);
};

const rememberPod = (memory: Memory, pod: PodRecord, uid: Uid | undefined, { view, now }: Observing): void => {
  if (uid === undefined) {
    if (controllerOf(pod.meta) === undefined) memory.orphans.add(orphanKey(pod), pod.uid);
    return;
  }
  memory.owned.add(String(uid), pod.uid);
  const set = view.tables.StatefulSet.get(uid);
  if (set !== undefined) sortPod(memory, set, pod, view, now);
};

/** Puts an owned pod where it belongs: among the replicas, or with the strays. */
const sortPod = (memory: Memory, set: StatefulSetRecord, pod: PodRecord, view: View, now: Instant): void => {
  const replicas = memory.replicas.get(set.uid);
  if (matches(set, pod)) {
    memory.strays.delete(String(set.uid), pod.uid);
    if (replicas !== undefined) putPod(replicas, set, pod, view, now);
    return;
  }
  memory.strays.add(String(set.uid), pod.uid);
  replicas?.remove(ordinalOf(pod), pod.uid);
};

/** A pod that is nobody's replica, such as web-007, is claimed and otherwise left alone. */
const putPod = (replicas: Replicas, set: StatefulSetRecord, pod: PodRecord, view: View, now: Instant): void => {
  const ordinal = ordinalOf(pod);
  if (ordinal >= 0) replicas.put(ordinal, pod, now, (one) => claimsState(holderOf(set, one), view));
};

/** The replicas of a set as they are once these pods belong to it as well. */
export const replicasWith = (
  memory: Memory,
  set: StatefulSetRecord,
  adopted: readonly PodRecord[],
  view: View,
  now: Instant,
): Replicas => {
  const known = memory.replicas.get(set.uid);
  if (known !== undefined && adopted.length === 0) return known;
  const replicas = new Replicas(set);
  for (const uid of memory.owned.of(String(set.uid))) {
    const pod = view.tables.Pod.get(uid);
    if (pod !== undefined && matches(set, pod)) putPod(replicas, set, pod, view, now);
  }
  for (const pod of adopted) putPod(replicas, set, pod, view, now);
  return replicas;
};

const observeSet = (memory: Memory, change: ObjectChange<'StatefulSet'>, observing: Observing): void => {
  const { before, after } = change;
  const uid = (after ?? before)?.uid ?? 0;
  observing.queue.add(uid);
  if (after === undefined) {
    if (before !== undefined) forgetSet(memory, before);
    return;
  }
  if (before?.body === after.body && memory.replicas.has(uid)) return;
  memory.setsIn.add(after.meta.namespace, uid);
  for (const prefix of claimPrefixes(after)) memory.claimants.add(prefix, uid);
  memory.replicas.set(uid, new Replicas(after));
  // A change of the spec can change every verdict; it is the user's doing and rare.
  for (const pod of memory.owned.of(String(uid))) {
    const record = observing.view.tables.Pod.get(pod);
    if (record !== undefined) sortPod(memory, after, record, observing.view, observing.now);
  }
};

const forgetSet = (memory: Memory, set: StatefulSetRecord): void => {
  const { uid, meta } = set;
  memory.replicas.delete(uid);
  for (const pod of memory.strays.of(String(uid))) memory.strays.delete(String(uid), pod);
  memory.setsIn.delete(meta.namespace, uid);
  for (const prefix of claimPrefixes(set)) memory.claimants.delete(prefix, uid);
  memory.writes.forget(uid);
};

/** Is everything as it was that a pod's claims are judged by? */
const isSame = (before: Meta, after: Meta | undefined): boolean =>
  before.owners === after?.owners && before.deletion === after.deletion;

/** A claim's change queues nothing; what it means for its pod is remembered. */
const observeClaim = (memory: Memory, change: ObjectChange<'PersistentVolumeClaim'>, view: View): void => {
  const { before, after } = change;
  const meta = (after ?? before)?.meta;
  const parsed = meta === undefined ? undefined : parsePodName(meta.name);
  if (meta === undefined || parsed === undefined || (before !== undefined && isSame(before.meta, after?.meta))) return;
  for (const uid of memory.claimants.of(`${meta.namespace}/${parsed.set}`)) {
    const set = view.tables.StatefulSet.get(uid);
    if (set === undefined) continue;
    memory.replicas.get(uid)?.putClaims(parsed.ordinal, (pod) => {
      const record = view.tables.Pod.get(pod);
      return record === undefined ? undefined : claimsState(holderOf(set, record), view);
    });
  }
};

const observeRevision = (memory: Memory, change: ObjectChange<'ControllerRevision'>): void => {
  const { before, after } = change;
  if (before !== undefined) {
    const { index, key } = placeOf(memory, before);
    index?.delete(key, before.uid);
  }
  if (after !== undefined) {
    const { index, key } = placeOf(memory, after);
    index?.add(key, after.uid);
  }
};

/** Where a revision is kept: with its set, or with the orphans of its namespace; another's is not kept. */
const placeOf = (memory: Memory, revision: ControllerRevisionRecord): { index: UidIndex | undefined; key: string } => {
  const set = setOf(revision);
  if (set !== undefined) return { index: memory.revisions, key: String(set) };
  const orphaned = controllerOf(revision.meta) === undefined;
  return { index: orphaned ? memory.orphanRevisions : undefined, key: revision.meta.namespace };
};

/** Revisions of a set, in order of uid. */
export const revisionsOf = (memory: Memory, set: StatefulSetRecord, view: View): readonly ControllerRevisionRecord[] =>
  memory.revisions.of(String(set.uid)).flatMap((uid) => view.tables.ControllerRevision.get(uid) ?? []);

/** Brings the verdicts of one set's pods up to `now`. */
export const ageSet = (memory: Memory, set: Uid, now: Instant, view: View): void =>
  memory.replicas.get(set)?.age(now, (pod) => view.tables.Pod.get(pod));

export const age = (memory: Memory, now: Instant, view: View): void => {
  for (const set of memory.replicas.keys()) ageSet(memory, set, now, view);
};

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  replicas: Object.fromEntries([...memory.replicas].map(([uid, replicas]) => [uid, replicas.toJson()])),
  owned: memory.owned.toJson(),
  strays: memory.strays.toJson(),
  orphans: memory.orphans.toJson(),
  revisions: memory.revisions.toJson(),
  orphanRevisions: memory.orphanRevisions.toJson(),
  setsIn: memory.setsIn.toJson(),
  claimants: memory.claimants.toJson(),
});
