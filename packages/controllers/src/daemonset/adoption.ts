import type { DaemonSetRecord, PodRecord, Uid } from '@orrery/core/cluster';
import { adopt, release, type Planning, type Step } from '@orrery/core/control';
import type { Memory } from './remembered.ts';
import { recheck } from './rewrites.ts';

/** DS-14: lets go of pods that no longer match and takes in those of nobody that do. Source: getDaemonPods, ClaimPods. */
export const claimPods = (memory: Memory, set: DaemonSetRecord, planning: Planning): readonly Step[] => {
  const pods = (uids: readonly Uid[]): readonly PodRecord[] =>
    uids.flatMap((uid) => planning.view.tables.Pod.get(uid) ?? []);
  const strays = pods(memory.strays.of(String(set.uid)));
  const orphans = pods(memory.adoptable.of(String(set.uid)));
  return [
    ...strays.map((pod) => release(pod, set)),
    ...(orphans.length > 0 ? [recheck(set)] : []),
    ...orphans.map((pod) => adopt(pod, set)),
  ];
};
