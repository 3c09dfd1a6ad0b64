import { hashString, mix, type Body, type Instant, type Json, type JsonObject } from '@orrery/core/engine';
import {
  hole,
  noInstant,
  oncePerBody,
  textAt,
  type NodeRecord,
  type PodPhase,
  type PodRecord,
  type Sandbox,
} from '@orrery/core/cluster';
import { conditionsOf, foreignConditions } from './conditions.ts';
import { isInitialized, slotsOf, startable, type Slot } from './containers.ts';
import { isEnding } from './classify.ts';
import { phaseOf } from './phase.ts';
import { restartAt, runOf, type Report, type Worker } from './worker.ts';

/** How long after a container stopped the kubelet has noticed that it has to wait with its restart. Source: PLEG's period. */
export const noticedUs = 1_000_000;

/** What is said of one container. */
type Said =
  | { readonly is: 'waiting' }
  | { readonly is: 'backing-off'; readonly delayUs: number; readonly exitCode: number }
  | { readonly is: 'running'; readonly ready: boolean }
  | { readonly is: 'terminated'; readonly exitCode: number }
  | { readonly is: 'lost' };

interface ContainerSaid {
  readonly slot: Slot;
  readonly said: Said;
  readonly restarts: number;
}

const said = (slot: Slot, worker: Worker, ending: boolean, mayStart: readonly Slot[], now: Instant): Said => {
  const { process, spec, role } = slot;
  if (process === undefined) return ending && role === 'main' ? { is: 'lost' } : { is: 'waiting' };
  const run = runOf(worker, spec.name);
  if (process.finishedAt === undefined) return { is: 'running', ready: run.readyAt <= now };
  const { exitCode, finishedAt } = process;
  const waits = !ending && now >= finishedAt + noticedUs && restartAt(worker, slot) > now && mayStart.includes(slot);
  return waits ? { is: 'backing-off', delayUs: run.backOffUs, exitCode } : { is: 'terminated', exitCode };
};

/** A short text for what is said: equal for equal bodies. */
const keyOf = ({ slot: { process }, said: it, restarts }: ContainerSaid): string => {
  const last = process?.last === undefined ? '' : `~${process.last.exitCode}`;
  switch (it.is) {
    case 'waiting':
      return `w${restarts}${last}`;
    case 'lost':
      return `l${restarts}${last}`;
    case 'running':
      return `${it.ready ? 'R' : 'r'}${restarts}${last}`;
    case 'terminated':
      return `t${it.exitCode}/${restarts}${last}`;
    case 'backing-off':
      return `b${it.exitCode}/${restarts}/${it.delayUs}`;
    default:
      return it satisfies never;
  }
};

const terminated = (exitCode: number): JsonObject => ({
  terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' },
});

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
      return terminated(it.exitCode);
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
  if (it.is === 'backing-off') return terminated(it.exitCode);
  return process?.last === undefined ? {} : terminated(process.last.exitCode);
};

const isReady = ({ slot, said: it }: ContainerSaid): boolean =>
  slot.role === 'init' ? isInitialized(slot) : it.is === 'running' && it.ready;

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

const containerStatus = (of: ContainerSaid, hasInit: boolean): JsonObject => {
  const { name, image } = of.slot.spec;
  return {
    name,
    state: stateOf(of, hasInit),
    lastState: lastStateOf(of),
    ready: isReady(of),
    restartCount: of.restarts,
    image,
    imageID: of.slot.process === undefined ? '' : imageId(image),
    started: of.said.is === 'running',
  };
};

/** Instants of one container, in the order of status-object.ts. */
const timesOf = ({ slot: { process }, said: it }: ContainerSaid): readonly Instant[] => {
  if (it.is === 'lost') return [noInstant, noInstant];
  if (process === undefined) return [];
  const { startedAt, finishedAt = 0, last } = process;
  if (it.is === 'backing-off') return [startedAt, finishedAt];
  const state = it.is === 'running' ? [startedAt] : [startedAt, finishedAt];
  return last === undefined ? state : [...state, last.startedAt, last.finishedAt];
};

/** Init containers as the spec has them, then the others by name: the order of the lists in a status. */
const inStatusOrder = (all: readonly ContainerSaid[]): readonly ContainerSaid[] => {
  const init = all.filter(({ slot }) => slot.role !== 'main');
  const main = all.filter(({ slot }) => slot.role === 'main');
  if (main.length > 1) main.sort((a, b) => (a.slot.spec.name < b.slot.spec.name ? -1 : 1));
  return [...init, ...main];
};

/** Bodies already made for pods of one template, by what they say. */
const known = oncePerBody((_body) => new Map<string, Body>());

interface Situation {
  readonly phase: PodPhase;
  readonly network: boolean;
  readonly containers: readonly ContainerSaid[];
}

const shapeOf = (pod: PodRecord, { phase, network, containers }: Situation): JsonObject => {
  const hasInit = containers.some(({ slot }) => slot.role !== 'main');
  const started = containers.some(({ slot }) => slot.role === 'main' && slot.process !== undefined);
  const conditions = conditionsOf(pod, {
    phase,
    network,
    incomplete: started ? [] : containers.filter(({ slot }) => !isInitialized(slot)).map(({ slot }) => slot.spec.name),
    unready: containers.filter((one) => one.slot.role !== 'init' && !isReady(one)).map(({ slot }) => slot.spec.name),
  });
  const statuses = (wanted: boolean): readonly Json[] =>
    inStatusOrder(containers)
      .filter(({ slot }) => (slot.role === 'main') === wanted)
      .map((one) => containerStatus(one, hasInit));
  const qosClass = textAt(pod.status.body.json, 'qosClass');
  return {
    phase,
    observedGeneration: pod.meta.generation,
    conditions,
    ...(hasInit ? { initContainerStatuses: statuses(false) } : {}),
    containerStatuses: statuses(true),
    ...(qosClass === undefined ? {} : { qosClass }),
  };
};

/** The number of a dotted address; 0 for none. */
const ipNumber = (text: string): number => {
  const parts = text.split('.').map(Number);
  return parts.length === 4 ? parts.reduce((sum, part) => sum * 256 + part, 0) : 0;
};

/** KL-2, KL-3: what the kubelet says of a pod: one body for all pods of a template that are in the same situation. */
export const reportOf = (
  pod: PodRecord,
  sandbox: Sandbox | undefined,
  node: NodeRecord,
  worker: Worker,
  now: Instant,
  body: (json: Json) => Body,
): Report => {
  const slots = slotsOf(pod, sandbox);
  const ending = isEnding(pod, sandbox);
  const phase = phaseOf(slots, pod.spec.restartPolicy, ending);
  const network = !ending && sandbox !== undefined && sandbox.ip !== 0;
  const mayStart = startable(slots, pod.spec.restartPolicy);
  const containers = slots.map((slot) => ({
    slot,
    said: said(slot, worker, ending, mayStart, now),
    restarts: runOf(worker, slot.spec.name).base + (slot.process?.restarts ?? 0),
  }));
  const ordered = containers.length > 1 ? inStatusOrder(containers) : containers;
  const bodies = known(pod.body);
  const key = situationKey(pod, phase, network, ordered);
  let found = bodies.get(key);
  if (found === undefined) {
    found = body(shapeOf(pod, { phase, network, containers }));
    bodies.set(key, found);
  }
  const hostIp = node.internalIp;
  const sandboxIp = sandbox === undefined || sandbox.ip === 0 ? pod.status.ip : sandbox.ip;
  return {
    body: found,
    times: ordered.flatMap(timesOf),
    ip: pod.spec.hostNetwork ? ipNumber(hostIp) : sandboxIp,
    hostIp,
  };
};

const situationKey = (
  pod: PodRecord,
  phase: PodPhase,
  network: boolean,
  containers: readonly ContainerSaid[],
): string => {
  const head = `${phase}/${network ? 'n' : ''}/${pod.meta.generation}/${foreignConditions(pod).key}`;
  return containers.reduce((key, one) => `${key}|${keyOf(one)}`, head);
};

/** When what is said of the pod changes by the clock: a container becomes ready, or is seen to wait for its restart. */
export const nextSaid = (pod: PodRecord, sandbox: Sandbox | undefined, worker: Worker, now: Instant): Instant => {
  let next = Number.POSITIVE_INFINITY;
  for (const { spec, process } of slotsOf(pod, sandbox)) {
    if (process === undefined) continue;
    const run = runOf(worker, spec.name);
    const at = process.finishedAt === undefined ? run.readyAt : process.finishedAt + noticedUs;
    if (at > now && at < next) next = at;
  }
  return next;
};
