import type { Instant, Json } from '@orrery/core/engine';
import {
  controllerOf,
  isObjectChange,
  type Change,
  type ControllerRevisionRecord,
  type DaemonSetRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import { type Observing, type UidIndex } from '@orrery/core/control';
import { claimedRevisions } from './claims.ts';
import { criteriaOf } from './criteria.ts';
import { DaemonNodes } from './daemon-nodes.ts';
import { observeNode } from './node-updates.ts';
import { observePod, placePod } from './pod-updates.ts';
import { setOf, type Memory } from './remembered.ts';
import { currentHash } from './revisions.ts';

/** Folds one change into the memory and queues the sets that it concerns. Source: daemon_controller.go event handlers. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  if (isObjectChange(change)) memory.writes.saw(change.kind, change.after?.version ?? 0);
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change.before, change.after, observing);
    case 'Node':
      return observeNode(memory, change.before, change.after, observing);
    case 'DaemonSet':
      return observeSet(memory, change.before, change.after, observing);
    case 'ControllerRevision':
      return observeRevision(memory, change.before, change.after, observing);
    default:
      return;
  }
};

const observeSet = (
  memory: Memory,
  before: DaemonSetRecord | undefined,
  after: DaemonSetRecord | undefined,
  observing: Observing,
): void => {
  const uid = (after ?? before)?.uid ?? 0;
  observing.queue.add(uid);
  if (after !== undefined) return review(memory, after, observing.view, observing.now);
  if (before !== undefined) memory.sets.delete(before.meta.namespace, uid);
  forgetPlaces(memory, uid);
  memory.nodes.delete(uid);
  memory.writes.forget(uid);
  if (observing.live) observing.expectations.forget(uid);
};

/** A set is built anew when its spec or its current revision is another: it is the user's doing and rare. */
const review = (memory: Memory, set: DaemonSetRecord, view: View, now: Instant): void => {
  const known = memory.nodes.get(set.uid);
  const criteria = criteriaOf(set, currentHash(set, claimedRevisions(memory, set, view)));
  const same =
    known?.spec === set.spec &&
    known.criteria.hash === criteria.hash &&
    known.criteria.generation === criteria.generation;
  if (same) return;
  forgetPlaces(memory, set.uid);
  memory.sets.add(set.meta.namespace, set.uid);
  const nodes = new DaemonNodes(set, criteria, (uid) => view.tables.Pod.get(uid));
  memory.nodes.set(set.uid, nodes);
  view.tables.Node.forEach((node) => nodes.putNode(node.meta.name, node, now));
  for (const key of [memory.owned.of(String(set.uid)), memory.orphans.of(set.meta.namespace)])
    for (const uid of key) {
      const pod = view.tables.Pod.get(uid);
      if (pod !== undefined) placePod(memory, set.uid, pod, now);
    }
};

const forgetPlaces = (memory: Memory, uid: Uid): void => {
  const key = String(uid);
  for (const index of [memory.strays, memory.adoptable]) for (const pod of index.of(key)) index.delete(key, pod);
};

/** A revision concerns its set; one that nobody controls, the sets that its labels match. New ones of a set are no news to it. */
const observeRevision = (
  memory: Memory,
  before: ControllerRevisionRecord | undefined,
  after: ControllerRevisionRecord | undefined,
  { view, now, queue }: Observing,
): void => {
  const was = before === undefined ? undefined : setOf(before);
  const is = after === undefined ? undefined : setOf(after);
  if (before !== undefined) revisionIndex(memory, before, was).delete(revisionKey(before, was), before.uid);
  if (after !== undefined) revisionIndex(memory, after, is).add(revisionKey(after, is), after.uid);
  const orphan = after !== undefined && controllerOf(after.meta) === undefined;
  const wasOrphan = before !== undefined && controllerOf(before.meta) === undefined;
  const near = orphan || wasOrphan ? memory.sets.of((after ?? before)?.meta.namespace ?? '') : [];
  for (const uid of new Set([was ?? 0, is ?? 0, ...near])) {
    const set = view.tables.DaemonSet.get(uid);
    if (set !== undefined && memory.nodes.has(uid)) review(memory, set, view, now);
  }
  if (was !== undefined && (is !== was || before !== undefined)) queue.add(was);
  if (is !== undefined && before !== undefined) queue.add(is);
  const news = before === undefined || before.meta.labels !== after?.meta.labels || !wasOrphan;
  if (orphan && news)
    for (const uid of near) if (memory.nodes.get(uid)?.matches(after.meta.labels) === true) queue.add(uid);
};

const revisionIndex = (memory: Memory, revision: ControllerRevisionRecord, set: Uid | undefined): UidIndex =>
  set === undefined && controllerOf(revision.meta) === undefined ? memory.orphanRevisions : memory.revisions;

const revisionKey = (revision: ControllerRevisionRecord, set: Uid | undefined): string =>
  set === undefined ? revision.meta.namespace : String(set);

export const age = (memory: Memory, now: Instant): void => {
  for (const nodes of memory.nodes.values()) nodes.age(now);
};

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = ({ nodes, writes: _, ...indices }: Memory): Json => ({
  nodes: Object.fromEntries([...nodes].map(([uid, one]) => [uid, one.toJson()])),
  ...Object.fromEntries(Object.entries(indices).map(([name, index]) => [name, index.toJson()])),
});
