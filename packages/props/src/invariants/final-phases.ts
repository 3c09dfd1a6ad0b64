import { isTerminal } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

export const finalPhases: Invariant = {
  name: 'final-phases',
  layer: 'API',
  states: 'A pod that has Succeeded or Failed keeps that phase for as long as it exists.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change }) => {
        if (change?.kind !== 'Pod' || change.before === undefined || !isTerminal(change.before)) return undefined;
        reached++;
        const was = change.before.status.shape.phase;
        const is = change.after?.status.shape.phase ?? was;
        return is === was ? undefined : `${change.before.meta.name} was ${was} and is ${is}`;
      },
    };
  },
};
