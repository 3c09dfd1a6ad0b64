import * as E from 'fp-ts/lib/Either.js';
import type { AnyRecord } from '@orrery/core/cluster';
import type { CommandNamed } from '@orrery/core/api';
import {
  nothing,
  type Answer,
  type Done,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import { foundAbsent } from './absence.ts';
import { classify, foregroundFinalizer } from './classify.ts';
import { coordinatesOf, readOf, referred } from './coordinates.ts';
import { deletion, ownersText } from './deletion.ts';
import { itemOf, recordOf, uuidOfRecord } from './identity.ts';
import type { Finding, Memory } from './memory.ts';
import { withoutOwners } from './owners.ts';
import { withoutFinalizer } from './plan.ts';

const handled = (steps: readonly Step[] = []): Reaction => ({ steps, handled: true });

/** What was read: first the item itself, then each of its owners. Somebody else's being faster is no failure. */
export const react = (
  memory: Memory,
  key: number,
  step: Step,
  answer: Answer,
  planning: Planning,
  done: readonly Done[],
): Reaction | undefined => {
  const { command, note } = step;
  if (command.type === 'Delete') return afterDelete(command, note, answer);
  if (command.type !== 'Read') return E.isLeft(answer) && answer.left.reason === 'NotFound' ? handled() : undefined;
  if (E.isLeft(answer) && answer.left.reason !== 'NotFound') return undefined;
  const found = E.isRight(answer) ? planning.live(command) : undefined;
  if (typeof note === 'string') return deletedAfterAll(note, found, done);
  const finding = memory.machine.findings.get(key);
  if (finding === undefined) return itemRead(memory, key, found, planning);
  ownerWasRead(memory, finding, command, found);
  return handled();
};

/** GC-7: the item has changed since it was read; whether that matters, another look says. Source: operations.go, deleteObject. */
const afterDelete = (
  { kind, namespace, name, version }: CommandNamed<'Delete'>,
  note: Step['note'],
  answer: Answer,
): Reaction | undefined => {
  if (E.isRight(answer)) return undefined;
  if (answer.left.reason === 'NotFound') return handled();
  if (answer.left.reason !== 'Conflict' || version === undefined || note === undefined) return undefined;
  return handled([{ command: { type: 'Read', kind, namespace, name }, onRejection: 'stop', note }]);
};

/** GC-7: with the same owners it goes whatever else was written; with others the evidence is old. */
const deletedAfterAll = (owners: string, found: AnyRecord | undefined, done: readonly Done[]): Reaction => {
  if (found === undefined) return handled();
  const last = done.findLast(({ step }) => step.command.type === 'Delete')?.step.command;
  if (last?.type !== 'Delete' || last.uid !== found.uid || ownersText(found) !== owners)
    return { ...handled(), failure: `${found.kind} ${found.meta.name} has changed since it was read` };
  const { version: _, ...command } = last;
  return handled([{ command, onRejection: 'stop' }]);
};

/** Another object under the item's name means that the item is gone. */
const itemRead = (memory: Memory, key: number, found: AnyRecord | undefined, { view }: Planning): Reaction => {
  const { machine } = memory;
  const item = itemOf(key);
  const record = recordOf(key, view);
  const expected =
    'virtual' in item ? machine.virtual.at(item.virtual) : record === undefined ? undefined : coordinatesOf(record);
  if (expected === undefined) return handled();
  if (found === undefined || uuidOfRecord(found) !== expected.uid) {
    machine.woken.set(key, foundAbsent(memory, expected, view));
    return handled();
  }
  // GC-10: until its informer shows it there is no knowing whether it will: it may come and go unseen.
  if ('virtual' in item)
    return { ...handled(), failure: `${found.kind} ${found.meta.name} has not been seen by its informer yet` };
  const finding: Finding = { item: found, verdicts: new Map() };
  machine.findings.set(key, finding);
  return handled(machine.waiting.has(key) ? [] : ownerReads(memory, finding));
};

/** GC-2: owners are looked up live, unless they are known to be gone. */
const ownerReads = ({ machine }: Memory, { item, verdicts }: Finding): readonly Step[] =>
  item.meta.owners.flatMap((reference): readonly Step[] => {
    if (machine.absent.has(reference, item.meta.namespace)) {
      verdicts.set(reference.uid, 'dangling');
      return [];
    }
    const read = readOf(referred(reference, item.meta.namespace));
    if (read !== undefined) return [{ command: read, onRejection: 'stop' }];
    verdicts.set(reference.uid, 'unknown');
    return [];
  });

const ownerWasRead = (
  { machine }: Memory,
  { item, verdicts }: Finding,
  read: CommandNamed<'Read'>,
  found: AnyRecord | undefined,
): void => {
  for (const reference of item.meta.owners) {
    const { kind, name } = reference;
    if (kind !== read.kind || name !== read.name || verdicts.has(reference.uid)) continue;
    const verdict = classify(reference, found);
    verdicts.set(reference.uid, verdict);
    if (verdict === 'dangling') machine.absent.add(referred(reference, read.namespace));
  }
};

/** With everything read: what becomes of the item. Source: garbagecollector.go, attemptToDeleteItem. */
export const conclude = (memory: Memory, key: number, outcome: Outcome, planning: Planning): Plan => {
  const { findings, woken, waiting } = memory.machine;
  const finding = findings.get(key);
  const { now, elsewhere } = woken.get(key) ?? { now: [] };
  findings.delete(key);
  woken.delete(key);
  const others = elsewhere === undefined ? {} : { others: [elsewhere] };
  if (finding === undefined || outcome.failure !== undefined) return { steps: [], also: now, ...others };
  const { item, verdicts } = finding;
  if (waiting.has(key)) return ownerOfDependents(memory, item, planning);
  if (item.meta.owners.length === 0) return nothing;
  const all = [...verdicts.values()];
  if (all.includes('unknown')) return nothing;
  if (!all.includes('solid')) return { steps: deletion(memory, item, all) };
  const gone = item.meta.owners.map(({ uid }) => uid).filter((uid) => verdicts.get(uid) !== 'solid');
  return gone.length === 0 ? nothing : { steps: [withoutOwners(item, gone, 0)] };
};

/**
 * GC-4: an owner that is deleted in the foreground goes when no dependent blocks it any more; those that do are looked at. Source:
 * processDeletingDependentsItem.
 */
const ownerOfDependents = (memory: Memory, owner: AnyRecord, { view }: Planning): Plan => {
  const uuid = uuidOfRecord(owner);
  const blocking = memory.dependents
    .of(uuid)
    .filter((key) =>
      recordOf(key, view)?.meta.owners.some(({ uid, blockOwnerDeletion }) => uid === uuid && blockOwnerDeletion),
    );
  if (blocking.length === 0) return { steps: [withoutFinalizer(owner, foregroundFinalizer)] };
  return { steps: [], also: blocking.filter((key) => !memory.machine.waiting.has(key)) };
};
