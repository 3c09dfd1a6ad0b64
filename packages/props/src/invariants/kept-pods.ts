import type { Invariant } from './invariant.ts';

/** KL-S4: whoever was let on stays. */
export const keptPods: Invariant = {
  name: 'kept-pods',
  layer: 'API',
  states: 'A pod that runs is not rejected by its kubelet, whatever that has found anew.',
  provided: 'nobody changes labels, taints or resources of the node',
  checker: () => {
    const ran = new Set<number>();
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change }) => {
        if (change?.kind === 'Host' && change.kubelet === 'started') reached += ran.size > 0 ? 1 : 0;
        if (change?.kind !== 'Pod') return undefined;
        const { before, after } = change;
        for (const one of [before, after]) if (one?.status.shape.phase === 'Running') ran.add(one.uid);
        if (after === undefined) ran.delete(before?.uid ?? 0);
        if (after === undefined || before?.status.shape.phase === 'Failed') return undefined;
        const { phase, message = '', reason = '' } = after.status.shape;
        const rejected = phase === 'Failed' && message.startsWith('Pod was rejected:') && ran.has(after.uid);
        return rejected ? `${after.meta.name} ran and is rejected: ${reason}` : undefined;
      },
    };
  },
};
