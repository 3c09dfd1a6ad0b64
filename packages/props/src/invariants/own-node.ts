import type { Invariant } from './invariant.ts';

export const ownNode: Invariant = {
  name: 'own-node',
  layer: 'physical',
  states: 'A pod that exists runs on the node that it is bound to, and nowhere else.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ event, state }) => {
        if (event.type !== 'SandboxStarted') return undefined;
        const pod = state.tables.Pod.get(event.pod);
        if (pod === undefined) return undefined;
        reached++;
        return pod.node === event.node ? undefined : `${pod.meta.name} of node ${pod.node} is started on ${event.node}`;
      },
    };
  },
};
