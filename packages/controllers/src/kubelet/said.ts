import { hashString, mix, type Instant, type JsonObject } from '@orrery/core/engine';
import { hole, noInstant, type ContainerRun } from '@orrery/core/cluster';
import type { Slot } from './containers.ts';
import { healthOf } from './probes.ts';
import { restartAt, runOf, type Worker } from './worker.ts';

/** How long after a container stopped the kubelet has noticed that it has to wait with its restart. Source: PLEG's period. */
export const noticedUs = 1_000_000;

/** What is said of one container. */
type Said =
  | { readonly is: 'waiting' }
  | { readonly is: 'in-trouble'; readonly reason: string; readonly message: string; readonly exitCode: number }
  | { readonly is: 'backing-off'; readonly delayUs: number; readonly exitCode: number }
  | { readonly is: 'running'; readonly started: boolean; readonly ready: boolean }
  | { readonly is: 'terminated'; readonly exitCode: number }
  | { readonly is: 'lost' };

/** A container and what is said of it. */
export interface ContainerSaid {
  readonly slot: Slot;
  readonly said: Said;
  readonly restarts: number;
}

/** What is said of a container now. `mayStart`: those that would run if nothing kept them. */
export const saidOf = (slot: Slot, worker: Worker, ending: boolean, mayStart: readonly Slot[], now: Instant): Said => {
  const { process, spec, role } = slot;
  const run = runOf(worker, spec.name);
  if (!ending && run.trouble !== undefined && process?.state !== 'running') {
    const { reason, message } = run.trouble;
    return { is: 'in-trouble', reason, message, exitCode: process?.exitCode ?? -1 };
  }
  if (process === undefined) return ending && role === 'main' ? { is: 'lost' } : { is: 'waiting' };
  if (process.finishedAt === undefined)
    return run.startedAt === process.startedAt || ending
      ? { is: 'running', ...healthOf(run, now) }
      : { is: 'running', started: false, ready: false };
  const { exitCode, finishedAt } = process;
  const noticedAt = finishedAt + noticedUs;
  const waits = !ending && now >= noticedAt && restartAt(worker, slot) > noticedAt && mayStart.includes(slot);
  const { refusal } = run;
  if (!waits && !ending && refusal?.startedAt === process.startedAt && mayStart.includes(slot))
    return { is: 'in-trouble', reason: refusal.reason, message: refusal.message, exitCode };
  return waits ? { is: 'backing-off', delayUs: run.backOffUs, exitCode } : { is: 'terminated', exitCode };
};

/** A container of a worker has passed its startup probe. */
export const startedUpBy =
  (worker: Worker, now: Instant) =>
  ({ spec }: Slot): boolean =>
    runOf(worker, spec.name).startedUp <= now;

/** A short text for what is said: equal for equal bodies. */
export const keyOf = ({ slot: { process }, said: it, restarts }: ContainerSaid): string => {
  const last = process?.last === undefined ? '' : `~${process.last.exitCode}${process.last.reason}`;
  switch (it.is) {
    case 'waiting':
      return `w${restarts}${last}`;
    case 'lost':
      return `l${restarts}${last}`;
    case 'running':
      return `${it.ready ? 'R' : it.started ? 'r' : 's'}${restarts}${last}`;
    case 'terminated':
      return `t${it.exitCode}${process?.reason ?? ''}/${restarts}${last}`;
    case 'backing-off':
      return `b${it.exitCode}${process?.reason ?? ''}/${restarts}/${it.delayUs}`;
    case 'in-trouble':
      return `!${it.reason}/${it.message}/${it.exitCode}/${restarts}`;
    default:
      return it satisfies never;
  }
};

const terminated = ({ exitCode, reason }: Pick<ContainerRun, 'exitCode' | 'reason'>): JsonObject => ({
  terminated: { exitCode, reason: reason !== '' ? reason : exitCode === 0 ? 'Completed' : 'Error' },
});

const unexplained = { exitCode: 0, reason: '' };

const lost: JsonObject = {
  terminated: {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
  },
};

const stateOf = ({ slot, said: it }: ContainerSaid, hasInit: boolean): JsonObject => {
  switch (it.is) {
    case 'waiting':
      return { waiting: { reason: hasInit ? 'PodInitializing' : 'ContainerCreating' } };
    case 'lost':
      return lost;
    case 'running':
      return { running: {} };
    case 'terminated':
      return terminated(slot.process ?? unexplained);
    case 'in-trouble':
      return { waiting: { reason: it.reason, message: it.message } };
    case 'backing-off': {
      const pause = pauseText(it.delayUs);
      const message = `back-off ${pause} restarting failed container=${slot.spec.name} pod=${hole(0)}`;
      return { waiting: { reason: 'CrashLoopBackOff', message } };
    }
    default:
      return it satisfies never;
  }
};

/** `10s`, `1m20s`, `5m0s`. */
const pauseText = (us: number): string => {
  const seconds = us / 1_000_000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
};

const lastStateOf = ({ slot: { process }, said: it }: ContainerSaid): JsonObject => {
  if ((it.is === 'backing-off' || it.is === 'in-trouble') && process !== undefined) return terminated(process);
  return process?.last === undefined ? {} : terminated(process.last);
};

export const isReady = ({ slot, said: it }: ContainerSaid): boolean =>
  slot.role === 'init'
    ? slot.process?.state === 'exited' && slot.process.exitCode === 0
    : it.is === 'running' && it.ready;

/** Made up from the image: the digest that it has wherever it is pulled. */
const imageId = (image: string): string => {
  let hash = hashString(image);
  let digits = '';
  for (let i = 0; i < 8; i++) {
    hash = mix(hash, i);
    digits += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return `sha256:${digits}`;
};

export const containerStatus = (of: ContainerSaid, hasInit: boolean): JsonObject => {
  const { name, image } = of.slot.spec;
  return {
    name,
    state: stateOf(of, hasInit),
    lastState: lastStateOf(of),
    ready: isReady(of),
    restartCount: of.restarts,
    image,
    imageID: of.slot.process === undefined ? '' : imageId(image),
    started: of.said.is === 'running' && of.said.started,
  };
};

/** Instants of one container, in the order of status-object.ts. */
const timesOf = ({ slot: { process }, said: it }: ContainerSaid): readonly Instant[] => {
  if (it.is === 'lost') return [noInstant, noInstant];
  if (process === undefined) return [];
  const { startedAt, finishedAt = 0, last } = process;
  if (it.is === 'backing-off' || it.is === 'in-trouble') return [startedAt, finishedAt];
  const state = it.is === 'running' ? [startedAt] : [startedAt, finishedAt];
  return last === undefined ? state : [...state, last.startedAt, last.finishedAt];
};

/** Instants of all containers. Of one, as most pods have, the list takes no room to grow. */
export const timesIn = (all: readonly ContainerSaid[]): readonly Instant[] =>
  all.length === 1 && all[0] !== undefined ? timesOf(all[0]) : all.flatMap(timesOf).slice();

/** Init containers as the spec has them, then the others by name: the order of the lists in a status. */
export const inStatusOrder = (all: readonly ContainerSaid[]): readonly ContainerSaid[] => {
  const init = all.filter(({ slot }) => slot.role !== 'main');
  const main = all.filter(({ slot }) => slot.role === 'main');
  if (main.length > 1) main.sort((a, b) => (a.slot.spec.name < b.slot.spec.name ? -1 : 1));
  return [...init, ...main];
};
