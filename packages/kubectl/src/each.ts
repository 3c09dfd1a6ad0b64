import { fail, type Command, type Part } from './call.ts';
import type { Invocation } from './invocation.ts';
import { select, type Selected } from './select.ts';

/** Does something to every object that a command names; what was wrong with the rest comes last. Gives the exit code. */
export function* each(
  invocation: Invocation,
  act: (one: Selected) => Part<string | undefined>,
  words: readonly string[] = invocation.words,
): Command {
  const { found, errors } = yield* select(invocation, words);
  const problems: string[] = [];
  for (const one of found) {
    const problem = yield* act(one);
    if (problem !== undefined) problems.push(problem);
  }
  for (const problem of [...problems, ...errors]) yield* fail(problem);
  return problems.length + errors.length > 0 ? 1 : 0;
}
