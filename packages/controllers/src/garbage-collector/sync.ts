import * as E from 'fp-ts/lib/Either.js';
import type { AnyRecord, OwnerReference } from '@orrery/core/cluster';
import type { CommandNamed, Propagation } from '@orrery/core/api';
import {
  nothing,
  type Answer,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import {
  classify,
  deletesDependents,
  foregroundFinalizer,
  orphanFinalizer,
  ownerRead,
  type Verdict,
} from './classify.ts';
import { itemOf, ownerIn, uuidOfRecord } from './identity.ts';
import { rememberAbsent, type Finding, type Memory } from './memory.ts';
import { reportForeign, unblocking, withoutOwners } from './owners.ts';
import { recordOf, withoutFinalizer } from './plan.ts';

const handled = (steps: readonly Step[] = []): Reaction => ({ steps, handled: true });

/** What was read: first the item itself, then each of its owners. Somebody else's being faster is no failure. */
export const react = (
  memory: Memory,
  key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (command.type !== 'Read') return E.isLeft(answer) && answer.left.reason === 'NotFound' ? handled() : undefined;
  const found = E.isRight(answer) ? planning.live(command) : undefined;
  const finding = memory.machine.findings.get(key);
  if (finding === undefined) return handled(itemRead(memory, key, found));
  ownerWasRead(memory, finding, command, found);
  return handled();
};

/** Another object under the item's name means that the item is gone. */
const itemRead = (memory: Memory, key: number, found: AnyRecord | undefined): readonly Step[] => {
  if (found?.uid !== itemOf(key).uid) return [];
  const finding: Finding = { item: found, verdicts: new Map() };
  memory.machine.findings.set(key, finding);
  return deletesDependents(found) ? [] : ownerReads(memory, finding);
};

/** GC-2: owners are looked up live, unless they are known to be gone. */
const ownerReads = (memory: Memory, { item, verdicts }: Finding): readonly Step[] =>
  item.meta.owners.flatMap((reference) => {
    const read = ownerRead(item, reference);
    if (read !== undefined && !memory.machine.absent.has(reference.uid))
      return [{ command: read, onRejection: 'stop' }];
    verdicts.set(reference.uid, read === undefined ? 'solid' : 'dangling');
    return [];
  });

const ownerWasRead = (
  memory: Memory,
  { item, verdicts }: Finding,
  read: CommandNamed<'Read'>,
  found: AnyRecord | undefined,
): void => {
  for (const reference of item.meta.owners) {
    const { kind, name } = reference;
    if (kind !== read.kind || name !== read.name || verdicts.has(reference.uid)) continue;
    const verdict = classify(reference, found);
    verdicts.set(reference.uid, verdict);
    if (verdict === 'dangling') rememberAbsent(memory, reference.uid);
  }
};

/** With everything read: what becomes of the item. Source: garbagecollector.go, attemptToDeleteItem. */
export const conclude = (memory: Memory, key: number, outcome: Outcome, planning: Planning): Plan => {
  const finding = memory.machine.findings.get(key);
  memory.machine.findings.delete(key);
  if (finding === undefined || outcome.failure !== undefined) return nothing;
  const { item, verdicts } = finding;
  if (deletesDependents(item)) return { steps: ownerOfDependents(memory, item, planning) };
  if (item.meta.deletion !== undefined || item.meta.owners.length === 0) return nothing;
  const all = [...verdicts.values()];
  const foreign = item.meta.owners
    .filter((owner) => isForeign(item, owner, planning))
    .map((one) => reportForeign(item, one));
  if (!all.includes('solid')) return { steps: [...foreign, ...deletion(memory, item, all, planning)] };
  if (all.every((verdict) => verdict === 'solid')) return nothing;
  return { steps: [...foreign, withoutOwners(item, (uid) => verdicts.get(uid) !== 'solid', 0, planning)] };
};

/** GC-4: an owner that is deleted in the foreground goes when no dependent blocks it any more. */
const ownerOfDependents = (memory: Memory, owner: AnyRecord, { view }: Planning): readonly Step[] => {
  const uuid = uuidOfRecord(owner);
  const blocked = memory.dependents.some(
    uuid,
    (key) =>
      recordOf(key, view)?.meta.owners.some(({ uid, blockOwnerDeletion }) => uid === uuid && blockOwnerDeletion) ===
      true,
  );
  return blocked ? [] : [withoutFinalizer(owner, foregroundFinalizer)];
};

/**
 * GC-1: the item has no owner left: it goes, if it is still what was read. GC-9: if a dependent of it waits for its own
 * dependents, there may be a circle in which all wait for each other, so the item first ceases to block its owners.
 */
const deletion = (
  memory: Memory,
  item: AnyRecord,
  verdicts: readonly Verdict[],
  planning: Planning,
): readonly Step[] => {
  const { kind, uid, version, meta } = item;
  const { namespace, name } = meta;
  const uuid = uuidOfRecord(item);
  const foreground = verdicts.includes('waiting') && memory.dependents.has(uuid);
  const propagation = foreground ? 'Foreground' : policyOf(item);
  const command = { type: 'Delete' as const, kind, namespace, name, uid, propagation };
  const circular =
    foreground &&
    memory.dependents.some(uuid, (key) => {
      const dependent = recordOf(key, planning.view);
      return dependent !== undefined && deletesDependents(dependent);
    });
  if (!circular) return [{ command: { ...command, version }, onRejection: 'stop' }];
  // The write itself makes another version; its owners are the same, which is what upstream makes sure of.
  return [unblocking(item, planning), { command, onRejection: 'stop' }];
};

/** The policy that an item's own finalizers ask for. */
const policyOf = ({ meta }: AnyRecord): Propagation => {
  if (meta.finalizers.includes(orphanFinalizer)) return 'Orphan';
  return meta.finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
};

const isForeign = (item: AnyRecord, { uid }: OwnerReference, { view }: Planning): boolean => {
  const owner = ownerIn(view, uid);
  return owner !== undefined && owner.meta.namespace !== '' && owner.meta.namespace !== item.meta.namespace;
};
