import * as E from 'fp-ts/lib/Either.js';
import { constant, menu, never, type Distribution, type Duration, type Instant } from '@orrery/core/engine';
import { isTerminal, type PodRecord, type PodStatus, type Sandbox } from '@orrery/core/cluster';
import type { Answer, Outcome, Plan, Planning, Reaction, Step } from '@orrery/core/control';
import { classify, isEnding, type Classified, type Verdict } from './classify.ts';
import { slotsOf, type Slot } from './containers.ts';
import { foreignConditions } from './conditions.ts';
import type { Memory } from './memory.ts';
import { mountable, type Mountable } from './mounts.ts';
import { heldPod, imageRun, sendable, type Held } from './plan.ts';
import { podText, reported } from './reported.ts';
import { nextSaid, noticedUs, reportOf } from './status.ts';
import { newWorker, restartAt, runOf, type Action, type ActionType, type Report, type Worker } from './worker.ts';

/** What the kubelet does in one go, without looking up in between. */
const busyVerdicts: ReadonlySet<Verdict> = new Set(['waiting', 'mounting', 'sandboxing', 'starting', 'stopping']);

/** Every container gets at least this long to stop. Source: kuberuntime, minimumGracePeriodInSeconds. */
const leastGraceSeconds = 2;

/** Remembers where in the log a report stands: what the cache shows of earlier positions is older than it. */
export const react = (memory: Memory, key: number, { command }: Step, answer: Answer): Reaction | undefined => {
  const worker = memory.machine.workers.get(key);
  if (command.type === 'ReportPodStatus' && worker !== undefined && E.isRight(answer) && answer.right > 0)
    worker.reportedAt = answer.right;
  return undefined;
};

/** After what was due is done: what comes next, what is to be reported, and when to look again. */
export const conclude = (memory: Memory, key: number, _outcome: Outcome, planning: Planning): Plan => {
  const { workers, removed, waitings } = memory.machine;
  const held = heldPod(memory, key, planning);
  if (held === undefined) {
    workers.delete(key);
    removed.delete(key);
    waitings.delete(key);
    return { steps: [] };
  }
  const { pod, sandbox } = held;
  let worker = workers.get(key);
  if (worker === undefined) {
    worker = newWorker(held.last, sandbox);
    workers.set(key, worker);
  }
  const mounts = mountsOf(memory, held, planning);
  const found = next(held, worker, mounts, planning);
  if (found.verdict === 'over') {
    workers.delete(key);
    removed.delete(key);
    waitings.delete(key);
    return { steps: [] };
  }
  if (pod !== undefined) drawReadiness(pod, sandbox, worker, planning);
  wantReport(held, worker, found, planning);
  const wanted = [...mounts.steps, ...begin(held, worker, found, planning), ...backOffs(held, worker, found, planning)];
  const steps = sendable(held, wanted);
  if (steps.length < wanted.length) worker.left = false; // what was not sent is still to be done
  worker.busy = busyVerdicts.has(found.verdict);
  const changesAt =
    pod === undefined || found.verdict !== 'running' ? never : nextSaid(pod, sandbox, worker, planning.now);
  const attachedAt = found.verdict === 'waiting' ? mounts.until : never;
  const wakeAt = Math.min(dueAt(worker, sandbox), found.until, changesAt, attachedAt);
  return wakeAt === never ? { steps } : { steps, requeueAfterUs: Math.max(0, wakeAt - planning.now) };
};

const unneeded: Mountable = { ready: true, until: never, steps: [] };
const unbound: Mountable = { ready: false, until: never, steps: [] };

/** KL-1: a pod's volumes can be mounted when all of its claims are bound, which the API is asked, and those that need it are attached. */
const mountsOf = (memory: Memory, { pod, sandbox, node, cutOff }: Held, planning: Planning): Mountable => {
  if (pod === undefined || node === undefined || isEnding(pod, sandbox)) return unneeded;
  if (pod.claims.length === 0 || sandbox?.mounted === true) return unneeded;
  if (cutOff) return unbound;
  const { PersistentVolumeClaim } = planning.view.tables;
  const isBound = (claim: string): boolean =>
    PersistentVolumeClaim.find(pod.meta.namespace, claim)?.status.phase === 'Bound';
  return pod.claims.every(isBound) ? mountable(memory.machine.waitings, pod, node, planning) : unbound;
};

const next = ({ pod, sandbox }: Held, worker: Worker, { ready }: Mountable, { now }: Planning): Classified =>
  classify(pod, sandbox, { volumesReady: ready, restartAt: (slot) => restartAt(worker, slot) }, now);

/** The earliest moment at which something that was begun is done. */
const dueAt = (worker: Worker, sandbox: Sandbox | undefined): Instant => {
  let due = Math.min(worker.action?.dueAt ?? never, worker.reportAt);
  for (const { name, state } of sandbox?.containers ?? [])
    if (state === 'running') due = Math.min(due, worker.runs.get(name)?.stopAt ?? never);
  return due;
};

// --- status ---------------------------------------------------------------------------------------------------------

/** Containers that have just been started get the moment at which they will be ready. */
const drawReadiness = (pod: PodRecord, sandbox: Sandbox | undefined, worker: Worker, planning: Planning): void => {
  if (sandbox === undefined) return;
  for (const slot of slotsOf(pod, sandbox)) {
    if (slot.process === undefined) continue;
    const { startedAt } = slot.process;
    const run = runOf(worker, slot.spec.name);
    if (run.startedAt === startedAt) continue;
    run.startedAt = startedAt;
    run.stopAt = never;
    run.readyAt = startedAt + draw('containerReady', pod.uid, slot, planning.timing.containerReady, planning);
  }
};

/** KL-2: the status is looked at when the kubelet is not in the middle of something, and sent when it differs from the API's. */
const wantReport = (held: Held, worker: Worker, { verdict }: Classified, planning: Planning): void => {
  const { pod, sandbox, node, cutOff } = held;
  if (pod === undefined || node === undefined || isTerminal(pod) || cutOff) return;
  const { now, choices, timing, body } = planning;
  const stopping = verdict === 'stopping' && worker.desired !== undefined;
  const settled = !stopping && !(worker.busy && busyVerdicts.has(verdict));
  const foreign = foreignConditions(pod).key;
  if (settled || worker.desired === undefined || worker.foreign !== foreign) {
    worker.desired = reportOf(pod, sandbox, node, worker, now, body);
    worker.foreign = foreign;
  }
  const { desired, reported: sent } = worker;
  const upToDate = pod.version >= worker.reportedAt;
  const known: Report | undefined = upToDate || sent === undefined ? ofRecord(pod.status) : sent;
  if (same(desired, known)) worker.reportAt = never;
  else if (worker.reportAt === never)
    worker.reportAt = now + choices.delay('kubelet/statusReport', pod.uid, worker.reports++, 0, timing.statusReport);
};

const ofRecord = ({ body, containerTimes, ip, hostIp }: PodStatus): Report => ({
  body,
  times: containerTimes,
  ip,
  hostIp,
});

const same = (a: Report, b: Report): boolean =>
  a.body === b.body &&
  a.ip === b.ip &&
  a.hostIp === b.hostIp &&
  a.times.length === b.times.length &&
  a.times.every((time, i) => time === b.times[i]);

// --- what comes next ------------------------------------------------------------------------------------------------

const draw = (
  purpose: string,
  uid: number,
  slot: Slot | undefined,
  distribution: Distribution,
  { choices }: Planning,
): Duration => choices.delay(`kubelet/${purpose}`, uid, slot?.process?.restarts ?? 0, slot?.index ?? 0, distribution);

const begin = (held: Held, worker: Worker, found: Classified, planning: Planning): readonly Step[] => {
  const { timing } = planning;
  switch (found.verdict) {
    case 'mounting':
      return act(held, worker, 'mount', undefined, timing.volumeMount, planning);
    case 'sandboxing':
      return act(held, worker, 'sandbox', undefined, timing.sandboxStart, planning);
    case 'unmounting':
      return act(held, worker, 'unmount', undefined, timing.volumeUnmount, planning);
    case 'starting':
      return found.slot === undefined ? [] : start(held, worker, found.slot, planning);
    case 'stopping':
      worker.action = undefined;
      return stop(held, worker, planning);
    case 'leaving':
      return leave(held, worker);
    default:
      worker.action = undefined;
      return [];
  }
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
): readonly Step[] => {
  if (worker.action !== undefined && isSame(worker.action, type, slot)) return [];
  const incarnation = slot?.process === undefined ? 0 : slot.process.restarts + 1;
  const tookUs = planning.choices.delay(`kubelet/${type}`, uid, incarnation, slot?.index ?? 0, distribution);
  worker.action = { type, slot, tookUs, dueAt: planning.now + tookUs };
  return [];
};

/** KL-6: the image first, pulled where it is missing or the policy says so, then the container. */
const start = (held: Held, worker: Worker, slot: Slot, planning: Planning): readonly Step[] => {
  const { timing, physical } = planning;
  const { image, imagePullPolicy } = slot.spec;
  if (worker.image === imageRun({ slot })) return act(held, worker, 'start', slot, timing.containerStart, planning);
  if (worker.action !== undefined && isSame(worker.action, 'pull', slot)) return [];
  const present = physical.hasImage(held.nodeName, image);
  const pod = held.pod;
  if (pod === undefined) return [];
  if (imagePullPolicy === 'Never' || (present && imagePullPolicy !== 'Always')) {
    worker.image = imageRun({ slot });
    act(held, worker, 'start', slot, timing.containerStart, planning);
    return [reported(pod, slot, 'present', [image])];
  }
  // What is there already is only compared with the registry.
  const { min } = menu(timing.imagePull);
  act(held, worker, 'pull', slot, present ? constant(min) : timing.imagePull, planning);
  return [reported(pod, slot, 'pulling', [image])];
};

/** KL-5: tells the processes to stop: first the pod's own, sidecars when those have ended. */
const stop = (held: Held, worker: Worker, planning: Planning): readonly Step[] => {
  const { pod, last, sandbox, uid } = held;
  const { now, choices, timing } = planning;
  const asked = pod?.meta.deletion?.graceSeconds ?? pod?.spec.terminationGracePeriodSeconds ?? 0;
  const grace = Math.max(leastGraceSeconds, asked);
  const shorter = worker.graceSeconds >= 0 && grace < worker.graceSeconds;
  worker.graceSeconds = grace;
  const latest = now + grace * 1_000_000;
  const slots = last === undefined ? [] : slotsOf(last, sandbox);
  const mainRuns = slots.some(({ role, process }) => role === 'main' && process?.state === 'running');
  const steps: Step[] = [];
  (sandbox?.containers ?? []).forEach(({ name, state, restarts }, i) => {
    const slot = slots.find(({ spec }) => spec.name === name);
    if (state !== 'running' || (mainRuns && slot?.role !== 'main')) return;
    const run = runOf(worker, name);
    if (run.stopAt === never) {
      if (last !== undefined && slot !== undefined) steps.push(reported(last, slot, 'killing', [name]));
      const tookUs = choices.delay('kubelet/containerStop', uid, restarts, slot?.index ?? i, timing.containerStop);
      run.stopAt = now + tookUs;
      run.exitCode = 0;
    } else if (!shorter) return;
    if (run.stopAt <= latest) return;
    run.stopAt = latest;
    run.exitCode = 137;
  });
  return steps;
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

/** KL-9: a container that has to wait for its restart is reported once, when the kubelet has noticed. */
const backOffs = ({ pod, sandbox }: Held, worker: Worker, found: Classified, { now }: Planning): readonly Step[] => {
  if (pod === undefined || found.verdict !== 'running' || found.until === never) return [];
  return slotsOf(pod, sandbox).flatMap((slot) => {
    const { process, spec } = slot;
    const run = runOf(worker, spec.name);
    if (process?.finishedAt === undefined || run.announced === process.restarts) return [];
    if (now < process.finishedAt + noticedUs || restartAt(worker, slot) <= now) return [];
    run.announced = process.restarts;
    return [reported(pod, slot, 'backOff', [spec.name, podText(pod)])];
  });
};
