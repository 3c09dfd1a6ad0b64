import {
  controllerOf,
  isAvailable,
  isRunningAndReady,
  isTerminating,
  parseUuid,
  type PodRecord,
  type StatefulSetRecord,
  type View,
} from '@orrery/core/cluster';
import type { Instant } from '@orrery/core/engine';

/** The StatefulSet that controls a pod, if it exists. */
export const setOf = ({ tables }: View, pod: PodRecord): StatefulSetRecord | undefined => {
  const owner = controllerOf(pod.meta);
  const parsed = owner?.kind === 'StatefulSet' ? parseUuid(owner.uid) : undefined;
  return parsed === undefined ? undefined : tables.StatefulSet.get(parsed.uid);
};

/** The number at the end of a pod's name. */
export const ordinalOf = (pod: PodRecord): number => Number(pod.meta.name.slice(pod.meta.name.lastIndexOf('-') + 1));

/** The pod that a set has at an ordinal. */
export const podAt = (view: View, set: StatefulSetRecord, ordinal: number): PodRecord | undefined => {
  const pod = view.tables.Pod.find(set.meta.namespace, `${set.meta.name}-${ordinal}`);
  return pod !== undefined && setOf(view, pod)?.uid === set.uid ? pod : undefined;
};

/** Running, Ready, as long as minReadySeconds asks, and not about to go. */
export const isSettled = (set: StatefulSetRecord, pod: PodRecord | undefined, now: Instant): boolean =>
  pod !== undefined && !isTerminating(pod) && isRunningAndReady(pod) && isAvailable(pod, set.spec.minReadyUs, now);
