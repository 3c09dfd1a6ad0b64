import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson } from '@orrery/core/engine';
import { isTerminating, type ReplicaSetRecord } from '@orrery/core/cluster';
import type { Rejection } from '@orrery/core/api';
import type { Answer, Outcome, Plan, Planning, Reaction, Step } from '@orrery/core/control';
import { ageSet, type Memory } from './memory.ts';
import type { Draft } from './plan.ts';
import { reported } from './reported.ts';
import { statusOf, type Failure } from './status.ts';

/** What follows the answer to one request: the report about it, and one thing less to expect where it was refused. */
export const react = (
  _memory: Memory,
  key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  const set = planning.view.tables.ReplicaSet.get(key);
  if (set === undefined || !('kind' in command)) return undefined;
  if (command.type === 'Create') return created(set, answer, planning);
  if (command.type === 'Delete') return deleted(set, command.name, answer, planning);
  return command.type === 'Read' ? readAgain(set, command, answer, planning) : undefined;
};

const isNamespaceGoing = ({ causes }: Rejection): boolean =>
  causes.some(({ reason }) => reason === 'NamespaceTerminating');

const created = (set: ReplicaSetRecord, answer: Answer, planning: Planning): Reaction => {
  if (E.isLeft(answer)) {
    planning.expectations.creationObserved(set.uid);
    // A namespace on its way out takes nothing in, and that is nobody's failure.
    if (isNamespaceGoing(answer.left)) return { steps: [], handled: true };
    return { steps: [reported(set, 'notCreated', answer.left.message)], handled: false };
  }
  // The server made the name.
  const pod = planning.answered(answer.right);
  return { steps: pod === undefined ? [] : [reported(set, 'created', pod.meta.name)], handled: false };
};

const deleted = (set: ReplicaSetRecord, pod: string, answer: Answer, planning: Planning): Reaction => {
  if (E.isRight(answer)) return { steps: [reported(set, 'deleted', pod)], handled: false };
  planning.expectations.deletionObserved(set.uid);
  const gone = answer.left.reason === 'NotFound';
  return { steps: gone ? [] : [reported(set, 'notDeleted', answer.left.message)], handled: gone };
};

/** A set that turns out to be another one, or about to go, takes nobody in: the pass fails and comes again. */
const readAgain = (
  set: ReplicaSetRecord,
  read: Extract<Step['command'], { type: 'Read' }>,
  answer: Answer,
  { live }: Planning,
): Reaction | undefined => {
  const found = E.isRight(answer) ? live(read) : undefined;
  if (found !== undefined && found.uid === set.uid && !isTerminating(found)) return undefined;
  return { steps: [{ command: { ...read, name: '' }, onRejection: 'stop' }], handled: true };
};

const failureOf = ({ draft, failure }: Outcome<Draft>): Failure | undefined => {
  if (failure === undefined || draft === undefined || draft.direction === 0) return undefined;
  return { reason: draft.direction < 0 ? 'FailedCreate' : 'FailedDelete', message: failure.message };
};

/** RS-3, RS-7: what was skipped is no longer expected, and status is written when it changed, failed or not. */
export const conclude = (memory: Memory, key: number, outcome: Outcome<Draft>, planning: Planning): Plan => {
  const { draft, done } = outcome;
  const set = planning.view.tables.ReplicaSet.get(key);
  const replicas = memory.replicas.get(key);
  if (draft === undefined || set === undefined || replicas === undefined) return { steps: [] };
  const sent = done.filter(({ step: { command } }) => command.type === 'Create').length;
  for (let skipped = draft.creations - sent; skipped > 0; skipped--) planning.expectations.creationObserved(key);
  ageSet(memory, key, planning.now, planning.view);
  const status = planning.body(statusOf(set, replicas, failureOf(outcome), planning.now));
  if (canonicalJson(status.json) === canonicalJson(set.statusBody.json)) return { steps: [] };
  const command = { type: 'UpdateStatus' as const, kind: 'ReplicaSet' as const, uid: set.uid, status };
  return { steps: [{ command, onRejection: 'stop' }] };
};
