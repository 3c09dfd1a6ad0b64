import * as E from 'fp-ts/lib/Either.js';
import { uuidOf, type DaemonSetRecord, type DaemonSetStatus } from '@orrery/core/cluster';
import {
  revisionText,
  type Answer,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import type { Command, CommandNamed, Rejection } from '@orrery/core/api';
import type { DaemonNodes } from './daemon-nodes.ts';
import type { Draft } from './plan.ts';
import type { Memory } from './remembered.ts';
import { reported } from './reported.ts';
import { cleanup, templateText } from './revisions.ts';

/** What follows the answer to one request: the report about it, and one thing less to expect where it was refused. */
export const react = (
  memory: Memory,
  key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  const set = planning.view.tables.DaemonSet.get(key);
  remember(memory, key, command, answer, planning);
  if (set === undefined) return undefined;
  switch (command.type) {
    case 'Create':
      return command.kind === 'Pod' ? created(set, answer, planning) : taken(command, answer);
    case 'Delete':
      return command.kind === 'Pod' ? deleted(set, command.name, answer, planning) : undefined;
    case 'Read':
      return E.isLeft(answer) ? undefined : looked(set, command, planning);
    case 'Update':
      // A pod or revision that is gone needs no owner.
      return E.isLeft(answer) && answer.left.reason === 'NotFound' ? dealtWith() : undefined;
    default:
      return undefined;
  }
};

/** DS-21: the version that a write for a set was answered with. */
const remember = (memory: Memory, key: number, command: Command, answer: Answer, { answered }: Planning): void => {
  if (E.isLeft(answer) || answer.right === 0) return;
  if (command.type === 'ReportDaemonSetStatus') memory.writes.wrote(key, 'DaemonSet', answer.right);
  if (command.type !== 'Create' && command.type !== 'Update') return;
  // An update that took the last finalizer away leaves nothing for the cache to show.
  if (answered(answer.right) !== undefined) memory.writes.wrote(key, command.kind, answer.right);
};

const goingOn = (...steps: readonly Step[]): Reaction => ({ steps, handled: false });
const dealtWith = (...steps: readonly Step[]): Reaction => ({ steps, handled: true });

const isTeardown = ({ causes }: Rejection): boolean => causes.some(({ reason }) => reason === 'NamespaceTerminating');

/** DS-10, DS-17: an answer to a creation. */
const created = (set: DaemonSetRecord, answer: Answer, planning: Planning): Reaction => {
  if (E.isLeft(answer)) {
    // A namespace that is torn down takes no pods and no reports about it; the set goes with it.
    if (isTeardown(answer.left)) return dealtWith();
    planning.expectations.creationObserved(set.uid);
    return goingOn(reported(set, 'notCreated', [answer.left.message]));
  }
  // The server made the name.
  const pod = planning.answered(answer.right);
  return pod === undefined ? goingOn() : goingOn(reported(set, 'created', [pod.meta.name]));
};

const deleted = (set: DaemonSetRecord, pod: string, answer: Answer, planning: Planning): Reaction => {
  if (E.isRight(answer)) return goingOn(reported(set, 'deleted', [pod]));
  planning.expectations.deletionObserved(set.uid);
  // Somebody was faster.
  return answer.left.reason === 'NotFound' ? dealtWith() : goingOn(reported(set, 'notDeleted', [answer.left.message]));
};

/** DS-8: a revision of that name is there already: what it holds is looked at live. */
const taken = ({ kind, namespace, name }: CommandNamed<'Create'>, answer: Answer): Reaction | undefined => {
  if (kind !== 'ControllerRevision' || E.isRight(answer) || answer.left.reason !== 'AlreadyExists') return undefined;
  return dealtWith({ command: { type: 'Read', kind, namespace, name }, onRejection: 'stop' });
};

/** DS-8, DS-14: what a live read showed: the set that wants to take something in, or the revision whose name was taken. */
const looked = (set: DaemonSetRecord, command: CommandNamed<'Read'>, planning: Planning): Reaction | undefined => {
  const live = planning.live(command);
  const { namespace, name } = command;
  if (live?.kind === 'ControllerRevision') {
    if (revisionText(live) === templateText(set.body)) return undefined;
    return { ...goingOn(), failure: `controllerrevisions.apps "${name}" already exists` };
  }
  if (live === undefined || live.uid !== set.uid) {
    const found = live === undefined ? '' : uuidOf('DaemonSet', live.uid);
    const wanted = uuidOf('DaemonSet', set.uid);
    const failure = `original DaemonSet ${namespace}/${name} is gone: got uid ${found}, wanted ${wanted}`;
    return { ...goingOn(), failure };
  }
  if (live.meta.deletion === undefined) return undefined;
  return { ...goingOn(), failure: `${namespace}/${name} has just been deleted` };
};

/** DS-5, DS-9, DS-11: what was skipped is no longer expected, old revisions go, and status is written, failed or not. */
export const conclude = (memory: Memory, key: number, outcome: Outcome<Draft>, planning: Planning): Plan => {
  const set = planning.view.tables.DaemonSet.get(key);
  const nodes = memory.nodes.get(key);
  const { draft, done, failure } = outcome;
  if (set === undefined || nodes === undefined) return { steps: [] };
  if (failure !== undefined && done.at(-1)?.step.onRejection === 'stop') return unprepared(set, outcome, planning);
  if (draft === undefined) return { steps: [] };
  const sent = done.filter(({ step: { command } }) => command.type === 'Create' && command.kind === 'Pod').length;
  for (let skipped = draft.creations - sent; skipped > 0; skipped--) planning.expectations.creationObserved(key);
  nodes.age(planning.now);
  const status = statusOf(set, nodes, draft.heldBack);
  const failed = failure !== undefined || draft.error !== undefined;
  const ripens = set.spec.minReadyUs > 0 && status.numberReady !== status.numberAvailable;
  return {
    steps: [
      ...(failed || draft.heldBack ? [] : cleanup(set, draft.old, (hash) => nodes.bears(hash))),
      { ...statusReport(set, status), regardless: true },
    ],
    ...(draft.error === undefined ? {} : { error: draft.error }),
    ...(ripens ? { requeueAfterUs: set.spec.minReadyUs } : {}),
  };
};

const statusReport = ({ uid }: DaemonSetRecord, status: DaemonSetStatus): Step => ({
  command: { type: 'ReportDaemonSetStatus', uid, status },
  onRejection: 'stop',
});

/** DS-8: history or owners could not be put in order: nothing was done, nothing is expected; a name that was taken is counted. */
const unprepared = (set: DaemonSetRecord, { done, draft }: Outcome<Draft>, planning: Planning): Plan => {
  if (draft !== undefined && !draft.heldBack) planning.expectations.forget(set.uid);
  const last = done.at(-1)?.step.command;
  if (last?.type !== 'Read' || last.kind !== 'ControllerRevision') return { steps: [] };
  const collisionCount = set.status.collisionCount + 1;
  return { steps: [statusReport(set, { ...set.status, collisionCount })] };
};

/** DS-11: the counts over all nodes. Source: updateDaemonSetStatus. */
const statusOf = (set: DaemonSetRecord, { index }: DaemonNodes, heldBack: boolean): DaemonSetStatus => {
  const desired = index.count('desired');
  const available = index.count('available');
  return {
    observedGeneration: heldBack ? set.status.observedGeneration : set.meta.generation,
    currentNumberScheduled: index.count('scheduled'),
    numberMisscheduled: index.count('misscheduled'),
    desiredNumberScheduled: desired,
    numberReady: index.count('ready'),
    updatedNumberScheduled: index.count('updated'),
    numberAvailable: available,
    numberUnavailable: desired - available,
    collisionCount: set.status.collisionCount,
  };
};
