import type { PodRecord, Sandbox } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { isRunning, slotsOf, type Slot } from './containers.ts';
import type { Fates } from './fate.ts';
import { hasHook, hookFailure, hookFails, hookUs } from './hook.ts';
import { reported } from './reported.ts';
import { killContainer } from './stop.ts';
import { runOf, type Action, type Worker } from './worker.ts';

const restartsOf = ({ process }: Slot): number => (process === undefined ? 0 : process.restarts + 1);

/** KL-37: the hook of a container that is being started; undefined: it has none. `slot`: as it was before its start. */
export const postStart = (pod: PodRecord, slot: Slot, planning: Planning): Action | undefined => {
  if (!hasHook(slot, 'postStart')) return undefined;
  const restarts = restartsOf(slot);
  const tookUs = hookUs(pod, slot, 'postStart', restarts, planning);
  const failure = hookFails(pod, slot, 'postStart', restarts, planning) ? hookFailure(slot) : undefined;
  const dueAt = planning.now + tookUs;
  return { type: 'postStart', slot, tookUs, waitsUs: 0, failure, problem: undefined, dueAt };
};

const currentSlot = (pod: PodRecord, sandbox: Sandbox | undefined, { slot }: Action): Slot | undefined =>
  slotsOf(pod, sandbox).find(({ spec }) => spec.name === slot?.spec.name);

/** Does the kubelet wait for a hook, or for the end of a container whose hook failed? */
export const isHooking = ({ action }: Worker, pod: PodRecord, sandbox: Sandbox | undefined): boolean => {
  if (action?.type !== 'postStart') return false;
  const slot = currentSlot(pod, sandbox, action);
  return slot !== undefined && isRunning(slot);
};

/** The container, if its hook has not ended yet. */
export const isHooked = ({ action }: Worker, { spec }: Slot): boolean =>
  action?.type === 'postStart' && action.slot?.spec.name === spec.name;

/**
 * KL-37: a hook has ended. When it has failed its container is killed, which the kubelet waits for.
 * Source: kuberuntime_container.go, startContainer.
 */
export const hookEnded = (
  worker: Worker,
  fates: Fates,
  pod: PodRecord,
  sandbox: Sandbox | undefined,
  action: Action,
  planning: Planning,
): readonly Step[] => {
  worker.action = undefined;
  const slot = currentSlot(pod, sandbox, action);
  if (action.failure === undefined || slot === undefined || !isRunning(slot)) return [];
  const grace = pod.spec.terminationGracePeriodSeconds;
  const steps = killContainer(fates, pod, slot, grace, 'FailedPostStartHook', planning);
  const endsAt = fates.get(pod.uid)?.get(slot.spec.name)?.endsAt ?? planning.now;
  runOf(worker, slot.spec.name).refusal = {
    startedAt: slot.process?.startedAt ?? 0,
    reason: 'PostStartHookError',
    message: action.failure,
  };
  worker.action = { ...action, failure: undefined, dueAt: endsAt };
  return [reported(pod, slot, 'postStartFailed'), ...steps];
};
