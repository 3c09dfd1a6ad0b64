/** Benchmarks: every claim about speed or size as a ratio within one run. */
import type { Sizes } from './sizes.ts';
import type { Figure } from './suite.ts';
import { engineStep } from './suites/engine-step.ts';
import { fold } from './suites/fold.ts';
import { fork } from './suites/fork.ts';
import { log } from './suites/log.ts';
import { reads } from './suites/reads.ts';
import { serving } from './suites/serving.ts';
import { comparePeers } from './peers/compare.ts';
import { campaignWorkload } from './workloads/campaign.ts';
import { exploreWorkload } from './workloads/explore.ts';
import { replayWorkload } from './workloads/replay.ts';
import { rolloutWorkload } from './workloads/rollout.ts';
import { bindingWorkload, schedulingWorkload, statefulSetsWorkload, updateWorkload } from './workloads/sets-of-pods.ts';
import { steadyWorkload } from './workloads/steady.ts';

export type { Sizes } from './sizes.ts';
export type { Figure } from './suite.ts';
export { clears } from './suite.ts';
export { chart } from './chart.ts';
export { table } from './table.ts';

type Report = (figures: readonly Figure[]) => void;

/** Measures something of these sizes, and reports figures as they come. */
type Suite = (sizes: Sizes, report: Report) => void | Promise<void>;

const kernelSuite =
  (measure: () => readonly Figure[] | Promise<readonly Figure[]>): Suite =>
  async (_sizes, report) =>
    report(await measure());

/** The kernel's own suites, which say how fast its parts are: some seconds each. */
const kernel: Readonly<Record<string, Suite>> = {
  'engine-step': kernelSuite(engineStep),
  fold: kernelSuite(fold),
  fork: kernelSuite(fork),
  log: kernelSuite(log),
  reads: kernelSuite(() => reads()),
  serving: kernelSuite(serving),
};

/** Whole clusters, with every control loop, ReportedEvents, log and hashes: up to minutes each. */
const workloads: Readonly<Record<string, Suite>> = {
  rollout: rolloutWorkload,
  update: updateWorkload,
  statefulsets: statefulSetsWorkload,
  binding: bindingWorkload,
  scheduling: schedulingWorkload,
  steady: steadyWorkload,
  replay: replayWorkload,
  explore: exploreWorkload,
  peers: comparePeers,
  campaign: campaignWorkload,
};

/** The suites that are run when none is named. */
export const kernelSuites: readonly string[] = Object.keys(kernel);

/** Every suite by the name that the command line gives it. */
export const suites: Readonly<Record<string, Suite>> = { ...kernel, ...workloads };

/** Runs suites one after the other and hands their figures on as they come. */
export const bench = async (names: readonly string[], sizes: Sizes, report: Report): Promise<readonly Figure[]> => {
  const all: Figure[] = [];
  for (const name of names)
    await suites[name]?.(sizes, (figures) => {
      report(figures);
      all.push(...figures);
    });
  return all;
};
