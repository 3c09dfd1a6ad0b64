import * as E from 'fp-ts/lib/Either.js';
import type { PodRecord } from '@orrery/core/cluster';
import {
  nothing,
  type Answer,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import { readyAgain, release } from './machine.ts';
import { isWaiting, type Memory } from './memory.ts';
import type { Draft } from './plan.ts';
import { failed, scheduled } from './reported.ts';

/** SC-1: a binding that went well is reported. */
export const react = (
  _memory: Memory,
  _key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (command.type !== 'BindPod' || E.isLeft(answer)) return undefined;
  const pod = planning.view.tables.Pod.get(command.uid);
  return pod === undefined ? undefined : { steps: [scheduled(pod, command.node)], handled: false };
};

/** After an attempt: what it promised is given back if it failed, and the next pod has its turn. */
export const conclude = (memory: Memory, _key: number, outcome: Outcome<Draft>, planning: Planning): Plan => {
  const { draft, failure } = outcome;
  const pod = draft === undefined ? undefined : planning.view.tables.Pod.get(draft.pod);
  const steps =
    draft === undefined || failure === undefined ? nothing.steps : afterError(memory, draft, pod, outcome, planning);
  return { steps, ...nextTurn(memory, planning) };
};

/** SC-12: an error is reported, and the pod is tried again after its back-off. Source: handleSchedulingFailure. */
const afterError = (
  { machine }: Memory,
  draft: Draft,
  pod: PodRecord | undefined,
  outcome: Outcome<Draft>,
  planning: Planning,
): readonly Step[] => {
  release(machine, draft.pod);
  if (pod === undefined) return [];
  const steps = failed(pod, 'SchedulerError', errorText(outcome, pod), planning);
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
