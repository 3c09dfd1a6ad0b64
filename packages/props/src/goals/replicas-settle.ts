import { controllerOf, uuidOf, type ClusterState, type PodRecord, type StatefulSetRecord } from '@orrery/core/cluster';
import { isInRange, isSettled, ordinalOf, podAt, rangeOf, revisionOf } from '../invariants/index.ts';
import type { Goal } from './goal.ts';
import { isUnschedulable } from './stuck-pods.ts';

const podsOf = ({ tables }: ClusterState, set: StatefulSetRecord): readonly PodRecord[] => {
  const owner = uuidOf('StatefulSet', set.uid);
  return tables.Pod.toArray().filter(({ meta }) => controllerOf(meta)?.uid === owner);
};

/** What a set still lacks. */
const lacking = (state: ClusterState, set: StatefulSetRecord, now: number): readonly string[] => {
  const { partition, type } = set.spec.updateStrategy;
  const unmet: string[] = [];
  for (const ordinal of rangeOf(set)) {
    const pod = podAt(state, set, ordinal);
    const name = `${set.meta.name}-${ordinal}`;
    if (!isSettled(set, pod, now)) unmet.push(`${name} is not available`);
    else if (pod !== undefined && type === 'RollingUpdate' && ordinal >= set.spec.start + partition) {
      if (revisionOf(pod) !== set.status.updateRevision) unmet.push(`${name} is not up to date`);
    }
  }
  for (const pod of podsOf(state, set))
    if (!isInRange(set, ordinalOf(pod))) unmet.push(`${pod.meta.name} is still there`);
  return unmet;
};

export const replicasSettle: Goal = {
  name: 'replicas-settle',
  layer: 'API',
  states: 'In the end a StatefulSet has all its replicas, available and up to date, and no others.',
  provided: 'every pod finds a node',
  judge: ({ state, now }) => {
    const sets = state.tables.StatefulSet.toArray().filter(
      (set) => set.meta.deletion === undefined && !podsOf(state, set).some(isUnschedulable),
    );
    return {
      reached: sets.filter(({ spec }) => spec.replicas > 0).length,
      unmet: sets.flatMap((set) => lacking(state, set, now)),
    };
  },
};
