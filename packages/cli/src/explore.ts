import { performance } from 'node:perf_hooks';
import { formatDuration, type Deviation, type Duration } from '@orrery/core/engine';
import { deviationsText, explore as search, transcript, type Execute } from '@orrery/props';
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

/** `orrery explore`: runs a scenario again and again with few deviations from the usual order, until something does not hold. */
export const explore = (file: string, options: ExploreOptions, terminal: Terminal): number => {
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
  const limits = options.exhaustive === true ? { isOver: () => false } : { isOver: () => performance.now() > end };
  const { found, runs, exhausted } = search(execute, { deviations: options.deviations, runs: mostRuns, ...limits });
  if (found === undefined) {
    const sure =
      exhausted === undefined
        ? 'not even the run without deviations was finished'
        : `every run with up to ${exhausted} deviations was tried`;
    terminal.out(`nothing found in ${runs} runs; ${sure}\n`);
    return 0;
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
