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
  const { running, started, allStarted, allWell } = ofMain(slots);
  if (ending && !running) return allWell ? 'Succeeded' : 'Failed';
  if (!started) {
    const waited = slots.filter((slot) => slot.role !== 'main' && !isInitialized(slot, startedUp));
    if (restartPolicy === 'Never' && waited.some(hasFailed)) return 'Failed';
    if (waited.length > 0) return 'Pending';
  }
  if (!allStarted) return 'Pending';
  if (running || restartPolicy === 'Always') return 'Running';
  if (allWell) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
};

/** What a pod's own containers do. */
interface Main {
  readonly running: boolean;
  readonly started: boolean;
  readonly allStarted: boolean;
  readonly allWell: boolean;
}

/** Asked at every look at a pod: without a list in between. */
const ofMain = (slots: readonly Slot[]): Main => {
  let [running, started, allStarted, allWell] = [false, false, true, true];
  for (const { role, process } of slots) {
    if (role !== 'main') continue;
    if (process === undefined) allStarted = false;
    else started = true;
    if (process?.state === 'running') running = true;
    if (process?.state !== 'exited' || process.exitCode !== 0) allWell = false;
  }
  return { running, started, allStarted, allWell };
};

const hasFailed = ({ role, process }: Slot): boolean =>
  role === 'init' && process?.state === 'exited' && process.exitCode !== 0;
