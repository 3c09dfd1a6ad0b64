import { never, type Body, type Duration, type Instant } from '@orrery/core/engine';
import type { PodRecord, Sandbox, Uid } from '@orrery/core/cluster';
import { ByName } from './by-name.ts';
import type { Doom } from './doom.ts';
import { slotsOf, type Slot } from './containers.ts';
import type { Probing } from './probing.ts';
import type { Trouble } from './trouble.ts';

/** A status as it is sent. */
export interface Report {
  readonly body: Body;
  readonly times: readonly Instant[];
  readonly ip: number;
  readonly hostIp: string;
}

/** What one run of a container uses of its node: disk and processes from its start, memory once it has grown. */
export interface ContainerUse {
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly pids: number;
  readonly grownAt: Instant;
}

/** What the kubelet remembers of one container. */
export interface Run {
  readonly name: string;
  /** Restarts that the present sandbox knows nothing of. */
  readonly base: number;
  /** The start that the next three belong to. */
  startedAt: Instant;
  /** When the application answers. */
  answersAt: Instant;
  /** When it had started up as far as its startup probe goes. */
  startedUp: Instant;
  probes: readonly Probing[];
  /** What it uses of its node; undefined: nothing to speak of. */
  uses: ContainerUse | undefined;
  /** When the kubelet finds that it has written more than it may. */
  evictAt: Instant;
  /** Why it has not been created. */
  trouble: Trouble | undefined;
  refusal: Refusal | undefined;
  /** How often its image could not be had, and how often it could not be created. */
  pulls: number;
  failures: number;
  /** How long the next restart has to wait, counted from the end; 0: not at all. */
  backOffUs: Duration;
  /** The restart before which a BackOff was reported last. */
  announced: number;
  /** How often since, and when it is reported again. */
  announcements: number;
  announcesAt: Instant;
}

export type ActionType = 'mount' | 'sandbox' | 'pull' | 'start' | 'postStart' | 'unmount';

/** Why a container that was created did not come to run, or was killed for its hook. */
export interface Refusal {
  /** The run that this is about. */
  readonly startedAt: Instant;
  readonly reason: 'RunContainerError' | 'PostStartHookError';
  readonly message: string;
}

/** A container that cannot be created or started. */
export interface StartProblem {
  readonly reason: 'CreateContainerError' | 'RunContainerError';
  readonly message: string;
}

/** Something that takes time. */
export interface Action {
  readonly type: ActionType;
  /** The container, for pull and start. */
  readonly slot: Slot | undefined;
  /** How long it takes, and of that how long it waits. */
  readonly tookUs: Duration;
  readonly waitsUs: Duration;
  /** Why it fails. */
  readonly failure: string | undefined;
  readonly problem: StartProblem | undefined;
  readonly dueAt: Instant;
}

/** What a kubelet is doing about one pod. None of it follows from the caches; a restart makes it again from what is there. */
export interface Worker {
  action: Action | undefined;
  /** In the middle of bringing the pod up or down: its status is not looked at again before that is done. */
  busy: boolean;
  /** The run of a container whose image is there. */
  image: string;
  desired: Report | undefined;
  /** Containers whose readiness probes passed when `desired` was made. */
  passing: string;
  /** The conditions of others that `desired` holds. */
  foreign: string;
  reported: Report | undefined;
  /** Position of the last report. */
  reportedAt: number;
  /** When what is desired is sent; `never`: nothing to send. */
  reportAt: Instant;
  reports: number;
  /** The grace that containers were told to stop in; -1: they were not. */
  graceSeconds: number;
  stopsUntil: Instant;
  /** Where the ticks of its probes begin, and by which part of a period they are put off. */
  probesFrom: Instant;
  probeJitter: number;
  /** When the kubelet found the pod's containers as it started; `never`: it started them itself. */
  foundAt: Instant;
  /** It has been let onto its node. */
  admitted: boolean;
  /** Pods that have just been told to make room for it. */
  preempts: readonly Uid[];
  /** Why its kubelet ends it. */
  doom: Doom | undefined;
  /** Something has just been found to be in the way of a container. */
  troubled: boolean;
  /** It has asked for the removal of the pod. */
  left: boolean;
  /** What it used when that was last looked at, as a text: which runs of which containers. */
  used: string;
  readonly runs: ByName<Run>;
}

const none: readonly never[] = [];

export const newWorker = (pod: PodRecord | undefined, sandbox: Sandbox | undefined): Worker => ({
  action: undefined,
  busy: false,
  image: '',
  desired: undefined,
  passing: '',
  foreign: '',
  reported: undefined,
  reportedAt: 0,
  reportAt: never,
  reports: 0,
  graceSeconds: -1,
  stopsUntil: never,
  probesFrom: never,
  probeJitter: 0,
  foundAt: never,
  admitted: false,
  preempts: none,
  doom: undefined,
  troubled: false,
  left: false,
  used: '',
  runs: new ByName(pod === undefined ? [] : slotsOf(pod, sandbox).map((slot) => newRun(pod, slot))),
});

const newRun = (pod: PodRecord, { spec, process }: Slot): Run => ({
  ...freshRun(spec.name),
  base: unseenRestarts(pod, spec.name, process),
});

const freshRun = (name: string): Run => ({
  name,
  base: 0,
  startedAt: never,
  answersAt: never,
  startedUp: never,
  uses: undefined,
  evictAt: never,
  probes: none,
  trouble: undefined,
  refusal: undefined,
  pulls: 0,
  failures: 0,
  backOffUs: 0,
  announced: -1,
  announcements: 0,
  announcesAt: never,
});

/** Restarts that the status counts and the sandbox does not: those of a sandbox that was lost. */
const unseenRestarts = (pod: PodRecord, name: string, process: Slot['process']): number => {
  const { containers, initContainers } = pod.status.shape;
  const known = [...initContainers, ...containers].find((one) => one.name === name);
  if (known === undefined) return 0;
  if (process !== undefined) return Math.max(0, known.restartCount - process.restarts);
  return known.state === 'waiting' && known.restartCount === 0 ? 0 : known.restartCount + 1;
};

/** What is remembered of a container; one that the spec does not name is new. */
export const runOf = (worker: Worker, name: string): Run => {
  let run = worker.runs.get(name);
  if (run === undefined) {
    run = freshRun(name);
    worker.runs.put(run);
  }
  return run;
};

/** First and longest pause before a restart, and the run after which it is forgotten. Source: kubelet.go, MaxContainerBackOff. */
const firstBackOffUs: Duration = 10_000_000;
const longestBackOffUs: Duration = 300_000_000;
const forgetAfterUs: Duration = 600_000_000;

/** KL-9, KL-17: when a container may be started: at once, its back-off after it stopped, or after what keeps it from being created. */
export const restartAt = (worker: Worker, { spec, process }: Slot): Instant => {
  const { trouble } = runOf(worker, spec.name);
  if (trouble !== undefined) return trouble.retryAt;
  if (process?.finishedAt === undefined) return 0;
  return process.finishedAt - process.startedAt > forgetAfterUs
    ? process.finishedAt
    : process.finishedAt + runOf(worker, spec.name).backOffUs;
};

/** KL-31: does a container that waits to be started wait as long as it did before, and will again unless something changes from outside? */
export const isLasting = (worker: Worker, { spec }: Slot): boolean => {
  const { trouble, backOffUs } = runOf(worker, spec.name);
  return trouble?.lasting ?? backOffUs >= longestBackOffUs;
};

/** A container is started again: the next time it has to wait longer. */
export const countRestart = (worker: Worker, { spec, process }: Slot): void => {
  if (process?.finishedAt === undefined) return;
  const run = runOf(worker, spec.name);
  run.announcesAt = never;
  const forgotten = process.finishedAt - process.startedAt > forgetAfterUs;
  run.backOffUs = forgotten || run.backOffUs === 0 ? firstBackOffUs : Math.min(run.backOffUs * 2, longestBackOffUs);
};
