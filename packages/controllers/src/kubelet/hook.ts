import { second, type Duration, type Json } from '@orrery/core/engine';
import { hole, listAt, numberAt, objectAt, textAt, type PodRecord } from '@orrery/core/cluster';
import { chosen, type HookBehaviour, type Planning } from '@orrery/core/control';
import { behaviourFor } from './behaviour.ts';
import type { Slot } from './containers.ts';

/** What a container does when it has started, and before it stops. */
export type HookType = 'postStart' | 'preStop';

const handlerOf = ({ spec }: Slot, type: HookType): Json | undefined => objectAt(spec.json, 'lifecycle', type);

export const hasHook = (slot: Slot, type: HookType): boolean => handlerOf(slot, type) !== undefined;

const givenOf = (pod: PodRecord, slot: Slot, type: HookType, planning: Planning): HookBehaviour | undefined =>
  behaviourFor(pod, slot, planning)[type];

/** KL-23, KL-37: how long a container's hook runs, if it has one: its seconds of sleep, or what its behaviour says. */
export const hookUs = (pod: PodRecord, slot: Slot, type: HookType, restarts: number, planning: Planning): Duration => {
  const handler = handlerOf(slot, type);
  if (handler === undefined) return 0;
  const sleep = numberAt(handler, 'sleep', 'seconds');
  if (sleep !== undefined) return sleep * second;
  const { takes } = givenOf(pod, slot, type, planning) ?? {};
  return takes === undefined ? 0 : planning.choices.delay(`kubelet/${type}`, pod.uid, restarts, slot.index, takes);
};

export const hookFails = (
  pod: PodRecord,
  slot: Slot,
  type: HookType,
  restarts: number,
  planning: Planning,
): boolean => {
  const { fails } = givenOf(pod, slot, type, planning) ?? {};
  if (fails === undefined || !hasHook(slot, type)) return false;
  const place = planning.choices.below(`kubelet/${type}Fails`, pod.uid, restarts, slot.index, 1_000_000);
  return chosen([fails], restarts, place) !== undefined;
};

/** What the status says of a postStart hook that failed. Source: lifecycle/handlers.go. */
export const hookFailure = (slot: Slot): string => {
  const handler = handlerOf(slot, 'postStart');
  const command = listAt(handler, 'exec', 'command').filter((word) => typeof word === 'string');
  const container = `for Container "${slot.spec.name}" in Pod "${hole(0)}" failed - error:`;
  return command.length > 0
    ? `Exec lifecycle hook ([${command.join(' ')}]) ${container} command '${command.join(' ')}' exited with 1: , message: ""`
    : `HTTP lifecycle hook (${textAt(handler, 'httpGet', 'path') ?? ''}) ${container} connection refused`;
};
