import * as E from 'fp-ts/lib/Either.js';
import {
  nothing,
  type Answer,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import { hasCandidates, toNextRun, type Memory } from './memory.ts';
import { onMissingNode } from './plan.ts';

/** A node that is not there takes its pods with it. */
export const react = (
  memory: Memory,
  _key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (command.type !== 'Read' || E.isRight(answer) || answer.left.reason !== 'NotFound') return undefined;
  return { steps: onMissingNode(memory, command.name, planning), handled: true };
};

/** While there is something to look at the loop goes on. */
export const conclude = (memory: Memory, _key: number, _outcome: Outcome, { now }: Planning): Plan =>
  hasCandidates(memory) ? { steps: [], requeueAfterUs: toNextRun(now) } : nothing;
