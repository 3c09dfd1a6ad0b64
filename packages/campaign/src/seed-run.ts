import { second, type Duration } from '@orrery/core/engine';
import { installedControllers, loopNames, type AnyController, type LoopName } from '@orrery/controllers';
import { everyInvariant, mutants, Watchman, type Violation } from '@orrery/props';
import { Player, WorldError, type Scenario } from '@orrery/scenario';
import { Rollouts } from './rollouts.ts';

/** What is the same for every seed of a campaign. Plain data: it goes to other threads. */
export interface Campaign {
  readonly scenario: Scenario;
  /** End each run at this instant from zero. */
  readonly until?: Duration | undefined;
  /** Control loops in another form, by their name. */
  readonly variants?: Readonly<Partial<Record<LoopName, string>>> | undefined;
}

/** An invariant that did not hold: where first, and how often. */
export interface BrokenInvariant extends Violation {
  readonly times: number;
}

/** A seed that was played. */
export interface PlayedSeed {
  /** `failed`: an expectation, a wait or an invariant did not hold; `refused`: a step could not be taken at all. */
  readonly outcome: 'held' | 'failed' | 'refused';
  readonly seed: number;
  /** The step that ended the run before its time, from 1, and why it did. */
  readonly failure: { readonly step: number; readonly message: string } | null;
  readonly violations: readonly BrokenInvariant[];
  readonly events: number;
  readonly simulatedSeconds: number;
  /** The longest rollout; null when none was carried out. */
  readonly rolloutSeconds: number | null;
  /** Workloads of which the last rollout was not over when the run was. */
  readonly unfinishedRollouts: number;
  /** The most replicas that one workload missed at once, of which, and when; null when none was ever complete. */
  readonly worstUnavailability: {
    readonly workload: string;
    readonly replicas: number;
    readonly atSeconds: number;
  } | null;
  readonly digest: string;
  readonly stateHash: string;
}

/** A seed that could not be played to its end: its thread ended, ran out of memory, or found Orrery itself at fault. */
export interface BrokenSeed {
  readonly outcome: 'broken';
  readonly seed: number;
  readonly message: string;
}

/** What one seed of a campaign gave. It depends on the campaign and the seed alone. */
export type SeedRun = PlayedSeed | BrokenSeed;

const variantsNamed = ({ variants = {} }: Campaign): Partial<Record<LoopName, AnyController>> =>
  Object.fromEntries(
    loopNames.flatMap((loop) => {
      const found = mutants.find((mutant) => mutant.loop === loop && mutant.name === variants[loop]);
      return found === undefined ? [] : [[loop, found.controller]];
    }),
  );

const brokenInvariants = (watchman: Watchman): readonly BrokenInvariant[] =>
  watchman
    .findings()
    .flatMap(({ violations: [first, ...more] }) => (first === undefined ? [] : [{ ...first, times: 1 + more.length }]))
    .sort((a, b) => a.position - b.position);

const chosen = ({ invariants = 'all' }: Scenario): typeof everyInvariant =>
  invariants === 'all' ? everyInvariant : everyInvariant.filter(({ name }) => invariants.includes(name));

/** Plays one seed. Throws what no scenario should bring about. */
export const playSeed = (campaign: Campaign, seed: number): SeedRun => {
  const seen: { watchman?: Watchman; rollouts?: Rollouts } = {};
  let player: Player;
  try {
    player = new Player(campaign.scenario, {
      seed,
      until: campaign.until,
      installed: installedControllers({ variants: variantsNamed(campaign), lags: {} }),
      prepare: (core) => {
        seen.watchman = new Watchman(core, chosen(campaign.scenario));
        seen.rollouts = new Rollouts(core);
      },
    });
  } catch (error) {
    // The world that a scenario describes is refused for every seed alike.
    if (error instanceof WorldError) return { outcome: 'broken', seed, message: error.message };
    throw error;
  }
  const { watchman, rollouts } = seen;
  if (watchman === undefined || rollouts === undefined)
    throw new Error(
      'A player was made without preparing its run, so that nobody watched it: see the constructor of Player.',
    );
  const { exitCode, failure } = player.play();
  const violations = brokenInvariants(watchman);
  const { core } = player.cluster;
  const { longestUs, worst } = rollouts;
  const fell = exitCode === 1 || violations.length > 0 ? 'failed' : 'held';
  return {
    outcome: exitCode === 2 ? 'refused' : fell,
    seed,
    failure: failure === undefined ? null : { step: player.stepNumber, message: failure },
    violations,
    events: core.log.length,
    simulatedSeconds: player.cluster.now / second,
    rolloutSeconds: longestUs === undefined ? null : longestUs / second,
    unfinishedRollouts: rollouts.unfinished,
    worstUnavailability:
      worst === undefined ? null : { workload: worst.workload, replicas: worst.replicas, atSeconds: worst.at / second },
    digest: core.log.digest(),
    stateHash: core.state.hash(),
  };
};
