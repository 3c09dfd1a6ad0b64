import * as E from 'fp-ts/lib/Either.js';
import type { Answer, Outcome, Plan, Planning, Reaction, Step } from '@orrery/core/control';
import { isWaiting, release, type Memory } from './memory.ts';
import type { Draft } from './plan.ts';
import { scheduled } from './reported.ts';

/** SC-11: a binding that went well is reported. */
export const react = (
  _memory: Memory,
  _key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (command.type !== 'BindPod') return undefined;
  const pod = planning.view.tables.Pod.get(command.uid);
  if (E.isLeft(answer)) {
    // The pod is gone, on its way out or bound by somebody else: there is nothing to try again.
    const over = answer.left.kind === 'Pod';
    return over ? { steps: [], handled: true } : undefined;
  }
  return pod === undefined ? undefined : { steps: [scheduled(pod, command.node)], handled: false };
};

/** After an attempt: what it promised is given back if it failed, and the next pod has its turn. */
export const conclude = (memory: Memory, _key: number, outcome: Outcome<Draft>, planning: Planning): Plan => {
  const { machine } = memory;
  const { draft, failure } = outcome;
  if (draft !== undefined && (failure !== undefined || !draft.waits)) release(machine, draft.pod);
  if (draft !== undefined && failure !== undefined) {
    const pod = planning.view.tables.Pod.get(draft.pod);
    if (isWaiting(pod)) machine.backOff.add(pod, planning.now);
  }
  const more = machine.active.size + machine.backOff.size > 0;
  return { steps: [], ...(more ? { requeueAfterUs: 0 } : {}) };
};
