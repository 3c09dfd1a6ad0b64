import * as E from 'fp-ts/lib/Either.js';
import { never, quantiles, second, type Duration, type Instant } from '@orrery/core/engine';
import { isTerminal, textAt, type PodRecord, type PodStatus, type Sandbox } from '@orrery/core/cluster';
import type { Answer, Outcome, Plan, Planning, Reaction, Step } from '@orrery/core/control';
import { classify, isEnding, type Classified, type Verdict } from './classify.ts';
import { placesOf, slotsOf, type Slot } from './containers.ts';
import { foreignConditions } from './conditions.ts';
import type { Memory } from './memory.ts';
import { mountable, settable, type Mountable } from './mounts.ts';
import { misplaced, occupy, rejection, vacate } from './admission.ts';
import { begin } from './begin.ts';
import { deadlineAt, overItsDisk, pastDeadline } from './doom.ts';
import { drawFates, nextEnd } from './fate.ts';
import { heldPod, powered, sendable, type Held } from './plan.ts';
import { isHooked, isHooking } from './post-start.ts';
import { isNodeKey, nodeKey, underPressure } from './pressure.ts';
import { makeRoom } from './preemption.ts';
import { probedToTheEnd, addProbeWakes, readiness, takeProbes, watchStart } from './probes.ts';
import { podText, reported, reportedRejection } from './reported.ts';
import { noticedUs, startedUpBy } from './said.ts';
import { nextSaid, reportOf } from './status.ts';
import { pullBackOff } from './trouble.ts';
import { usedText } from './usage.ts';
import { Wake } from './wake.ts';
import { isLasting, newWorker, restartAt, runOf, type Report, type Worker } from './worker.ts';

const none: readonly never[] = [];

/** Several lists as one. Most looks at a pod lead to nothing, or to one thing: then it is that list. */
const joined = <Item>(...lists: readonly (readonly Item[])[]): readonly Item[] => {
  let all: readonly Item[] = none;
  for (const list of lists) if (list.length > 0) all = all.length === 0 ? list : [...all, ...list];
  return all;
};

/** What the kubelet does in one go, without looking up in between. */
const busyVerdicts: ReadonlySet<Verdict> = new Set(['waiting', 'mounting', 'sandboxing', 'starting', 'stopping']);

/** From here on a pod takes nothing of its node any more. */
const gone: ReadonlySet<Verdict> = new Set(['reporting', 'leaving', 'over']);

/** Remembers where in the log a report stands: what the cache shows of earlier positions is older than it. One that is refused is not sent again. */
export const react = (memory: Memory, key: number, { command }: Step, answer: Answer): Reaction | undefined => {
  const worker = memory.machine.workers.get(key);
  if (command.type !== 'ReportPodStatus' || worker === undefined) return undefined;
  if (E.isLeft(answer)) worker.reportedAt = never;
  else if (answer.right > 0) worker.reportedAt = answer.right;
  return undefined;
};

/** After what was due is done: what comes next, what is to be reported, and when to look again. */
export const conclude = (memory: Memory, key: number, _outcome: Outcome, planning: Planning): Plan => {
  if (isNodeKey(key)) return { steps: [] };
  const { workers, removed, waitings } = memory.machine;
  const held = heldPod(memory, key, planning);
  if (held === undefined) {
    workers.delete(key);
    removed.delete(key);
    waitings.delete(key);
    const endsAt = nextEnd(memory.machine.fates, powered(key, planning));
    return endsAt === never ? { steps: [] } : { steps: [], requeueAfterUs: endsAt - planning.now };
  }
  let worker = workers.get(key);
  if (worker === undefined) {
    worker = newWorker(held.last, held.sandbox);
    if (held.sandbox !== undefined) findProbes(worker, key, planning);
    workers.set(key, worker);
  }
  worker.troubled = false;
  const lived = live(memory, held, worker, planning);
  const mounts = mountsOf(memory, held, worker.doom !== undefined, planning);
  const found = next(held, worker, mounts, planning);
  if (held.last !== undefined && gone.has(found.verdict)) vacate(memory.machine.usages, held.last);
  if (found.verdict === 'over') {
    workers.delete(key);
    removed.delete(key);
    waitings.delete(key);
    return { steps: [], also: usedAnew(held, worker) };
  }
  wantReport(held, worker, found, planning);
  const begun = begin(memory, held, worker, found, planning);
  const wanted = joined(lived, mounts.steps, begun, backOffs(held, worker, found, planning));
  const steps = sendable(held, wanted);
  if (steps.length < wanted.length) worker.left = false; // what was not sent is still to be done
  worker.busy = busyVerdicts.has(found.verdict);
  const { until, lasting } = found.verdict === 'waiting' ? mounts : found;
  const wake = new Wake();
  wake.add(until, lasting);
  addWakes(wake, memory, held, worker, found, planning);
  const also = joined(usedAnew(held, worker), worker.preempts);
  if (worker.preempts.length > 0) worker.preempts = [];
  if (wake.at === never) return { steps, also };
  return { steps, also, requeueAfterUs: Math.max(0, wake.at - planning.now), periodic: wake.lasting };
};

/** KL-32: the node is looked at when the pod uses something else of it than before. */
const usedAnew = ({ last, sandbox, node }: Held, worker: Worker): readonly number[] => {
  if (last === undefined || node === undefined) return [];
  const used = usedText(sandbox, worker);
  if (used === worker.used) return [];
  worker.used = used;
  return [nodeKey(node.uid)];
};

/** KL-20: a kubelet that finds containers when it starts puts their probes off, each by its own part of a period. */
const findProbes = (worker: Worker, key: number, { now, choices }: Planning): void => {
  worker.foundAt = now;
  worker.probesFrom = now;
  worker.probeJitter = choices.below('kubelet/probeJitter', key, 0, 0, 1000) / 1000;
};

/** When something that was begun is done, a process ends, or what is said of the pod changes by the clock. */
const addWakes = (
  wake: Wake,
  memory: Memory,
  held: Held,
  worker: Worker,
  { verdict, lasting }: Classified,
  { now }: Planning,
): void => {
  const { pod, sandbox } = held;
  if (worker.troubled) return wake.add(now);
  wake.add(Math.min(worker.action?.dueAt ?? never, worker.reportAt, nextEnd(memory.machine.fates, sandbox)));
  if (pod === undefined) return;
  if (isEnding(pod, sandbox, worker.doom !== undefined))
    return addProbeWakes(wake, worker, pod, sandbox, probedToTheEnd);
  if (verdict === 'running') wake.add(nextSaid(pod, sandbox, worker, now));
  wake.add(deadlineAt(pod));
  addProbeWakes(wake, worker, pod, sandbox);
  addRunWakes(wake, worker, lasting, now);
};

/** When the kubelet looks again at what waits, and at what may have written too much. */
const addRunWakes = (wake: Wake, { runs }: Worker, lasting: boolean, now: Instant): void => {
  for (const { trouble, announcesAt, evictAt } of runs) {
    wake.add(evictAt);
    if (announcesAt > now) wake.add(announcesAt, lasting);
    if (trouble !== undefined && trouble.looksAt > now) wake.add(trouble.looksAt, trouble.lasting && trouble.looks > 0);
  }
};

/** What happens to a pod while it runs: processes get their fates, probes are taken, waiting is found out. */
const live = (memory: Memory, held: Held, worker: Worker, planning: Planning): readonly Step[] => {
  const { fates } = memory.machine;
  const { pod, last, sandbox } = held;
  if (last !== undefined) {
    const restarts = ({ spec, process }: Slot): number => runOf(worker, spec.name).base + (process?.restarts ?? 0);
    drawFates(fates, last, sandbox, restarts, planning);
  }
  if (pod === undefined) return [];
  const judged = judge(memory, held, pod, worker, planning);
  if (isEnding(pod, sandbox, worker.doom !== undefined))
    return joined(judged, takeProbes(worker, pod, sandbox, fates, planning, probedToTheEnd));
  for (const slot of slotsOf(pod, sandbox)) if (!isHooked(worker, slot)) watchStart(worker, pod, slot, planning);
  const probed = takeProbes(worker, pod, sandbox, fates, planning);
  return joined(judged, probed, foundWaiting(worker, pod, sandbox, planning));
};

/** KL-25, KL-26, KL-27: a pod is let onto its node when it is first seen, and ended when its deadline is over. */
const judge = (memory: Memory, { node }: Held, pod: PodRecord, worker: Worker, planning: Planning): readonly Step[] => {
  const { now } = planning;
  const { usages, pressures } = memory.machine;
  if (worker.doom !== undefined || isTerminal(pod) || node === undefined) return [];
  if (!worker.admitted) {
    worker.admitted = true;
    const refused =
      pod.meta.deletion === undefined ? (underPressure(pressures, pod) ?? rejection(usages, pod, node)) : undefined;
    const room =
      refused === undefined || misplaced(usages, pod, node) !== undefined
        ? undefined
        : makeRoom(memory, pod, node, planning);
    worker.doom = room === undefined ? refused : room.doom;
    if (worker.doom !== undefined) return [reportedRejection(pod, worker.doom)];
    occupy(usages, pod);
    worker.preempts = room?.victims.map(({ uid }) => uid) ?? none;
    if (room !== undefined) return room.victims.map((victim) => reportedRejection(victim, room.why));
  }
  if (pod.meta.deletion !== undefined) return [];
  const full = worker.runs.some(({ evictAt }) => evictAt <= now)
    ? placesOf(pod.body).find(({ spec }) => runOf(worker, spec.name).evictAt <= now)
    : undefined;
  if (full !== undefined) {
    const limit = textAt(full.spec.json, 'resources', 'limits', 'ephemeral-storage') ?? '';
    worker.doom = overItsDisk(full.spec.name, limit);
    return [reportedRejection(pod, worker.doom)];
  }
  if (deadlineAt(pod) > now) return [];
  worker.doom = pastDeadline;
  return [reported(pod, { fieldPath: '' }, 'deadline', [pastDeadline.event])];
};

/** KL-17: a pull that failed is found to have to wait, each time the kubelet looks. */
const foundWaiting = (
  worker: Worker,
  pod: PodRecord,
  sandbox: Sandbox | undefined,
  planning: Planning,
): readonly Step[] => {
  let steps: readonly Step[] = none;
  for (const slot of slotsOf(pod, sandbox)) {
    const run = runOf(worker, slot.spec.name);
    if (run.trouble === undefined || run.trouble.looksAt > planning.now) continue;
    run.trouble = pullBackOff(run.trouble, pod, slot, planning);
    const { image } = slot.spec;
    const said = [reported(pod, slot, 'pullBackOff', [image]), reported(pod, slot, 'error', ['ImagePullBackOff'])];
    steps = joined(steps, said);
  }
  return steps;
};

const unneeded: Mountable = { ready: true, until: never, lasting: false, steps: [] };
const unbound: Mountable = { ...unneeded, ready: false };

/** KL-1: a pod's volumes can be mounted when all of its claims are bound, which the API is asked, and those that need it are attached. */
const mountsOf = (memory: Memory, held: Held, doomed: boolean, planning: Planning): Mountable => {
  const { pod, sandbox, node, cutOff } = held;
  if (pod === undefined || node === undefined || isEnding(pod, sandbox, doomed)) return unneeded;
  if (sandbox?.mounted === true || (sandbox !== undefined && sandbox.ip !== 0)) return unneeded;
  const { waitings } = memory.machine;
  const shown = settable(waitings, pod, planning);
  if (pod.claims.length === 0 || !shown.ready) return shown;
  if (cutOff) return unbound;
  const { PersistentVolumeClaim } = planning.view.tables;
  const isBound = (claim: string): boolean =>
    PersistentVolumeClaim.find(pod.meta.namespace, claim)?.status.phase === 'Bound';
  // What is attached the API is asked, even by a kubelet whose lists are behind. Source: GenerateVerifyControllerAttachedVolumeFunc.
  const present = planning.view.tables.Node.get(memory.nodes.get(node.meta.name) ?? 0) ?? node;
  return pod.claims.every(isBound) ? mountable(waitings, pod, present, planning) : unbound;
};

const next = ({ pod, sandbox }: Held, worker: Worker, { ready }: Mountable, { now }: Planning): Classified => {
  const knowing = {
    volumesReady: ready,
    restartAt: (slot: Slot) => restartAt(worker, slot),
    isLasting: (slot: Slot) => isLasting(worker, slot),
    startedUp: startedUpBy(worker, now),
    hooking: pod !== undefined && isHooking(worker, pod, sandbox),
    doomed: worker.doom !== undefined,
  };
  return classify(pod, sandbox, knowing, now);
};

// --- status ---------------------------------------------------------------------------------------------------------

/** KL-2: the status is looked at when the kubelet is not in the middle of something, and sent when it differs from the API's. */
const wantReport = (held: Held, worker: Worker, { verdict }: Classified, planning: Planning): void => {
  const { pod, sandbox, node, cutOff } = held;
  if (pod === undefined || node === undefined || isTerminal(pod) || cutOff) {
    worker.reportAt = never;
    return;
  }
  const { now, choices, timing, body } = planning;
  const stopping = verdict === 'stopping' && worker.desired !== undefined;
  const settled = !stopping && !(worker.busy && busyVerdicts.has(verdict));
  const foreign = foreignConditions(pod).key;
  const passing = readiness(worker, pod, sandbox);
  const lost = stopping && worker.passing !== passing;
  if (settled || lost || worker.desired === undefined || worker.foreign !== foreign) {
    worker.passing = passing;
    const report = reportOf(pod, sandbox, node, worker, now, body);
    if (worker.desired === undefined || !same(report, worker.desired)) worker.desired = report;
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

/** A pod with which nothing else happens is looked at again after 60 s and up to half of that more. Source: pod_workers.go, resyncInterval. */
const resyncUs: Duration = 60 * second;
const resyncDelay = quantiles({ min: resyncUs, median: 75 * second, max: 90 * second });

/** KL-9: a container that has to wait for its restart is reported when the kubelet has noticed, and whenever it looks meanwhile. */
const backOffs = ({ pod, sandbox }: Held, worker: Worker, found: Classified, planning: Planning): readonly Step[] => {
  const { now, choices } = planning;
  if (pod === undefined || found.verdict !== 'running' || found.until === never) return [];
  return slotsOf(pod, sandbox).flatMap((slot) => {
    const { process, spec } = slot;
    const run = runOf(worker, spec.name);
    if (process?.finishedAt === undefined || (run.announced === process.restarts && run.announcesAt > now)) return [];
    const endsAt = restartAt(worker, slot);
    if (now < process.finishedAt + noticedUs || endsAt <= now) return [];
    const times = run.announced === process.restarts ? run.announcements + 1 : 0;
    run.announced = process.restarts;
    run.announcements = times;
    const looksAt =
      endsAt - now > resyncUs
        ? now + choices.delay('kubelet/resync', pod.uid, process.restarts * 64 + times, slot.index, resyncDelay)
        : never;
    run.announcesAt = looksAt < endsAt ? looksAt : never;
    return [reported(pod, slot, 'backOff', [spec.name, podText(pod)])];
  });
};
