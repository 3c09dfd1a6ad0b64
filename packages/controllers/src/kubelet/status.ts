import type { Body, Instant, Json, JsonObject } from '@orrery/core/engine';
import {
  oncePerBody,
  textAt,
  type NodeRecord,
  type PodPhase,
  type PodRecord,
  type Sandbox,
} from '@orrery/core/cluster';
import { conditionsOf, foreignConditions } from './conditions.ts';
import { isRunning, slotsOf, startable } from './containers.ts';
import { isEnding } from './classify.ts';
import type { Doom } from './doom.ts';
import { phaseOf } from './phase.ts';
import {
  containerStatus,
  inStatusOrder,
  isReady,
  keyOf,
  noticedUs,
  saidOf,
  startedUpBy,
  timesIn,
  type ContainerSaid,
} from './said.ts';
import { runOf, type Report, type Worker } from './worker.ts';

/** Bodies already made for pods of one template, by what they say. */
const known = oncePerBody((_body) => new Map<string, Body>());

interface Situation {
  readonly phase: PodPhase;
  readonly doom: Doom | undefined;
  readonly network: boolean;
  readonly containers: readonly ContainerSaid[];
}

/** Nothing is left that this container has to do before the next may start. */
const isDone = ({ slot, said }: ContainerSaid): boolean =>
  slot.role === 'sidecar'
    ? said.is === 'running' && said.started
    : slot.role === 'main' || isReady({ slot, said, restarts: 0 });

const shapeOf = (pod: PodRecord, { phase, doom, network, containers }: Situation): JsonObject => {
  const hasInit = containers.some(({ slot }) => slot.role !== 'main');
  const started = containers.some(({ slot }) => slot.role === 'main' && slot.process !== undefined);
  const conditions = conditionsOf(pod, {
    phase,
    network,
    incomplete: started ? [] : containers.filter((one) => !isDone(one)).map(({ slot }) => slot.spec.name),
    unready: containers.filter((one) => one.slot.role !== 'init' && !isReady(one)).map(({ slot }) => slot.spec.name),
  });
  const statuses = (wanted: boolean): readonly Json[] =>
    inStatusOrder(containers)
      .filter(({ slot }) => (slot.role === 'main') === wanted)
      .map((one) => containerStatus(one, hasInit));
  const qosClass = textAt(pod.status.body.json, 'qosClass');
  return {
    phase,
    ...(doom === undefined ? {} : { reason: doom.reason, message: doom.message }),
    observedGeneration: pod.meta.generation,
    conditions: doom?.disruption === undefined ? conditions : [...conditions, disrupted(pod, doom.disruption)],
    ...(hasInit ? { initContainerStatuses: statuses(false) } : {}),
    containerStatuses: statuses(true),
    ...(qosClass === undefined ? {} : { qosClass }),
  };
};

/** Why a pod was disrupted, after all other conditions, as its kubelet puts it. */
const disrupted = ({ meta }: PodRecord, { reason, message }: NonNullable<Doom['disruption']>): JsonObject => ({
  type: 'DisruptionTarget',
  observedGeneration: meta.generation,
  status: 'True',
  reason,
  message,
});

/** KL-25: a pod that was never let onto its node says nothing but that, and what others said. */
const rejectedShape = (pod: PodRecord, { reason, message }: Doom): JsonObject => {
  const { conditions } = foreignConditions(pod);
  const qosClass = textAt(pod.status.body.json, 'qosClass');
  return {
    phase: 'Failed',
    reason,
    message,
    observedGeneration: pod.meta.generation,
    ...(conditions.length === 0 ? {} : { conditions }),
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
  const ending = isEnding(pod, sandbox, worker.doom !== undefined);
  const startedUp = startedUpBy(worker, now);
  const phase = worker.doom !== undefined ? 'Failed' : phaseOf(slots, pod.spec.restartPolicy, ending, startedUp);
  const network = sandbox !== undefined && sandbox.ip !== 0 && (!ending || slots.some(isRunning));
  const mayStart = startable(slots, pod.spec.restartPolicy, startedUp);
  const containers = slots.map((slot) => ({
    slot,
    said: saidOf(slot, worker, ending, mayStart, now),
    restarts: runOf(worker, slot.spec.name).base + (slot.process?.restarts ?? 0),
  }));
  const ordered = containers.length > 1 ? inStatusOrder(containers) : containers;
  const bodies = known(pod.body);
  const { doom } = worker;
  const head = doom === undefined ? '' : `${doom.reason}/${doom.message}/${doom.rejected ? 'x' : ''}`;
  const key = head + situationKey(pod, phase, network, ordered);
  let found = bodies.get(key);
  if (found === undefined) {
    found = body(
      doom?.rejected === true ? rejectedShape(pod, doom) : shapeOf(pod, { phase, doom, network, containers }),
    );
    bodies.set(key, found);
  }
  const hostIp = node.internalIp;
  const sandboxIp = sandbox === undefined || sandbox.ip === 0 ? pod.status.ip : sandbox.ip;
  return {
    body: found,
    times: doom?.rejected === true ? [] : timesIn(ordered),
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
    const run = runOf(worker, spec.name);
    if (process === undefined) continue;
    const at = process.finishedAt === undefined ? run.answersAt : process.finishedAt + noticedUs;
    if (at > now && at < next) next = at;
  }
  return next;
};
