import {
  controllerOf,
  isAvailable,
  isRunningAndReady,
  isTerminating,
  uuidOf,
  type ClusterState,
  type StatefulSetRecord,
} from '@orrery/core/cluster';
import { revisionOf } from '../invariants/index.ts';
import type { Goal } from './goal.ts';

const recount = ({ tables }: ClusterState, set: StatefulSetRecord, now: number): Readonly<Record<string, number>> => {
  const owner = uuidOf('StatefulSet', set.uid);
  const pods = tables.Pod.toArray().filter(({ meta }) => controllerOf(meta)?.uid === owner);
  const ready = pods.filter(isRunningAndReady);
  return {
    replicas: pods.length,
    readyReplicas: ready.length,
    availableReplicas: ready.filter((pod) => isAvailable(pod, set.spec.minReadyUs, now)).length,
    updatedReplicas: pods.filter((pod) => !isTerminating(pod) && revisionOf(pod) === set.status.updateRevision).length,
    observedGeneration: set.meta.generation,
  };
};

export const truthfulStatus: Goal = {
  name: 'truthful-status',
  layer: 'API',
  states: 'In the end the status of a StatefulSet says what a count of its pods says.',
  provided: undefined,
  judge: ({ state, now }) => {
    const sets = state.tables.StatefulSet.toArray().filter(({ meta }) => meta.deletion === undefined);
    const unmet = sets.flatMap((set) => {
      const counts = recount(state, set, now);
      const said: Readonly<Record<string, unknown>> = { ...set.status };
      return Object.keys(counts)
        .filter((counter) => counts[counter] !== said[counter])
        .map(
          (counter) =>
            `${set.meta.name}: ${counter} says ${String(said[counter])} instead of ${String(counts[counter])}`,
        );
    });
    return { reached: sets.filter(({ status }) => status.replicas > 0).length, unmet };
  },
};
