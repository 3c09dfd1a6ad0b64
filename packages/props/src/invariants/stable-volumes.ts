import type { Invariant } from './invariant.ts';

export const stableVolumes: Invariant = {
  name: 'stable-volumes',
  layer: 'API',
  states: 'A claim that is bound stays bound to the same volume for as long as it exists.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change }) => {
        if (change?.kind !== 'PersistentVolumeClaim') return undefined;
        const { before, after } = change;
        if (before === undefined || after === undefined || before.volumeName === '') return undefined;
        reached++;
        if (after.volumeName === before.volumeName) return undefined;
        return `${after.meta.namespace}/${after.meta.name} moved from ${before.volumeName} to ${after.volumeName}`;
      },
    };
  },
};
