import { isJsonObject, type Json, type JsonObject } from '../engine/index.ts';
import { draftOf, listAt, textAt, uuidOf, type AnyRecord } from '../cluster/index.ts';
import type { Planning, Step } from './controller.ts';
import { controllerReference } from './revision.ts';

/** The object with other owner references and nothing else changed. */
const withOwners = (record: AnyRecord, change: (owners: readonly Json[]) => readonly Json[]): JsonObject => {
  const draft = draftOf(record);
  const metadata = isJsonObject(draft['metadata']) ? draft['metadata'] : {};
  const { ownerReferences: _, ...rest } = metadata;
  const owners = change(listAt(metadata, 'ownerReferences'));
  return { ...draft, metadata: owners.length === 0 ? rest : { ...rest, ownerReferences: owners } };
};

const rewrite = (
  record: AnyRecord,
  change: (owners: readonly Json[]) => readonly Json[],
  { body }: Planning,
): Step => ({
  command: { type: 'Update', kind: record.kind, uid: record.uid, body: body(withOwners(record, change)) },
  onRejection: 'stop',
});

/** Takes an orphan in. Source: PodControllerRefManager.AdoptPod and its like. */
export const adopt = (orphan: AnyRecord, owner: AnyRecord, planning: Planning): Step =>
  rewrite(orphan, (owners) => [...owners, controllerReference(owner)], planning);

/** Lets go of what no longer matches. Source: PodControllerRefManager.ReleasePod. */
export const release = (dependent: AnyRecord, owner: AnyRecord, planning: Planning): Step => {
  const uid = uuidOf(owner.kind, owner.uid);
  return rewrite(dependent, (owners) => owners.filter((one) => textAt(one, 'uid') !== uid), planning);
};
