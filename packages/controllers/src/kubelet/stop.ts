import { never, second, type Duration, type Instant } from '@orrery/core/engine';
import type { PodRecord, Sandbox } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { behaviourFor } from './behaviour.ts';
import { isRunning, slotsOf, type Slot } from './containers.ts';
import { fatesOf, type Fate, type Fates } from './fate.ts';
import { hookFails, hookUs } from './hook.ts';
import { reported } from './reported.ts';
import type { Worker } from './worker.ts';

/** Every container gets at least this long to stop. Source: kuberuntime, minimumGracePeriodInSeconds. */
const leastGraceSeconds = 2;

/** What stopping a container comes to. */
interface Stop {
  readonly endsAt: Instant;
  readonly exitCode: number;
  /** What becomes of its preStop hook, if that fails. */
  readonly hookFailed: boolean;
}

/**
 * KL-5: first its preStop hook, then SIGTERM, and when what is left of the grace is over, but at least 2 s later, SIGKILL.
 * Source: kuberuntime_container.go, killContainer.
 */
const stopOf = (pod: PodRecord, slot: Slot, graceUs: Duration, planning: Planning): Stop => {
  const { now, choices, timing } = planning;
  const restarts = slot.process?.restarts ?? 0;
  const { stop } = behaviourFor(pod, slot, planning);
  const hook = Math.min(hookUs(pod, slot, 'preStop', restarts, planning), Math.max(0, graceUs));
  const hookFailed = hookFails(pod, slot, 'preStop', restarts, planning);
  const left = Math.max(leastGraceSeconds * second, graceUs - hook);
  const takesUs =
    stop?.ignoresSigterm === true
      ? never
      : choices.delay('kubelet/containerStop', pod.uid, restarts, slot.index, stop?.takes ?? timing.containerStop);
  const killed = takesUs > left;
  const endsAt = now + hook + Math.min(takesUs, left);
  return { endsAt, exitCode: killed ? 137 : (stop?.exitCode ?? 0), hookFailed };
};

const tell = (fate: Fate, { endsAt, exitCode }: Stop): void => {
  const dies = fate.endsAt <= endsAt; // by itself, before it would have obeyed
  fate.told = true;
  if (dies) return;
  fate.endsAt = endsAt;
  fate.exitCode = exitCode;
  fate.reason = '';
};

/** Tells the process in a container to stop, and says why. */
export const killContainer = (
  fates: Fates,
  pod: PodRecord,
  slot: Slot,
  graceSeconds: number,
  message: string,
  planning: Planning,
): readonly Step[] => {
  const fate = fates.get(pod.uid)?.get(slot.spec.name);
  if (fate === undefined || fate.told) return [];
  const stop = stopOf(pod, slot, graceSeconds * second, planning);
  tell(fate, stop);
  const killing = reported(pod, slot, 'killing', [message]);
  return stop.hookFailed ? [killing, reported(pod, slot, 'preStopFailed')] : [killing];
};

/** The time that containers still have: shorter when a shorter grace was asked for meanwhile. */
const shorten = (worker: Worker, asked: number, now: Instant): boolean => {
  const grace = Math.max(leastGraceSeconds, asked);
  const shorter = worker.graceSeconds >= 0 && grace < worker.graceSeconds;
  if (worker.graceSeconds < 0 || shorter) worker.stopsUntil = now + grace * second;
  worker.graceSeconds = shorter || worker.graceSeconds < 0 ? grace : worker.graceSeconds;
  return shorter;
};

/**
 * KL-5, KL-24: tells the processes of a pod to stop: the pod's own together, then the sidecars, the last first, each when those
 * before it have ended or the grace is over. Source: kuberuntime_termination_order.go.
 */
export const stopPod = (
  worker: Worker,
  fates: Fates,
  pod: PodRecord | undefined,
  last: PodRecord | undefined,
  sandbox: Sandbox | undefined,
  planning: Planning,
): readonly Step[] => {
  if (sandbox === undefined) return [];
  if (last === undefined) return stopOrphans(fates, sandbox, planning);
  const { now } = planning;
  const asked =
    worker.doom?.graceSeconds ?? pod?.meta.deletion?.graceSeconds ?? last.spec.terminationGracePeriodSeconds;
  const shorter = shorten(worker, asked, now);
  const running = slotsOf(last, sandbox).filter(isRunning);
  const own = running.filter(({ role }) => role !== 'sidecar');
  const over = now >= worker.stopsUntil;
  const turn = over ? running : own.length > 0 ? own : running.slice(-1);
  const left = Math.ceil((worker.stopsUntil - now) / second);
  return turn.flatMap((slot): readonly Step[] => {
    const fate = fates.get(last.uid)?.get(slot.spec.name);
    if (fate === undefined) return [];
    if (!fate.told) return killContainer(fates, last, slot, left, `Stopping container ${slot.spec.name}`, planning);
    const late = fate.endsAt > worker.stopsUntil + (shorter ? 0 : leastGraceSeconds * second);
    if (late) tell(fate, { endsAt: worker.stopsUntil, exitCode: 137, hookFailed: false });
    return [];
  });
};

/** KL-10: of processes whose pod nobody knows any more nothing is known but that they are to stop. */
const stopOrphans = (
  fates: Fates,
  { pod, containers }: Sandbox,
  { now, choices, timing }: Planning,
): readonly Step[] => {
  const all = fatesOf(fates, pod);
  containers.forEach(({ name, state, startedAt, restarts }, i) => {
    if (state !== 'running' || all.get(name)?.told === true) return;
    const takesUs = choices.delay('kubelet/containerStop', pod, restarts, i, timing.containerStop);
    const longest = leastGraceSeconds * second;
    const endsAt = now + Math.min(takesUs, longest);
    all.put({ name, startedAt, endsAt, exitCode: takesUs > longest ? 137 : 0, reason: '', told: true });
  });
  return [];
};
