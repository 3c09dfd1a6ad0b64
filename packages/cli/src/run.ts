import { performance } from 'node:perf_hooks';
import { encodeLogFile, logHeader, second, type Instant } from '@orrery/core/engine';
import { clusterEvents } from '@orrery/core/cluster';
import { installedControllers } from '@orrery/controllers';
import { Player, scenarioJson, WorldError, type Scenario } from '@orrery/scenario';
import { engineVersion } from './engine-version.ts';
import { logPath, writeBytes } from './files.ts';
import type { InvariantWatch } from './invariant-watch.ts';
import { watchInvariants } from './invariants.ts';
import { loadScenario } from './load-scenario.ts';
import { jsonSummary, textSummary, type RunSummary } from './summary.ts';
import { painter, type Terminal } from './terminal.ts';
import { transcript } from './transcript.ts';
import { UsageError } from './usage-error.ts';

export interface RunOptions {
  readonly seed?: number;
  readonly until?: Instant;
  readonly log?: string;
  readonly force?: boolean;
  readonly output: 'text' | 'json' | 'none';
  readonly story?: boolean;
}

/** `orrery run`: plays a scenario, prints what it prints, and writes its log. Gives the exit code. */
export const run = async (file: string, options: RunOptions, terminal: Terminal): Promise<number> => {
  const scenario = loadScenario(file);
  const path = logPath(options.log, scenario.metadata.name, options.force === true);
  const invariants = await watchInvariants(scenario);
  const started = performance.now();
  const player = newPlayer(scenario, options, invariants, terminal);
  const { exitCode, failure } = player.play();
  const wallSeconds = (performance.now() - started) / 1000;
  writeLog(path, player);
  const summary = summaryOf(player, invariants, path, wallSeconds);
  if (options.output === 'json') terminal.out(`${jsonSummary(summary)}\n`);
  if (options.output === 'text')
    terminal.out(textSummary(summary, { file, story: options.story === true, paint: painter(terminal) }));
  if (failure !== undefined) terminal.err(`${file}: step ${player.stepNumber}: ${failure}\n`);
  for (const { invariant, position, message } of options.output === 'text' ? [] : summary.violations)
    terminal.err(`invariant ${invariant} did not hold at #${position}: ${message}\n`);
  if (exitCode !== 0) return exitCode;
  return summary.violations.length > 0 ? 1 : 0;
};

const newPlayer = (scenario: Scenario, options: RunOptions, invariants: InvariantWatch, terminal: Terminal): Player => {
  try {
    return new Player(scenario, {
      seed: options.seed,
      until: options.until,
      installed: installedControllers(),
      witnesses: invariants.witnesses,
      show: options.output === 'text' ? transcript(terminal) : undefined,
    });
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
  invariants: InvariantWatch,
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
    violations: invariants.violations(),
    invariants: invariants.names,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    log,
  };
};
