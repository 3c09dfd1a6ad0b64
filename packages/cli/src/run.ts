import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { encodeLogFile, formatDuration, logHeader, second, type Deviation, type Instant } from '@orrery/core/engine';
import { clusterEvents } from '@orrery/core/cluster';
import { installedControllers } from '@orrery/controllers';
import { searchLags, searchSlackUs, Watchman, type Finding } from '@orrery/props';
import { Player, scenarioJson, WorldError, type Scenario } from '@orrery/scenario';
import { engineVersion } from './engine-version.ts';
import { logPath, writeBytes } from './files.ts';
import { withInterruption } from './interruption.ts';
import { chosenInvariants, invariantNames } from './invariants.ts';
import { loadScenario } from './load-scenario.ts';
import { jsonSummary, textSummary, type RunSummary } from './summary.ts';
import { painter, type Terminal } from './terminal.ts';
import { transcript } from './transcript.ts';
import { UsageError } from './usage-error.ts';
import { variantsOf } from './variants.ts';

export interface RunOptions {
  readonly seed?: number;
  readonly until?: Instant;
  readonly log?: string;
  readonly force?: boolean;
  readonly output: 'text' | 'json' | 'none';
  readonly story?: boolean;
  /** `statefulset=reversed-termination`. */
  readonly variant?: readonly string[];
  /** Where the run leaves the default order, as explore prints it. */
  readonly deviations?: readonly Deviation[];
}

/**
 * `orrery run`: plays a scenario, prints what it prints, and writes its log. Gives the exit code. Ctrl-C ends the run where it is:
 * the log then holds what was played until there.
 */
export const run = async (file: string, options: RunOptions, terminal: Terminal): Promise<number> => {
  const { scenario, stepPlace } = loadScenario(file, invariantNames);
  const path = logPath(options.log, scenario.metadata.name, options.force === true);
  const started = performance.now();
  const { player, watchman } = playing(scenario, options, terminal);
  const interrupted = await withInterruption((signal) => playUntil(player, signal));
  const { exitCode, failure } = player.result;
  const wallSeconds = (performance.now() - started) / 1000;
  const failed =
    failure === undefined ? '' : `${stepPlace(player.stepNumber)}: step ${player.stepNumber}: ${failure}\n`;
  // A step that could not be taken at all is bad input, which leaves nothing behind.
  if (exitCode === 2) throw new UsageError(failed.trimEnd());
  writeLog(path, player);
  const summary = summaryOf(player, watchman.findings(), path, wallSeconds);
  if (options.output === 'json') terminal.out(`${jsonSummary(summary)}\n`);
  if (options.output === 'text')
    terminal.out(textSummary(summary, { file, story: options.story === true, paint: painter(terminal) }));
  if (failed !== '') terminal.err(failed);
  for (const { invariant, position, message } of options.output === 'text' ? [] : summary.violations)
    terminal.err(`invariant ${invariant} did not hold at #${position}: ${message}\n`);
  if (interrupted) terminal.err(`interrupted: the log ends at ${formatDuration(player.cluster.now)}\n`);
  if (exitCode !== 0) return exitCode;
  if (interrupted) return 130;
  return summary.violations.length > 0 ? 1 : 0;
};

/** So many notices, some tens of milliseconds, are taken before we look whether somebody wants us to stop. */
const noticesAtOnce = 10_000;

/** Plays to the end, or until the signal; true: it was the signal. */
const playUntil = async (player: Player, signal: AbortSignal): Promise<boolean> => {
  for (let goesOn = true; goesOn;) {
    for (let n = 0; goesOn && n < noticesAtOnce; n++) goesOn = player.step();
    if (!goesOn) return false;
    await setImmediate();
    if (signal.aborted) return true;
  }
  return false;
};

/** A player of the scenario, and who watches its invariants. */
export const playing = (
  scenario: Scenario,
  {
    seed,
    until,
    variant = [],
    deviations,
    output,
  }: Omit<RunOptions, 'output'> & { readonly output?: RunOptions['output'] },
  terminal?: Terminal,
): { readonly player: Player; readonly watchman: Watchman } => {
  let watchman: Watchman | undefined;
  try {
    const player = new Player(scenario, {
      seed,
      until,
      deviations,
      exploring: deviations !== undefined,
      slackUs: deviations === undefined ? 0 : searchSlackUs,
      installed: installedControllers({
        variants: variantsOf(variant),
        lags: deviations === undefined ? {} : searchLags,
      }),
      prepare: (core) => {
        watchman = new Watchman(core, chosenInvariants(scenario));
      },
      show: output === 'text' && terminal !== undefined ? transcript(terminal) : undefined,
    });
    if (watchman === undefined) throw new Error('a player was made without preparing its run');
    return { player, watchman };
  } catch (error) {
    if (error instanceof WorldError) throw new UsageError(error.message);
    throw error;
  }
};

const writeLog = (path: string, { cluster, scenario }: Player): void => {
  const { core } = cluster;
  const { seed, epoch, version, deviations } = core.settings;
  const header = logHeader(
    {
      engineVersion,
      name: scenario.metadata.name,
      seed,
      epoch,
      kubernetesVersion: version,
      scenario: scenarioJson(scenario),
      actors: core.actors,
      deviations,
    },
    clusterEvents,
  );
  writeBytes(path, encodeLogFile(header, core.log));
};

const summaryOf = (
  { cluster, scenario }: Player,
  findings: readonly Finding[],
  log: string,
  wallSeconds: number,
): RunSummary => {
  const { core } = cluster;
  return {
    scenario: scenario.metadata.name,
    seed: core.settings.seed,
    events: core.log.length,
    notices: core.simulation.notices,
    simulatedSeconds: cluster.now / second,
    wallSeconds,
    digest: core.log.digest(),
    stateHash: core.state.hash(),
    violations: findings.flatMap(({ violations }) => violations).sort((a, b) => a.position - b.position),
    findings,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    log,
  };
};
