import type { Invariant } from './invariant.ts';

export const trueReadiness: Invariant = {
  name: 'true-readiness',
  layer: 'physical',
  states: 'A pod becomes Ready only while all of its containers really run.',
  provided: 'no container that ends while the report is under way',
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, state }) => {
        if (change?.kind !== 'Pod') return undefined;
        const { before, after } = change;
        if (after?.status.shape.ready !== true || before?.status.shape.ready === true) return undefined;
        reached++;
        const processes = state.physical.sandbox(after.uid)?.containers ?? [];
        const missing = after.spec.containers.filter(
          ({ name }) => !processes.some((one) => one.name === name && one.state === 'running'),
        );
        return missing.length === 0
          ? undefined
          : `${after.meta.name} becomes Ready without ${missing.map(({ name }) => name).join(' and ')}`;
      },
    };
  },
};
