import { constant, quantiles, type Distribution } from '../engine/index.ts';

/**
 * How long things take, in microseconds. Every entry is a distribution given as data; the run draws from it by seed.
 * `apiCall` is the round trip of a controller's request.
 */
export interface Timing {
  readonly apiCall: Distribution;
  readonly scheduleAttempt: Distribution;
  readonly volumeMount: Distribution;
  /** A storage system makes, deletes, attaches or detaches a disk. */
  readonly volumeProvision: Distribution;
  readonly volumeDelete: Distribution;
  readonly volumeAttach: Distribution;
  readonly volumeDetach: Distribution;
  /** A recycler pod empties a volume, its start included. */
  readonly volumeScrub: Distribution;
  readonly sandboxStart: Distribution;
  readonly imagePull: Distribution;
  readonly containerStart: Distribution;
  /** From container start to its readiness, for containers without probes zero. */
  readonly containerReady: Distribution;
  /** How long an init container runs that is no sidecar and of which no behaviour says more. */
  readonly initContainerRun: Distribution;
  /** From SIGTERM to the end of the process. */
  readonly containerStop: Distribution;
  readonly volumeUnmount: Distribution;
  /** From a change in the runtime to the kubelet's status write. */
  readonly statusReport: Distribution;
}

export type TimingEntry = keyof Timing;

const ms = (value: number): number => value * 1000;

/** Named profiles. `default` is an ordinary cluster with images of some ten megabytes; `fast` is for tests of order. */
export const timingProfiles = {
  default: {
    apiCall: quantiles({ min: ms(1), median: ms(3), p99: ms(20), max: ms(40) }),
    scheduleAttempt: quantiles({ min: ms(1), median: ms(4), p99: ms(30), max: ms(60) }),
    volumeMount: quantiles({ min: ms(50), median: ms(150), p99: ms(900), max: ms(2000) }),
    volumeProvision: quantiles({ min: ms(800), median: ms(2500), p99: ms(12_000), max: ms(30_000) }),
    volumeDelete: quantiles({ min: ms(400), median: ms(1500), p99: ms(8000), max: ms(20_000) }),
    volumeAttach: quantiles({ min: ms(700), median: ms(2000), p99: ms(10_000), max: ms(20_000) }),
    volumeDetach: quantiles({ min: ms(500), median: ms(2000), p99: ms(10_000), max: ms(20_000) }),
    volumeScrub: quantiles({ min: ms(3000), median: ms(8000), p99: ms(30_000), max: ms(60_000) }),
    sandboxStart: quantiles({ min: ms(150), median: ms(400), p99: ms(1500), max: ms(3000) }),
    imagePull: quantiles({ min: ms(1500), median: ms(4000), p99: ms(20_000), max: ms(40_000) }),
    containerStart: quantiles({ min: ms(50), median: ms(150), p99: ms(800), max: ms(2000) }),
    containerReady: constant(0),
    initContainerRun: quantiles({ min: ms(100), median: ms(1000), p99: ms(8000), max: ms(20_000) }),
    containerStop: quantiles({ min: ms(20), median: ms(250), p99: ms(2000), max: ms(5000) }),
    volumeUnmount: quantiles({ min: ms(30), median: ms(100), p99: ms(500), max: ms(1000) }),
    statusReport: quantiles({ min: ms(5), median: ms(40), p99: ms(800), max: ms(1000) }),
  },
  fast: {
    apiCall: constant(ms(1)),
    scheduleAttempt: constant(ms(1)),
    volumeMount: constant(ms(1)),
    volumeProvision: constant(ms(1)),
    volumeDelete: constant(ms(1)),
    volumeAttach: constant(ms(1)),
    volumeDetach: constant(ms(1)),
    volumeScrub: constant(ms(1)),
    sandboxStart: constant(ms(1)),
    imagePull: constant(ms(2)),
    containerStart: constant(ms(1)),
    containerReady: constant(0),
    initContainerRun: constant(ms(1)),
    containerStop: constant(ms(1)),
    volumeUnmount: constant(ms(1)),
    statusReport: constant(ms(1)),
  },
} as const satisfies Record<string, Timing>;

export type TimingProfile = keyof typeof timingProfiles;
