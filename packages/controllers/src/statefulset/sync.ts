import * as E from 'fp-ts/lib/Either.js';
import {
  renumberRevision,
  type Answer,
  type Done,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import type { CommandNamed } from '@orrery/core/api';
import { isTerminating, type StatefulSetRecord, type StatefulSetStatus } from '@orrery/core/cluster';
import { adopting } from './adoption.ts';
import type { Memory } from './memory.ts';
import { noteOf } from './note.ts';
import { reactToCollision, reactToFoundRevision } from './collision.ts';
import { reactToPodWork } from './pod-answers.ts';
import { newRevisionName, revising, truncation } from './revisions.ts';
import { completed, isConsistent, type StatusDraft } from './status.ts';

/** What follows the answer to one request: the report about it, and what a refusal means. */
export const react = (
  memory: Memory,
  key: number,
  step: Step,
  answer: Answer,
  planning: Planning,
  done: readonly Done[],
): Reaction | undefined => {
  const set = planning.view.tables.StatefulSet.get(key);
  remember(memory, key, step, answer, planning);
  if (set === undefined) return undefined;
  const { command } = step;
  if (step.note === adopting) return reactToAdoption(set, step, answer, planning);
  if (step.note === revising) {
    if (command.type === 'Create') return reactToCollision(command, answer);
    if (command.type === 'Read') return reactToFoundRevision(memory, set, command, planning, done);
    return again(step, answer, done, revisionAttempts, () => {
      const record = command.type === 'Update' ? planning.view.tables.ControllerRevision.get(command.uid) : undefined;
      const number = command.type === 'Update' ? Number(revisionNumber(command)) : 0;
      return record === undefined ? undefined : { ...renumberRevision(record, number, planning), note: revising };
    });
  }
  if (command.type === 'ReportStatefulSetStatus')
    return again(step, answer, done, statusAttempts, () => ({
      ...step,
      command: { ...command, version: set.version },
    }));
  const note = noteOf(step);
  return note === undefined ? undefined : reactToPodWork(set, step, note, answer, planning, done);
};

/** How often a write is tried while others write at the same time, and how long after. Source: client-go, retry.DefaultRetry. */
const revisionAttempts = 4;
const statusAttempts = 5;
const retryDelayUs = 10_000;

const revisionNumber = ({ body }: CommandNamed<'Update'>): unknown =>
  typeof body.json === 'object' && body.json !== null && 'revision' in body.json ? body.json['revision'] : 0;

/** SS-28: a write that met another one is tried again, from what the cache shows by then. */
const again = (
  { command }: Step,
  answer: Answer,
  done: readonly Done[],
  attempts: number,
  anew: () => Step | undefined,
): Reaction | undefined => {
  if (E.isRight(answer) || answer.left.reason !== 'Conflict') return undefined;
  const before = done.filter((one) => one.step.command.type === command.type && E.isLeft(one.answer)).length;
  const next = before + 1 < attempts ? anew() : undefined;
  return next === undefined ? undefined : { steps: [{ ...next, delayUs: retryDelayUs }], handled: true };
};

/** SS-27: the version that a write for a set was answered with. */
const remember = (memory: Memory, key: number, { command }: Step, answer: Answer, { answered }: Planning): void => {
  if (E.isLeft(answer) || answer.right === 0) return;
  if (command.type === 'ReportStatefulSetStatus') memory.writes.wrote(key, 'StatefulSet', answer.right);
  if (command.type !== 'Create' && command.type !== 'Update') return;
  // An update that took the last finalizer away leaves nothing for the cache to show.
  if (answered(answer.right) !== undefined) memory.writes.wrote(key, command.kind, answer.right);
};

/** SS-14: orphans are only taken in by a set that is still there and stays; those that are gone by now do not matter. */
const reactToAdoption = (
  set: StatefulSetRecord,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (E.isLeft(answer))
    return answer.left.reason === 'NotFound' && command.type === 'Update' ? { steps: [], handled: true } : undefined;
  if (command.type !== 'Read') return undefined;
  const live = planning.live(command);
  const name = `${command.namespace}/${command.name}`;
  if (live === undefined || live.uid !== set.uid)
    return {
      steps: [],
      handled: false,
      failure: `original StatefulSet ${name} is gone: got uid ${live?.uid ?? 0}, wanted ${set.uid}`,
    };
  return isTerminating(live)
    ? { steps: [], handled: false, failure: `${name} has just been deleted at ${live.meta.deletion?.dueAt ?? 0}` }
    : undefined;
};

/** SS-9, SS-12: writes status, whether the pass failed or not, and then drops revisions that nothing uses any more. */
export const conclude = (_memory: Memory, key: number, outcome: Outcome<StatusDraft>, planning: Planning): Plan => {
  const { draft, failure, done } = outcome;
  if (draft === undefined || planning.view.tables.StatefulSet.get(key) === undefined) return { steps: [] };
  const { set, sorted, inUse } = draft;
  const last = done.at(-1)?.step.note;
  // Nothing is known of a set whose pods or revisions could not be had.
  if (failure !== undefined && last === adopting) return { steps: [] };
  if (failure !== undefined && last === revising) return { steps: truncation(set, sorted, new Set(inUse)) };
  const counted = lessRolled(withCollisions(draft, done), done);
  const live = new Set([counted.currentRevision, counted.updateRevision, ...inUse]);
  const status = completed(set, counted);
  const report: Step = {
    command: { type: 'ReportStatefulSetStatus', uid: set.uid, version: set.version, status },
    onRejection: 'stop',
  };
  return {
    steps: [...(isConsistent(set.status, status) ? [] : [report]), ...truncation(set, sorted, live)],
    ...(draft.error === undefined ? {} : { error: draft.error }),
  };
};

/** The status with the revision that was made in the end, after so many that had its name. */
const withCollisions = ({ set, status }: StatusDraft, done: readonly Done[]): StatefulSetStatus => {
  const tries = done.filter(({ step }) => step.note === revising && step.command.type === 'Create').length;
  if (tries < 2) return status;
  const collisionCount = status.collisionCount + tries - 1;
  const [before, updateRevision] = [status.updateRevision, newRevisionName(set, collisionCount)];
  const renamed = status.currentRevision === before;
  return {
    ...status,
    collisionCount,
    updateRevision,
    updatedReplicas: 0,
    ...(renamed ? { currentRevision: updateRevision, currentReplicas: 0 } : {}),
  };
};

/** SS-9: each pod that the rolling update has stopped, whatever its revision, counts as a current one less. */
const lessRolled = (status: StatefulSetStatus, done: readonly Done[]): StatefulSetStatus => {
  const rolled = done.filter(
    ({ step, answer }) => noteOf(step)?.work === 'roll' && (E.isRight(answer) || answer.left.reason === 'NotFound'),
  );
  const deleted = rolled.filter(({ step }) => step.command.type === 'Delete').length;
  return deleted === 0 ? status : { ...status, currentReplicas: status.currentReplicas - deleted };
};
