import * as E from 'fp-ts/lib/Either.js';
import { problemText, readScenario, type Scenario } from '@orrery/scenario';
import { readBeside, readText } from './files.ts';
import { UsageError } from './usage-error.ts';

/** More problems than this are not listed. */
const mostProblems = 20;

/** Reads a scenario from a file, or throws a UsageError with everything that is wrong with it. */
export const loadScenario = (file: string, invariants?: readonly string[]): Scenario => {
  const read = readScenario(file, readText(file), { readFile: readBeside(file), invariants });
  if (E.isRight(read)) return read.right;
  const lines = read.left.slice(0, mostProblems).map(problemText);
  const more = read.left.length - lines.length;
  throw new UsageError([...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'));
};
