import { uuidOf, type DaemonSetRecord, type PodRecord, type Uid } from '@orrery/core/cluster';
import { controllerReference, type Planning, type Step } from '@orrery/core/control';
import type { Memory } from './remembered.ts';
import { Rewrites } from './rewrites.ts';

/** DS-14: lets go of pods that no longer match and takes in those of nobody that do. Source: getDaemonPods, ClaimPods. */
export const claimPods = (memory: Memory, set: DaemonSetRecord, planning: Planning): readonly Step[] => {
  const pods = (uids: readonly Uid[]): readonly PodRecord[] =>
    uids.flatMap((uid) => planning.view.tables.Pod.get(uid) ?? []);
  const strays = pods(memory.strays.of(String(set.uid)));
  const orphans = pods(memory.adoptable.of(String(set.uid)));
  const rewrites = new Rewrites(planning);
  for (const pod of strays) rewrites.disown(pod, uuidOf('DaemonSet', set.uid));
  if (orphans.length > 0) rewrites.recheck(set);
  for (const pod of orphans) rewrites.own(pod, controllerReference(set));
  return rewrites.steps;
};
