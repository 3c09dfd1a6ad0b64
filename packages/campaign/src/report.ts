import { spreadOf, type Sample, type Spread } from './percentiles.ts';
import type { PlayedSeed, SeedRun } from './seed-run.ts';

/** One thing that went wrong, and with which seeds. */
export interface Failure {
  readonly type: 'step' | 'invariant' | 'refused' | 'broken';
  /** The step, from 1, for `step` and `refused`. */
  readonly step: number | null;
  /** The invariant, for `invariant`. */
  readonly invariant: string | null;
  readonly seeds: number;
  readonly firstSeed: number;
  /** What was said with the first seed. */
  readonly message: string;
}

/** The seeds of a campaign, merged. It depends on the runs alone: not on time, nor on how many threads played them. */
export interface CampaignReport {
  readonly played: number;
  readonly outcomes: Readonly<Record<SeedRun['outcome'], number>>;
  /** 0; 1 when something did not hold; 2 when a seed could not be played. */
  readonly exitCode: 0 | 1 | 2;
  readonly rolloutSeconds: Spread | null;
  readonly worstUnavailability: Spread | null;
  readonly simulatedSeconds: Spread | null;
  readonly events: Spread | null;
  /** Seeds in which a rollout was not over at the end. */
  readonly unfinished: number;
  /** Most frequent first. */
  readonly failures: readonly Failure[];
}

type Complaint = Omit<Failure, 'seeds' | 'firstSeed'>;

const complaintsOf = (run: SeedRun): readonly Complaint[] => {
  if (run.outcome === 'broken') return [{ type: 'broken', step: null, invariant: null, message: run.message }];
  const { failure, violations, outcome } = run;
  const type = outcome === 'refused' ? 'refused' : 'step';
  return [
    ...(failure === null ? [] : [{ type, step: failure.step, invariant: null, message: failure.message } as const]),
    ...violations.map(({ invariant, message }) => ({ type: 'invariant', step: null, invariant, message }) as const),
  ];
};

/** Steps and invariants speak for themselves, whatever they said of one seed; what broke is known by its message alone. */
const keyOf = ({ type, step, invariant, message }: Complaint): string =>
  type === 'broken' ? `broken ${message}` : `${type} ${step ?? ''} ${invariant ?? ''}`;

const failuresOf = (runs: readonly SeedRun[]): readonly Failure[] => {
  const found = new Map<string, Failure>();
  for (const run of runs)
    for (const complaint of complaintsOf(run)) {
      const key = keyOf(complaint);
      const before = found.get(key) ?? { ...complaint, seeds: 0, firstSeed: run.seed };
      found.set(key, { ...before, seeds: before.seeds + 1 });
    }
  return [...found.values()].sort((a, b) => b.seeds - a.seeds || a.firstSeed - b.firstSeed);
};

/** Merges runs, which are given in the order of their seeds. */
export const reportOf = (runs: readonly SeedRun[]): CampaignReport => {
  const outcomes = { held: 0, failed: 0, refused: 0, broken: 0 };
  for (const { outcome } of runs) outcomes[outcome]++;
  const played = runs.filter((run) => run.outcome !== 'broken');
  const spread = (valueOf: (run: PlayedSeed) => number | undefined): Spread | null => {
    const samples = played.flatMap((run): readonly Sample[] => {
      const value = valueOf(run);
      return value === undefined ? [] : [{ seed: run.seed, value }];
    });
    return spreadOf(samples) ?? null;
  };
  const unplayed = outcomes.refused + outcomes.broken > 0;
  return {
    played: runs.length,
    outcomes,
    exitCode: unplayed ? 2 : outcomes.failed > 0 ? 1 : 0,
    rolloutSeconds: spread(({ rolloutSeconds }) => rolloutSeconds ?? undefined),
    worstUnavailability: spread(({ worstUnavailability }) => worstUnavailability?.replicas),
    simulatedSeconds: spread(({ simulatedSeconds }) => simulatedSeconds),
    events: spread(({ events }) => events),
    unfinished: played.filter(({ unfinishedRollouts }) => unfinishedRollouts > 0).length,
    failures: failuresOf(runs),
  };
};
