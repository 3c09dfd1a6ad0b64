import type { AnyRecord, View } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { orphanFinalizer, orphansDependents } from './classify.ts';
import { coordinatesOf, readOf, type Coordinates } from './coordinates.ts';
import { itemOf, ownerIn, recordOf, uuidOfRecord } from './identity.ts';
import type { Memory } from './memory.ts';
import { reportForeign, withoutOwners } from './owners.ts';

/** The objects that name this one as an owner, in the order of their keys. */
const dependentsOf = (memory: Memory, owner: AnyRecord, view: View): readonly AnyRecord[] =>
  memory.dependents.of(uuidOfRecord(owner)).flatMap((key) => recordOf(key, view) ?? []);

/** What a key needs first: an item is read live; an owner that orphans takes the references out of its dependents. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  const { view } = planning;
  const item = itemOf(key);
  if ('virtual' in item) {
    const owner = memory.machine.virtual.at(item.virtual);
    return owner === undefined || ownerIn(view, owner.uid) !== undefined ? nothing : { steps: read(owner) };
  }
  const record = recordOf(key, view);
  const reports = record === undefined ? [] : foreignOwners(memory, key, record);
  memory.machine.foreign.delete(key);
  if (record === undefined) return nothing;
  if (item.orphaning) return orphaning(memory, record, planning);
  // Something on its way out that waits for nobody goes by itself.
  if (record.meta.deletion !== undefined && !memory.machine.waiting.has(key)) return { steps: reports };
  return { steps: [...reports, ...read(coordinatesOf(record))] };
};

const read = (coordinates: Coordinates): readonly Step[] => {
  const command = readOf(coordinates);
  return command === undefined ? [] : [{ command, onRejection: 'stop' }];
};

/** GC-6: what is to be said of an item's owners in other namespaces. */
const foreignOwners = ({ machine }: Memory, key: number, record: AnyRecord): readonly Step[] => {
  const uids = machine.foreign.get(key) ?? [];
  return record.meta.owners.filter(({ uid }) => uids.includes(uid)).map((owner) => reportForeign(record, owner));
};

/** GC-5: every dependent loses its reference; when all have, the owner loses its finalizer and goes. Source: attemptToOrphanWorker. */
const orphaning = (memory: Memory, owner: AnyRecord, { view }: Planning): Plan => {
  if (!orphansDependents(owner)) return nothing;
  const freed = dependentsOf(memory, owner, view).map((one) => withoutOwners(one, [uuidOfRecord(owner)], 0));
  return { steps: [...freed, withoutFinalizer(owner, orphanFinalizer)] };
};

export const withoutFinalizer = ({ kind, uid, version, meta }: AnyRecord, finalizer: string): Step => {
  const finalizers = meta.finalizers.filter((one) => one !== finalizer);
  return { command: { type: 'SetFinalizers', kind, uid, version, finalizers }, onRejection: 'stop', batch: 1 };
};
