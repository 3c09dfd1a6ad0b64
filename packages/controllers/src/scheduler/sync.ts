import * as E from 'fp-ts/lib/Either.js';
import type { Json } from '@orrery/core/engine';
import type { PodRecord, Uid } from '@orrery/core/cluster';
import {
  nothing,
  type Answer,
  type Handover,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import { readyAgain, release } from './machine.ts';
import type { Memory } from './memory.ts';
import { failed, scheduled } from './reported.ts';
import { turn } from './turn.ts';
import type { Draft } from './draft.ts';
import { isWaiting } from './waiting.ts';
import { wakeForRoom } from './waking.ts';

/** SC-41: a victim that is gone already is told nothing more. */
const without = (victim: Json): Reaction => ({ steps: [], handled: true, without: ({ note }) => note === victim });

/** SC-1: a binding that went well is reported. */
export const react = (
  { machine }: Memory,
  _key: number,
  { command, note }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (E.isLeft(answer)) return answer.left.reason === 'NotFound' && note !== undefined ? without(note) : undefined;
  if (command.type !== 'BindPod') return undefined;
  const reservation = machine.reserved.get(command.uid);
  if (reservation !== undefined) reservation.stage = 'bound';
  const pod = planning.view.tables.Pod.get(command.uid);
  return pod === undefined ? undefined : { steps: [scheduled(pod, command.node)], handled: false };
};

/** After a scheduling cycle comes the next; of a binding cycle that failed what was promised is given back. */
export const conclude = (memory: Memory, key: number, outcome: Outcome<Draft>, planning: Planning): Plan => {
  if (key === turn) return { steps: [], ...nextTurn(memory, planning) };
  const { draft, failure } = outcome;
  if (draft === undefined) return nothing;
  const pod = planning.view.tables.Pod.get(draft.pod);
  if (draft.preempts) return { steps: [], others: afterPreemption(memory, draft.pod, failure !== undefined, planning) };
  if (failure === undefined) return nothing;
  const steps = afterError(memory, draft, pod, outcome, planning);
  const { requeueAfterUs } = nextTurn(memory, planning);
  return { steps, others: requeueAfterUs === undefined ? [] : [{ key: turn, afterUs: requeueAfterUs, cause: 0 }] };
};

/** SC-41: a preemption that failed lets the pod try again at once; of one that went well it waits for the effect. */
const afterPreemption = (
  { machine }: Memory,
  uid: Uid,
  hasFailed: boolean,
  { view, now }: Planning,
): readonly Handover[] => {
  machine.preempting.delete(uid);
  const pod = view.tables.Pod.get(uid);
  if (!hasFailed || !isWaiting(pod) || machine.givenUp.get(uid) === undefined) return [];
  machine.givenUp.delete(uid);
  machine.active.add(pod, now);
  return [{ key: turn, afterUs: 0, cause: 0 }];
};

/** SC-12: an error is reported, and the pod is tried again after its back-off. Source: handleSchedulingFailure. */
const afterError = (
  memory: Memory,
  draft: Draft,
  pod: PodRecord | undefined,
  outcome: Outcome<Draft>,
  planning: Planning,
): readonly Step[] => {
  const { machine } = memory;
  release(machine, draft.pod);
  if (pod === undefined) return [];
  // The scheduling cycle has its turn after this anyway.
  const queue = { add: () => undefined, addAfter: () => undefined };
  wakeForRoom(memory, pod, draft.node, { ...planning, queue });
  const steps = failed(pod, 'SchedulerError', errorText(outcome, pod), '');
  // Bound by somebody else: only the event is left to write.
  if (!isWaiting(pod)) return steps.slice(1);
  const errors = (machine.errors.get(pod.uid) ?? 0) + 1;
  machine.errors.set(pod.uid, errors);
  machine.failed.add(pod, planning.now, readyAgain(planning.now, errors));
  return steps;
};

const errorText = ({ done, failure }: Outcome<Draft>, { meta }: PodRecord): string => {
  const last = done[done.length - 1];
  const message = failure?.message ?? '';
  if (last === undefined || E.isRight(last.answer)) return message; // no request failed: the plan's own error
  if (last.step.command.type !== 'BindPod') return `running PreBind plugin "VolumeBinding": ${message}`;
  // The command names the pod by uid; its client would have named it by name.
  const isGone = failure?.reason === 'NotFound' && failure.kind === 'Pod';
  return `running Bind plugin "DefaultBinder": ${isGone ? `pods "${meta.name}" not found` : message}`;
};

/** When the queue should be looked at again. */
const nextTurn = ({ machine }: Memory, { now }: Planning): Pick<Plan, 'requeueAfterUs'> => {
  if (machine.active.size + machine.backOff.size > 0) return { requeueAfterUs: 0 };
  const { readyAt } = machine.failed;
  return readyAt === undefined ? {} : { requeueAfterUs: Math.max(0, readyAt - now) };
};
