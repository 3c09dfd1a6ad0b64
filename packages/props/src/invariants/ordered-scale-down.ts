import type { Invariant } from './invariant.ts';
import { rangeOf, statefulDecision } from './stateful-decision.ts';
import { isSettled, ordinalOf, podAt } from './stateful-pods.ts';

/** Ordinals above the range are looked for so far up: no test scales by more. */
const horizon = 64;

export const orderedScaleDown: Invariant = {
  name: 'ordered-scale-down',
  layer: 'view',
  states:
    'OrderedReady: the controller scales a pod away only when it sees no higher one, terminating ones included, and every pod that stays is ready.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const found = statefulDecision(decision);
        if (found === undefined || !found.set.spec.ordered) return undefined;
        const { set, condemned } = found;
        for (const pod of condemned) {
          reached++;
          const ordinal = ordinalOf(pod);
          for (let higher = ordinal + 1; higher <= ordinal + horizon; higher++)
            if (podAt(decision.view, set, higher) !== undefined)
              return `${pod.meta.name} was to go before ${set.meta.name}-${higher}`;
          const unready = rangeOf(set).find(
            (one) => one < ordinal && !isSettled(set, podAt(decision.view, set, one), decision.at),
          );
          if (unready !== undefined)
            return `${pod.meta.name} was to go while ${set.meta.name}-${unready} was not ready`;
        }
        return undefined;
      },
    };
  },
};
