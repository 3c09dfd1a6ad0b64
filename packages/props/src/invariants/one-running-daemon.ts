import { controllerOf, parseUuid, type ClusterState, type PodRecord, type Sandbox } from '@orrery/core/cluster';
import { scaledValue } from '@orrery/core/control';
import type { Invariant } from './invariant.ts';

const isRunning = (sandbox: Sandbox | undefined): boolean =>
  sandbox?.containers.some(({ state }) => state === 'running') ?? false;

/** The DaemonSet that a pod is of, unless that lets new pods run beside old ones. */
const setOf = (state: ClusterState, pod: PodRecord): number | undefined => {
  const owner = controllerOf(pod.meta);
  const set = owner?.kind === 'DaemonSet' ? parseUuid(owner.uid)?.uid : undefined;
  const { maxSurge = 0 } = state.tables.DaemonSet.get(set ?? 0)?.spec ?? {};
  return scaledValue(maxSurge, 1, 'up') > 0 ? undefined : set;
};

export const oneRunningDaemon: Invariant = {
  name: 'one-running-daemon',
  layer: 'physical',
  states: 'On no node do containers of two pods of one DaemonSet run at once, unless it surges.',
  provided: 'nobody deletes pods by force, no expectation expires, nodes that leave take what they run with them',
  checker: () => {
    /** Pods with running containers, by set and node. */
    const running = new Map<string, Set<number>>();
    const sets = new Map<number, number>();
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, state }) => {
        if (change?.kind === 'Pod' && change.before === undefined && change.after !== undefined) {
          const set = setOf(state, change.after);
          if (set !== undefined) sets.set(change.after.uid, set);
        }
        if (change?.kind !== 'Sandbox') return undefined;
        const { pod = 0, node = '' } = change.after ?? change.before ?? {};
        const set = sets.get(pod);
        if (set === undefined) return undefined;
        const key = `${set} ${node}`;
        const there = running.get(key) ?? new Set<number>();
        running.set(key, there);
        if (!isRunning(change.after)) {
          there.delete(pod);
          return undefined;
        }
        if (!there.has(pod)) reached++;
        there.add(pod);
        return there.size > 1 ? `${there.size} pods of one DaemonSet run on ${node}` : undefined;
      },
    };
  },
};
