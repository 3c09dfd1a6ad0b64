import { canonicalJson } from '@orrery/core/engine';
import type { AnyRecord } from '@orrery/core/cluster';
import type { Propagation } from '@orrery/core/api';
import type { Step } from '@orrery/core/control';
import { foregroundFinalizer, orphanFinalizer, type Verdict } from './classify.ts';
import { uuidOfRecord } from './identity.ts';
import type { Memory } from './memory.ts';
import { unblocking } from './owners.ts';

/**
 * GC-1: the item has no owner left: it goes, if it is still what was read. GC-9: if a dependent of it waits for its own
 * dependents, there may be a circle in which all wait for each other, so the item first ceases to block its owners.
 */
export const deletion = (memory: Memory, item: AnyRecord, verdicts: readonly Verdict[]): readonly Step[] => {
  const { kind, uid, version, meta } = item;
  const { namespace, name } = meta;
  const uuid = uuidOfRecord(item);
  const foreground = verdicts.includes('waiting') && memory.dependents.has(uuid);
  const propagation = foreground ? 'Foreground' : policyOf(item);
  const remove: Step = {
    command: { type: 'Delete', kind, namespace, name, uid, version, propagation },
    onRejection: 'stop',
    note: ownersText(item),
  };
  const circular = foreground && memory.dependents.some(uuid, (key) => memory.machine.waiting.has(key));
  return circular ? [unblocking(item), remove] : [remove];
};

/** An object's owner references, to be compared. */
export const ownersText = ({ meta }: AnyRecord): string =>
  canonicalJson(
    meta.owners.map(({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }) => ({
      apiVersion,
      kind,
      name,
      uid,
      controller,
      blockOwnerDeletion,
    })),
  );

/** The policy that an item's own finalizers ask for. */
const policyOf = ({ meta }: AnyRecord): Propagation => {
  if (meta.finalizers.includes(orphanFinalizer)) return 'Orphan';
  return meta.finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
};
