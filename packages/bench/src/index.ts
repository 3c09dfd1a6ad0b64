/** Benchmarks: every claim about speed or size as a ratio within one run. */
import type { Figure } from './suite.ts';
import { engineStep } from './suites/engine-step.ts';
import { fold } from './suites/fold.ts';
import { fork } from './suites/fork.ts';
import { log } from './suites/log.ts';
import { reads } from './suites/reads.ts';
import { serving } from './suites/serving.ts';

export type { Figure } from './suite.ts';
export { clears } from './suite.ts';
export { table } from './table.ts';

type Suite = () => Promise<readonly Figure[]>;

/** The suites by the name that the command line gives them. */
export const suites: Readonly<Record<string, Suite>> = {
  'engine-step': engineStep,
  fold,
  fork,
  log,
  reads: () => Promise.resolve(reads()),
  serving,
};

/** Runs suites one after the other and hands their figures on as they come. */
export const bench = async (
  names: readonly string[],
  report: (figures: readonly Figure[]) => void,
): Promise<readonly Figure[]> => {
  const all: Figure[] = [];
  for (const name of names) {
    const figures = (await suites[name]?.()) ?? [];
    report(figures);
    all.push(...figures);
  }
  return all;
};
