import type { Invariant } from './invariant.ts';

/** KL-S5: what has been counted stays counted, whatever happens to kubelets and machines. */
export const restartCounts: Invariant = {
  name: 'restart-counts',
  layer: 'API',
  states: 'The restarts that a pod’s status counts never become fewer.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ event, change }) => {
        if (event.type !== 'PodStatusReported' || change?.kind !== 'Pod') return undefined;
        const { before, after } = change;
        if (before === undefined || after === undefined) return undefined;
        const is = [...after.status.shape.initContainers, ...after.status.shape.containers];
        for (const { name, restartCount } of [
          ...before.status.shape.initContainers,
          ...before.status.shape.containers,
        ]) {
          if (restartCount === 0) continue;
          reached++;
          const now = is.find((one) => one.name === name)?.restartCount ?? restartCount;
          if (now < restartCount) return `${after.meta.name}: restarts of ${name} fell from ${restartCount} to ${now}`;
        }
        return undefined;
      },
    };
  },
};
