import {
  controllerOf,
  isAvailable,
  isTerminal,
  isTerminating,
  uuidOf,
  type DeploymentRecord,
} from '@orrery/core/cluster';
import type { Goal, Rest } from './goal.ts';
import { isUnschedulable } from './stuck-pods.ts';

/** Pods of a Deployment that serve, and those that are in the way, by way of its ReplicaSets. */
const verdict = ({ state, now }: Rest, deployment: DeploymentRecord): readonly string[] => {
  const { name } = deployment.meta;
  const owner = uuidOf('Deployment', deployment.uid);
  const sets = state.tables.ReplicaSet.toArray().filter(({ meta }) => controllerOf(meta)?.uid === owner);
  const alive = sets.filter(({ spec }) => spec.replicas > 0);
  const uids = new Set(sets.map(({ uid }) => uuidOf('ReplicaSet', uid)));
  const pods = state.tables.Pod.toArray().filter(
    (pod) => uids.has(controllerOf(pod.meta)?.uid ?? '') && !isTerminating(pod) && !isTerminal(pod),
  );
  if (pods.some(isUnschedulable)) return [];
  const available = pods.filter((pod) => isAvailable(pod, deployment.spec.minReadySeconds * 1_000_000, now)).length;
  const { replicas } = deployment.spec;
  return [
    ...(available === replicas && pods.length === replicas
      ? []
      : [`${name} has ${available} available of ${pods.length} pods instead of ${replicas}`]),
    ...(alive.length <= 1 ? [] : [`${name} has pods of ${alive.length} templates`]),
  ];
};

export const deploymentsSettle: Goal = {
  name: 'deployments-settle',
  layer: 'API',
  states: 'In the end a Deployment has all its replicas, available, of one template, and no others.',
  provided: 'every pod finds a node',
  judge: (rest) => {
    const all = rest.state.tables.Deployment.toArray().filter(({ meta }) => meta.deletion === undefined);
    return {
      reached: all.filter(({ spec }) => spec.replicas > 0).length,
      unmet: all.flatMap((one) => verdict(rest, one)),
    };
  },
};
