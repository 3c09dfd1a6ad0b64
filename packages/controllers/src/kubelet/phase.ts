import type { PodPhase } from '@orrery/core/cluster';
import { isInitialized, isRunning, type Slot } from './containers.ts';

/**
 * KL-7: the phase that containers add up to. `ending`: the kubelet has decided that the pod runs no more, so that whatever has
 * stopped has stopped for good. Source: kubelet_pods.go, getPhase; status_manager.go, TerminatePod.
 */
export const phaseOf = (
  slots: readonly Slot[],
  restartPolicy: string,
  ending: boolean,
  startedUp: (slot: Slot) => boolean = isRunning,
): PodPhase => {
  const main = slots.filter(({ role }) => role === 'main');
  const running = main.some(isRunning);
  const allWell = main.every(({ process }) => process?.state === 'exited' && process.exitCode === 0);
  if (ending && !running) return allWell ? 'Succeeded' : 'Failed';
  const started = main.some(({ process }) => process !== undefined);
  const lost = slots.some((slot) => slot.role === 'init' && !isInitialized(slot, startedUp) && hasFailed(slot));
  if (!started && lost && restartPolicy === 'Never') return 'Failed';
  if (!started && slots.some((slot) => !isInitialized(slot, startedUp))) return 'Pending';
  if (main.some(({ process }) => process === undefined)) return 'Pending';
  if (running || restartPolicy === 'Always') return 'Running';
  if (allWell) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
};

const hasFailed = ({ process }: Slot): boolean => process?.state === 'exited' && process.exitCode !== 0;
