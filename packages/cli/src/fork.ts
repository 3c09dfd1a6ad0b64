import * as E from 'fp-ts/lib/Either.js';
import { encodeLogFile, formatDuration, logHeader, type Instant, type Log } from '@orrery/core/engine';
import { clusterEvents, eventName, type ClusterEvent } from '@orrery/core/cluster';
import { installedControllers } from '@orrery/controllers';
import { searchLags, searchSlackUs } from '@orrery/props';
import { Player, Scenario } from '@orrery/scenario';
import type { Place } from './arguments.ts';
import { engineVersion } from './engine-version.ts';
import { logPath, writeBytes } from './files.ts';
import { loadScenario } from './load-scenario.ts';
import { readLog, type ClusterLog } from './log-reading.ts';
import type { Terminal } from './terminal.ts';
import { transcript } from './transcript.ts';
import { HoldError, UsageError } from './usage-error.ts';

export interface ForkOptions {
  readonly at: Place;
  readonly until?: Instant;
  readonly log?: string;
  readonly force?: boolean;
}

/** Marks the log of a fork: its header alone does not say how it came about, so it can be shown and not forked again. */
const forkVersion = `${engineVersion}+fork`;

/** `orrery fork`: executes the run of a log again up to a place, and goes on with the steps of another scenario. */
export const fork = (file: string, scenarioFile: string, options: ForkOptions, terminal: Terminal): number => {
  const original = readLog(file, terminal);
  const { scenario: other, stepPlace } = loadScenario(scenarioFile);
  const path = logPath(options.log, `${original.header.name}-fork`, options.force === true);
  let shown = false;
  const show = transcript(terminal);
  const player = again(file, original, (line) => {
    if (shown) show(line);
  });
  player.playTo(options.at.type === 'instant' ? { at: options.at.at } : { position: options.at.position });
  const { core } = player.cluster;
  const same = firstDifference(original.log, core.log, core.log.length);
  if (same <= core.log.length)
    throw new HoldError(
      `${file}: executed again, the run is another one from #${same} on: the engine or its controllers have changed`,
    );
  const forkedAt = core.log.length;
  shown = true;
  player.goOnWith(other, options.until);
  const { exitCode, failure } = player.play();
  const { name, seed, epoch, kubernetesVersion, scenario, deviations } = original.header;
  const run = {
    engineVersion: forkVersion,
    name: `${name}-fork`,
    seed,
    epoch,
    kubernetesVersion,
    scenario,
    deviations,
  };
  writeBytes(path, encodeLogFile(logHeader({ ...run, actors: core.actors }, clusterEvents), core.log));
  terminal.out(
    `\nforked at #${forkedAt}; ${parting(original.log, core.log)}\ndigest ${core.log.digest()}, log ${path}\n`,
  );
  if (failure !== undefined) terminal.err(`${stepPlace(player.stepNumber)}: step ${player.stepNumber}: ${failure}\n`);
  return exitCode;
};

const again = (file: string, { header }: ClusterLog, show: ConstructorParameters<typeof Player>[1]['show']): Player => {
  if (header.engineVersion !== engineVersion)
    throw new UsageError(
      `${file}: it was written by engine version ${header.engineVersion} and this is ${engineVersion}: it can be shown and replayed, not forked`,
    );
  const scenario = Scenario.decode(header.scenario);
  if (E.isLeft(scenario)) throw new UsageError(`${file}: the scenario in its header cannot be read`);
  const { seed, deviations } = header;
  const exploring = deviations.length > 0;
  return new Player(scenario.right, {
    seed,
    deviations,
    exploring,
    slackUs: exploring ? searchSlackUs : 0,
    installed: installedControllers({ lags: exploring ? searchLags : {} }),
    show,
  });
};

/** An event as text; bodies count by what they say, not by how a log numbers them. */
const rowText = (log: Log<ClusterEvent>, position: number): string =>
  JSON.stringify(log.at(position), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'text' in value && 'hash' in value ? value.text : value,
  );

/** The first position up to `limit` at which two logs differ, or the one after. */
const firstDifference = (a: Log<ClusterEvent>, b: Log<ClusterEvent>, limit: number): number => {
  for (let position = 1; position <= limit; position++)
    if (position > a.length || position > b.length || rowText(a, position) !== rowText(b, position)) return position;
  return limit + 1;
};

/** Where the two runs part, and what each does there. */
const parting = (original: Log<ClusterEvent>, other: Log<ClusterEvent>): string => {
  const at = firstDifference(original, other, Math.max(original.length, other.length));
  const told = (log: Log<ClusterEvent>): string =>
    at > log.length ? 'has ended' : `has ${eventName(log.event(at))} at ${formatDuration(log.instantOf(at))}`;
  if (at > original.length && at > other.length) return 'the two runs do not part';
  return `they part at #${at}, where the log ${told(original)} and the fork ${told(other)}`;
};
