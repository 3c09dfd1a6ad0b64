import { never, type Distribution } from '@orrery/core/engine';
import type { PodRecord } from '@orrery/core/cluster';
import { chosen, type Planning, type Step } from '@orrery/core/control';
import { behaviourFor } from './behaviour.ts';
import type { Classified } from './classify.ts';
import type { Slot } from './containers.ts';
import { queuePull } from './image-pull.ts';
import type { Memory } from './memory.ts';
import { imageRun, type Held } from './plan.ts';
import { reported } from './reported.ts';
import { stopPod } from './stop.ts';
import { missingConfig, retryIn } from './trouble.ts';
import { runOf, type Action, type ActionType, type StartProblem, type Worker } from './worker.ts';

/** Begins what comes next, if it takes time; else does it. */
export const begin = (
  memory: Memory,
  held: Held,
  worker: Worker,
  found: Classified,
  planning: Planning,
): readonly Step[] => {
  const { timing } = planning;
  switch (found.verdict) {
    case 'mounting':
      return act(held, worker, 'mount', undefined, timing.volumeMount, planning);
    case 'sandboxing':
      return sandbox(held, worker, planning);
    case 'unmounting':
      return act(held, worker, 'unmount', undefined, timing.volumeUnmount, planning);
    case 'starting':
      return found.slot === undefined || held.pod === undefined
        ? []
        : start(memory, held, held.pod, worker, found.slot, planning);
    case 'stopping':
      worker.action = undefined;
      return stopPod(worker, memory.machine.fates, held.pod, held.last, held.sandbox, planning);
    case 'leaving':
      return leave(held, worker);
    default:
      worker.action = undefined;
      return [];
  }
};

/** KL-29: a pod whose containers had been started gets another sandbox, as after a reboot, and is told. */
const sandbox = (held: Held, worker: Worker, planning: Planning): readonly Step[] => {
  const { pod } = held;
  const begins = worker.probesFrom === never;
  if (begins) worker.probesFrom = planning.now;
  act(held, worker, 'sandbox', undefined, planning.timing.sandboxStart, planning);
  const ran = pod?.status.shape.containers.some(({ state }) => state !== 'waiting') === true;
  return begins && ran && pod !== undefined ? [reported(pod, { fieldPath: '' }, 'sandboxChanged')] : [];
};

const isSame = (a: Action, type: ActionType, slot: Slot | undefined): boolean =>
  a.type === type && imageRun(a) === imageRun({ slot });

/** Begins something that takes time, unless it is what is being done already. */
const act = (
  { uid }: Held,
  worker: Worker,
  type: ActionType,
  slot: Slot | undefined,
  distribution: Distribution,
  planning: Planning,
  problem?: StartProblem,
): readonly Step[] => {
  if (worker.action !== undefined && isSame(worker.action, type, slot)) return [];
  const incarnation = slot?.process === undefined ? 0 : slot.process.restarts + 1;
  const tookUs = planning.choices.delay(`kubelet/${type}`, uid, incarnation, slot?.index ?? 0, distribution);
  worker.action = { type, slot, tookUs, waitsUs: 0, failure: undefined, problem, dueAt: planning.now + tookUs };
  return [];
};

/** Something is in the way of a container: the kubelet says so and tries again later. */
const inTheWay = (
  worker: Worker,
  pod: PodRecord,
  slot: Slot,
  reason: string,
  message: string,
  planning: Planning,
): void => {
  const run = runOf(worker, slot.spec.name);
  const retryAt = planning.now + retryIn(pod, slot, run.failures, planning);
  run.failures++;
  run.trouble = { reason, message, looksAt: never, looks: 0, retryAt, lasting: true };
  worker.troubled = true;
  worker.action = undefined;
};

/** KL-6, KL-16: the image first, pulled where it is missing or the policy says so, then the container. */
const start = (
  memory: Memory,
  held: Held,
  pod: PodRecord,
  worker: Worker,
  slot: Slot,
  planning: Planning,
): readonly Step[] => {
  const { physical, now } = planning;
  const { image, imagePullPolicy } = slot.spec;
  if (worker.image === imageRun({ slot })) return create(held, pod, worker, slot, planning);
  if (worker.action !== undefined && isSame(worker.action, 'pull', slot)) return [];
  const present = physical.hasImage(held.nodeName, image);
  if (imagePullPolicy === 'Never' && !present) {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    inTheWay(worker, pod, slot, 'ErrImageNeverPull', message, planning);
    return [reported(pod, slot, 'neverPull', [image]), reported(pod, slot, 'error', ['ErrImageNeverPull'])];
  }
  if (present && imagePullPolicy !== 'Always') {
    worker.image = imageRun({ slot });
    return [reported(pod, slot, 'present', [image]), ...create(held, pod, worker, slot, planning)];
  }
  const attempt = runOf(worker, slot.spec.name).pulls;
  const { waitsUs, takesUs, failure } = queuePull(memory.machine.pulls, pod, slot, attempt, planning);
  const dueAt = now + waitsUs + takesUs;
  worker.action = { type: 'pull', slot, tookUs: takesUs, waitsUs, failure, problem: undefined, dueAt };
  return [reported(pod, slot, 'pulling', [image])];
};

const create = (held: Held, pod: PodRecord, worker: Worker, slot: Slot, planning: Planning): readonly Step[] => {
  if (worker.action !== undefined && isSame(worker.action, 'start', slot)) return [];
  const missing = missingConfig(pod, slot, planning);
  if (missing !== undefined) {
    inTheWay(worker, pod, slot, 'CreateContainerConfigError', missing, planning);
    worker.image = '';
    return [reported(pod, slot, 'error', [missing])];
  }
  const { start: starting } = behaviourFor(pod, slot, planning);
  const takes = starting?.takes ?? planning.timing.containerStart;
  const { failures } = runOf(worker, slot.spec.name);
  const place =
    starting === undefined || starting.failures.length === 0
      ? 0
      : planning.choices.below('kubelet/startFails', pod.uid, failures, slot.index, 1_000_000);
  const problem = chosen(starting?.failures ?? [], failures, place);
  return act(held, worker, 'start', slot, takes, planning, problem);
};

/** KL-4: the sandbox goes, and with the end known to the API the object is removed. */
const leave = ({ pod, sandbox, uid }: Held, worker: Worker): readonly Step[] => {
  worker.action = undefined;
  if (worker.left) return [];
  worker.left = true;
  const steps: Step[] = [];
  if (sandbox !== undefined) steps.push({ command: { type: 'StopSandbox', pod: uid }, onRejection: 'continue' });
  if (pod?.meta.deletion === undefined) return steps;
  const { namespace, name } = pod.meta;
  const command = { type: 'Delete', kind: 'Pod', namespace, name, uid, graceSeconds: 0 } as const;
  return [...steps, { command, onRejection: 'continue' }];
};
