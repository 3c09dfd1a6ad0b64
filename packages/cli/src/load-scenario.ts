import * as E from 'fp-ts/lib/Either.js';
import { parseYamlSource, problemText, readScenario, type Scenario } from '@orrery/scenario';
import { listBeside, readBeside, readText } from './files.ts';
import { UsageError } from './usage-error.ts';

/** More problems than this are not listed. */
const mostProblems = 20;

/** A scenario, and where its steps stand. */
export interface Loaded {
  readonly scenario: Scenario;
  /** `file:line:column` of a step; steps count from 1. */
  readonly stepPlace: (step: number) => string;
}

/** Reads a scenario from a file, or throws a UsageError with everything that is wrong with it. */
export const loadScenario = (file: string, invariants?: readonly string[]): Loaded => {
  const text = readText(file);
  const read = readScenario(file, text, { readFile: readBeside(file), listFolder: listBeside(file), invariants });
  if (E.isRight(read)) return { scenario: read.right, stepPlace: (step) => placeOf(file, text, step) };
  const lines = read.left.slice(0, mostProblems).map(problemText);
  const more = read.left.length - lines.length;
  throw new UsageError([...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'));
};

const placeOf = (file: string, text: string, step: number): string => {
  const source = parseYamlSource(file, text);
  if (E.isLeft(source)) return file;
  const { line, column } = source.right.problem(['steps', String(step - 1)], '');
  return `${file}:${line}:${column}`;
};
