import {
  controllerOf,
  parseUuid,
  type ClusterState,
  type PodRecord,
  type StatefulSetRecord,
} from '@orrery/core/cluster';

/** The StatefulSet that controls a pod, if it exists. */
export const setOf = (state: ClusterState, pod: PodRecord): StatefulSetRecord | undefined => {
  const owner = controllerOf(pod.meta);
  const parsed = owner?.kind === 'StatefulSet' ? parseUuid(owner.uid) : undefined;
  return parsed === undefined ? undefined : state.tables.StatefulSet.get(parsed.uid);
};

/** The number at the end of a pod's name. */
export const ordinalOf = (pod: PodRecord): number => Number(pod.meta.name.slice(pod.meta.name.lastIndexOf('-') + 1));

/** The pod that a set has at an ordinal. */
export const podAt = (state: ClusterState, set: StatefulSetRecord, ordinal: number): PodRecord | undefined => {
  const pod = state.tables.Pod.find(set.meta.namespace, `${set.meta.name}-${ordinal}`);
  return pod !== undefined && setOf(state, pod) === set ? pod : undefined;
};
