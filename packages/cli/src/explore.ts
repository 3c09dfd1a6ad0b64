import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { formatDuration, type Deviation, type Duration } from '@orrery/core/engine';
import { deviationsText, exploration, transcript, type Execute, type SearchResult } from '@orrery/props';
import { withInterruption } from './interruption.ts';
import { invariantNames } from './invariants.ts';
import { loadScenario } from './load-scenario.ts';
import { playing, type RunOptions } from './run.ts';
import { shellWord } from './shell-word.ts';
import type { Terminal } from './terminal.ts';

export interface ExploreOptions {
  readonly deviations: number;
  readonly exhaustive?: boolean;
  readonly variant?: readonly string[];
  readonly budget: Duration;
  readonly seed?: number;
  readonly until?: Duration;
}

/** Runs that a search without --exhaustive makes at most. */
const mostRuns = 1_000_000;

/** Searches to the end, or until the signal: then with what it has until then. */
const searchUntil = async (search: Generator<undefined, SearchResult>): Promise<SearchResult> => {
  let step = search.next();
  while (step.done !== true) {
    await setImmediate();
    step = search.next();
  }
  return step.value;
};

/** `orrery explore`: runs a scenario again and again with few deviations from the usual order, until something does not hold. */
export const explore = async (file: string, options: ExploreOptions, terminal: Terminal): Promise<number> => {
  const { scenario } = loadScenario(file, invariantNames);
  const { seed, until, variant } = options;
  const runOptions = (deviations: readonly Deviation[]): Omit<RunOptions, 'output'> => ({
    deviations,
    ...(seed === undefined ? {} : { seed }),
    ...(until === undefined ? {} : { until }),
    ...(variant === undefined ? {} : { variant }),
  });
  const execute: Execute = (deviations) => {
    const { player, watchman } = playing(scenario, runOptions(deviations));
    while (watchman.violations.length === 0 && player.step());
    return { violation: watchman.violations[0], points: player.cluster.core.simulation.choices.points };
  };
  const end = performance.now() + options.budget / 1000;
  const { found, runs, exhausted, interrupted } = await withInterruption(async (signal) => {
    const isOver = (): boolean => signal.aborted || (options.exhaustive !== true && performance.now() > end);
    const limits = { deviations: options.deviations, runs: mostRuns, isOver };
    return { ...(await searchUntil(exploration(execute, limits))), interrupted: signal.aborted };
  });
  if (found === undefined) {
    const sure =
      exhausted === undefined
        ? 'not even the run without deviations was finished'
        : `every run with up to ${exhausted} deviations was tried`;
    terminal.out(`${interrupted ? 'interrupted: ' : ''}nothing found in ${runs} runs; ${sure}\n`);
    return interrupted ? 130 : 0;
  }
  const { player, watchman } = playing(scenario, runOptions(found.deviations));
  while (watchman.violations.length === 0 && player.step());
  const { core } = player.cluster;
  terminal.out(`${transcript(core.log, core.actors, found.violation.position).join('\n')}\n`);
  const { invariant, position, message } = found.violation;
  terminal.out(`\ninvariant ${invariant} did not hold at #${position}: ${message}\nfound in run ${runs}\n`);
  terminal.out(
    `replay it: npm run -s orrery -- ${replayWords(file, options, deviationsText(found)).map(shellWord).join(' ')}\n`,
  );
  return 1;
};

const replayWords = (
  file: string,
  { seed, until, variant = [] }: ExploreOptions,
  deviations: string,
): readonly string[] => [
  'run',
  file,
  ...(seed === undefined ? [] : ['--seed', String(seed)]),
  ...(until === undefined ? [] : ['--until', formatDuration(until)]),
  ...variant.flatMap((one) => ['--variant', one]),
  '--deviations',
  deviations,
];
