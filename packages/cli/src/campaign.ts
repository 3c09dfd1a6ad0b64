import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { formatDuration, millisecond, second, type Duration } from '@orrery/core/engine';
import {
  reportOf,
  seedCount,
  SeedPool,
  type CampaignReport,
  type Failure,
  type SeedRange,
  type SeedRun,
  type Spread,
} from '@orrery/campaign';
import { withInterruption } from './interruption.ts';
import { invariantNames } from './invariants.ts';
import { loadScenario, type Loaded } from './load-scenario.ts';
import { shellWord } from './shell-word.ts';
import { columns } from './columns.ts';
import { painter, type Paint, type Terminal } from './terminal.ts';
import { variantNames, variantsOf } from './variants.ts';

export interface CampaignOptions {
  readonly seeds: SeedRange;
  readonly workers?: number;
  readonly until?: Duration;
  readonly variant?: readonly string[];
  readonly output: 'text' | 'json' | 'none';
}

/** `orrery run --seeds`: plays a scenario with every seed of a range, and prints what they gave as one. Gives the exit code. */
export const campaign = async (file: string, options: CampaignOptions, terminal: Terminal): Promise<number> => {
  const loaded = loadScenario(file, invariantNames);
  const { seeds, variant = [], until, output } = options;
  variantsOf(variant);
  const asked = seedCount(seeds);
  const workers = Math.min(options.workers ?? availableParallelism(), asked);
  const started = performance.now();
  const pool = new SeedPool({ scenario: loaded.scenario, until, variants: variantNames(variant) }, workers);
  const { runs, interrupted } = await withInterruption(async (signal) => {
    try {
      const progress = (played: number): void => terminal.progress?.(`${played} of ${asked} seeds`);
      const found = await pool.play(seeds, { progress, signal });
      return { runs: found, interrupted: signal.aborted };
    } finally {
      terminal.progress?.('');
      await pool.close();
    }
  });
  const report = reportOf(runs);
  const telling = { file, seeds, options, loaded, paint: painter(terminal) };
  if (output === 'json') terminal.out(`${JSON.stringify(json(loaded, seeds, report, runs))}\n`);
  if (output === 'text') terminal.out(text(report, telling));
  else
    for (const failure of report.failures) terminal.err(`${failureLines(failure, telling).join('\n').trimStart()}\n`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const rest = interrupted ? `; interrupted, ${asked - runs.length} seeds were not played` : '';
  terminal.err(`${runs.length} seeds in ${seconds} s on ${workers} ${workers === 1 ? 'thread' : 'threads'}${rest}\n`);
  return interrupted ? 130 : report.exitCode;
};

const json = (
  { scenario }: Loaded,
  { first, last }: SeedRange,
  { exitCode: _, ...report }: CampaignReport,
  runs: readonly SeedRun[],
): unknown => ({ scenario: scenario.metadata.name, firstSeed: first, lastSeed: last, ...report, runs });

/** How a campaign is to be told. */
interface Telling {
  readonly file: string;
  readonly seeds: SeedRange;
  readonly options: CampaignOptions;
  readonly loaded: Loaded;
  readonly paint: Paint;
}

const seconds = (value: number): string => formatDuration(Math.round((value * second) / millisecond) * millisecond);

const spreadRow = (name: string, spread: Spread | null, shown: (value: number) => string): readonly string[] => {
  if (spread === null) return [name, '-', '-', '-', '-', '-', '-', '0'];
  const { min, p50, p90, p99, max, maxSeed, seeds } = spread;
  return [name, ...[min, p50, p90, p99, max].map(shown), String(maxSeed), String(seeds)];
};

const spreadTable = (report: CampaignReport): string =>
  columns([
    ['', 'MIN', 'P50', 'P90', 'P99', 'MAX', 'SEED OF MAX', 'SEEDS'],
    spreadRow('rollout', report.rolloutSeconds, seconds),
    spreadRow('worst unavailability', report.worstUnavailability, String),
    spreadRow('simulated', report.simulatedSeconds, seconds),
  ]);

const failureName = ({ type, step, invariant }: Failure, stepPlace: Loaded['stepPlace']): string => {
  switch (type) {
    case 'step':
      return `${stepPlace(step ?? 1)}: step ${step} failed`;
    case 'refused':
      return `${stepPlace(step ?? 1)}: step ${step} could not be taken`;
    case 'invariant':
      return `invariant ${invariant} did not hold`;
    case 'broken':
      return 'could not be played';
    default:
      return type satisfies never;
  }
};

const replaying = ({ file, options }: Telling, seed: number): string => {
  const until = options.until === undefined ? [] : ['--until', formatDuration(options.until)];
  const variants = (options.variant ?? []).flatMap((one) => ['--variant', one]);
  return `npm run -s orrery -- ${['run', file, '--seed', String(seed), ...until, ...variants].map(shellWord).join(' ')}`;
};

const failureLines = (failure: Failure, telling: Telling): readonly string[] => [
  '',
  `${telling.paint('red', failureName(failure, telling.loaded.stepPlace))}: ${failure.seeds} ${failure.seeds === 1 ? 'seed' : 'seeds'}, first seed ${failure.firstSeed}`,
  failure.message.replace(/^/gm, '  '),
  `  ${replaying(telling, failure.firstSeed)}`,
];

/** The campaign for people. */
const text = (report: CampaignReport, telling: Telling): string => {
  const { held, failed, refused, broken } = report.outcomes;
  const { first, last } = telling.seeds;
  const unplayed = refused + broken === 0 ? '' : `, ${refused + broken} could not be played`;
  return [
    `scenario  ${telling.loaded.scenario.metadata.name}`,
    `seeds     ${first}..${last}: ${held} held, ${failed} failed${unplayed}`,
    ...(report.unfinished === 0 ? [] : [`rollouts  not over at the end with ${report.unfinished} seeds`]),
    '',
    spreadTable(report),
    ...report.failures.flatMap((failure) => failureLines(failure, telling)),
    '',
  ].join('\n');
};
