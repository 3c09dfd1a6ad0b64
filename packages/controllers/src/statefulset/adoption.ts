import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import {
  draftOf,
  isTerminating,
  listAt,
  selects,
  textAt,
  uuidOf,
  type AnyRecord,
  type StatefulSetRecord,
} from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { ownerReference } from './identity.ts';
import { matches, type Memory } from './memory.ts';

/** The object with other owner references and nothing else changed. */
const withOwners = (record: AnyRecord, owners: readonly Json[]): JsonObject => {
  const draft = draftOf(record);
  const metadata = isJsonObject(draft['metadata']) ? draft['metadata'] : {};
  const { ownerReferences: _, ...rest } = metadata;
  return { ...draft, metadata: owners.length === 0 ? rest : { ...rest, ownerReferences: owners } };
};

const ownersOf = (record: AnyRecord): readonly Json[] => listAt(draftOf(record), 'metadata', 'ownerReferences');

const rewrite = (record: AnyRecord, owners: readonly Json[], planning: Planning): Step => ({
  command: { type: 'Update', kind: record.kind, uid: record.uid, body: planning.body(withOwners(record, owners)) },
  onRejection: 'stop',
});

/**
 * SS-14: takes in orphans that match the set, after one live read that shows the set still there and not being deleted,
 * and lets go of pods that no longer match. Source: ClaimPods, adoptOrphanRevisions.
 */
export const adoption = (memory: Memory, set: StatefulSetRecord, planning: Planning): readonly Step[] => {
  if (isTerminating(set)) return [];
  const { Pod, ControllerRevision } = planning.view.tables;
  const { namespace, name } = set.meta;
  const found = <Stored>(uids: ReadonlySet<number> | undefined, get: (uid: number) => Stored | undefined): Stored[] =>
    [...(uids ?? [])].sort((a, b) => a - b).flatMap((uid) => get(uid) ?? []);
  const pods = found(memory.orphans.get(namespace), (uid) => Pod.get(uid)).filter(
    (pod) => !isTerminating(pod) && matches(set, pod),
  );
  const revisions = found(memory.orphanRevisions.get(namespace), (uid) => ControllerRevision.get(uid)).filter(
    (revision) => selects(set.spec.selector, revision.meta.labels),
  );
  const orphans: readonly AnyRecord[] = [...revisions, ...pods];
  const taken = orphans.map((record) => rewrite(record, [...ownersOf(record), ownerReference(set)], planning));
  const released = found(memory.strays.get(set.uid), (uid) => Pod.get(uid)).map((pod) =>
    rewrite(
      pod,
      ownersOf(pod).filter((owner) => textAt(owner, 'uid') !== uuidOf('StatefulSet', set.uid)),
      planning,
    ),
  );
  const read: Step = { command: { type: 'Read', kind: 'StatefulSet', namespace, name }, onRejection: 'stop' };
  return [...(taken.length === 0 ? [] : [read, ...taken]), ...released];
};
