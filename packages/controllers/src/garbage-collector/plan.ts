import type { AnyRecord, View } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { deletesDependents, orphanFinalizer, orphansDependents } from './classify.ts';
import { itemOf, uuidOfRecord } from './identity.ts';
import type { Memory } from './memory.ts';
import { withoutOwners } from './owners.ts';

export const recordOf = (key: number, view: View): AnyRecord | undefined => {
  const { kind, uid } = itemOf(key);
  return view.tables[kind].get(uid);
};

/** The objects that name this one as an owner, in the order of their keys. */
const dependentsOf = (memory: Memory, owner: AnyRecord, view: View): readonly AnyRecord[] =>
  memory.dependents.of(uuidOfRecord(owner)).flatMap((key) => recordOf(key, view) ?? []);

/** What a key needs first: an item is read live; an owner that orphans takes the references out of its dependents. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  const record = recordOf(key, planning.view);
  if (record === undefined) return nothing;
  if (itemOf(key).orphaning) return orphaning(memory, record, planning);
  // Something on its way out that waits for nobody goes by itself.
  if (record.meta.deletion !== undefined && !deletesDependents(record)) return nothing;
  const { kind, meta } = record;
  const read: Step = {
    command: { type: 'Read', kind, namespace: meta.namespace, name: meta.name },
    onRejection: 'stop',
  };
  return { steps: [read] };
};

/** GC-5: every dependent loses its reference; when all have, the owner loses its finalizer and goes. Source: attemptToOrphanWorker. */
const orphaning = (memory: Memory, owner: AnyRecord, planning: Planning): Plan => {
  if (!orphansDependents(owner)) return nothing;
  const uuid = uuidOfRecord(owner);
  const freed = dependentsOf(memory, owner, planning.view).map((one) =>
    withoutOwners(one, (uid) => uid === uuid, 0, planning),
  );
  return { steps: [...freed, withoutFinalizer(owner, orphanFinalizer)] };
};

export const withoutFinalizer = ({ kind, uid, version, meta }: AnyRecord, finalizer: string): Step => {
  const finalizers = meta.finalizers.filter((one) => one !== finalizer);
  return { command: { type: 'SetFinalizers', kind, uid, version, finalizers }, onRejection: 'stop', batch: 1 };
};
