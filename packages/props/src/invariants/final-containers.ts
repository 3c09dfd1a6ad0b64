import { isTerminal } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

/** KL-S2, below the API: a pod that has ended has ended. */
export const finalContainers: Invariant = {
  name: 'final-containers',
  layer: 'physical',
  states: 'No container starts in a pod that has Succeeded or Failed.',
  provided: 'no kubelet that is cut off from the API, or lists what is old',
  checker: () => {
    const ended = new Set<number>();
    return {
      reached: () => ended.size,
      see: ({ event, change, state }) => {
        if (change?.kind === 'Pod' && change.after !== undefined && isTerminal(change.after))
          ended.add(change.after.uid);
        if (event.type !== 'ContainerStarted' || !ended.has(event.pod)) return undefined;
        const pod = state.tables.Pod.get(event.pod);
        const host = state.physical.host(state.physical.sandbox(event.pod)?.node ?? '');
        if (!host.connected || !host.fresh) return undefined;
        return `${event.container} starts in ${pod?.meta.name ?? 'a pod that is gone'}, which has ended`;
      },
    };
  },
};
