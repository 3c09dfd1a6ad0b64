import {
  controllerOf,
  isTerminal,
  isTerminating,
  parseUuid,
  type ClusterState,
  type PodRecord,
} from '@orrery/core/cluster';
import { scaledValue } from '@orrery/core/control';
import type { Invariant } from './invariant.ts';

/** The DaemonSet and node that a pod counts for; undefined when it counts for none (any more). */
const placeOf = (pod: PodRecord | undefined): string | undefined => {
  if (pod === undefined || pod.node === '' || isTerminating(pod) || isTerminal(pod)) return undefined;
  const owner = controllerOf(pod.meta);
  return owner?.kind === 'DaemonSet' ? `${owner.uid} ${pod.node}` : undefined;
};

/** May a node have two pods of the set that controls this one? */
const surges = (state: ClusterState, pod: PodRecord): boolean => {
  const set = parseUuid(controllerOf(pod.meta)?.uid ?? '');
  const { maxSurge = 0 } = state.tables.DaemonSet.get(set?.uid ?? 0)?.spec ?? {};
  return scaledValue(maxSurge, 1, 'up') > 0;
};

export const oneDaemonPodPerNode: Invariant = {
  name: 'one-daemon-pod-per-node',
  layer: 'API',
  states:
    'No node has two pods of one DaemonSet that are neither terminating nor finished, or three of one that surges.',
  provided: 'no restart of the controller onto an old list, no expectation that expires',
  checker: () => {
    const pods = new Map<string, Map<number, string>>();
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, state }) => {
        if (change?.kind !== 'Pod') return undefined;
        const was = placeOf(change.before);
        const is = placeOf(change.after);
        if (was === is) return undefined;
        if (was !== undefined && change.before !== undefined) pods.get(was)?.delete(change.before.uid);
        if (is === undefined || change.after === undefined) return undefined;
        const there = pods.get(is) ?? new Map<number, string>();
        pods.set(is, there.set(change.after.uid, change.after.meta.name));
        reached++;
        return there.size > (surges(state, change.after) ? 2 : 1)
          ? `${[...there.values()].join(' and ')} are on node ${change.after.node}`
          : undefined;
      },
    };
  },
};
