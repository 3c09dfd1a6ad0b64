import { isTerminal } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

export const confirmedEnds: Invariant = {
  name: 'confirmed-ends',
  layer: 'physical',
  states:
    'When a kubelet confirms the end of a pod its containers have stopped, its volumes are unmounted and its phase is final.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, state, actorName }) => {
        if (actorName !== 'kubelet' || change?.kind !== 'Pod' || change.after !== undefined) return undefined;
        const pod = change.before;
        if (pod === undefined) return undefined;
        reached++;
        const { name } = pod.meta;
        const sandbox = state.physical.sandbox(pod.uid);
        if (sandbox?.containers.some((one) => one.state === 'running') === true)
          return `${name} is removed while it runs`;
        if (sandbox?.mounted === true) return `${name} is removed while its volumes are mounted`;
        return isTerminal(pod) ? undefined : `${name} is removed while it is ${pod.status.shape.phase}`;
      },
    };
  },
};
