import {
  isTerminating,
  keyOf,
  selects,
  type AnyRecord,
  type ControllerRevisionRecord,
  type PodRecord,
  type StatefulSetRecord,
} from '@orrery/core/cluster';
import { adopt, release, type Planning, type Step } from '@orrery/core/control';
import { matches, type Memory } from './memory.ts';

/** What a set takes in and lets go of at the beginning of a pass. */
export interface Adoption {
  readonly steps: readonly Step[];
  readonly pods: readonly PodRecord[];
  readonly revisions: readonly ControllerRevisionRecord[];
}

/** The note on its steps. */
export const adopting = 'adopting';

/**
 * SS-14: takes in orphans that match the set, after one live read that shows the set still there and not being deleted,
 * and lets go of pods that no longer match. Source: ClaimPods, adoptOrphanRevisions.
 */
export const adoption = (memory: Memory, set: StatefulSetRecord, planning: Planning): Adoption => {
  if (isTerminating(set)) return { steps: [], pods: [], revisions: [] };
  const { Pod, ControllerRevision } = planning.view.tables;
  const { namespace, name } = set.meta;
  const pods = memory.orphans
    .of(keyOf(namespace, name))
    .flatMap((uid) => Pod.get(uid) ?? [])
    .filter((pod) => !isTerminating(pod) && matches(set, pod));
  const revisions = memory.orphanRevisions
    .of(namespace)
    .flatMap((uid) => ControllerRevision.get(uid) ?? [])
    .filter((revision) => selects(set.spec.selector, revision.meta.labels));
  const taken = (records: readonly AnyRecord[]): readonly Step[] => {
    if (records.length === 0) return [];
    const command = { type: 'Read' as const, kind: 'StatefulSet' as const, namespace, name };
    const read: Step = { command, onRejection: 'stop', note: adopting };
    return [read, ...records.map((record) => ({ ...adopt(record, set), note: adopting }))];
  };
  const released = memory.strays
    .of(String(set.uid))
    .flatMap((uid) => Pod.get(uid) ?? [])
    .map((pod) => ({ ...release(pod, set), note: adopting }));
  return { steps: [...taken(revisions), ...taken(pods), ...released], pods, revisions };
};
