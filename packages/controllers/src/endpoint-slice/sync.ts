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
import type { Memory } from './memory.ts';
import { lookAgain } from './plan.ts';

/** Remembers which versions of slices are its own. */
export const react = (
  { machine }: Memory,
  _key: number,
  { command }: Step,
  answer: Answer,
  { answered }: Planning,
): Reaction | undefined => {
  if (E.isLeft(answer)) return undefined;
  if (command.type === 'Delete' && command.uid !== undefined) machine.written.delete(command.uid);
  if (command.type !== 'Create' && command.type !== 'Update') return undefined;
  const slice = answer.right === 0 ? undefined : answered(answer.right);
  if (slice !== undefined) machine.written.set(slice.uid, slice.version);
  return undefined;
};

export const conclude = (memory: Memory, key: number, { failure }: Outcome): Plan => {
  if (failure !== undefined) lookAgain(memory, key);
  return nothing;
};
