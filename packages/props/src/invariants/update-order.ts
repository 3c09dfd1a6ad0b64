import type { Invariant } from './invariant.ts';
import { isInRange, rangeOf, revisionOf, statefulDecision, type StatefulDecision } from './stateful-decision.ts';
import { isSettled, ordinalOf, podAt } from './stateful-pods.ts';
import type { Decision } from '@orrery/core/control';

/** Why a pod of an old revision should not have been taken yet. */
const tooEarly = (decision: Decision, { set, newest }: StatefulDecision, ordinal: number): string | undefined => {
  const { partition, type } = set.spec.updateStrategy;
  const { name } = set.meta;
  if (type === 'OnDelete') return `${name}-${ordinal} was replaced although the strategy is OnDelete`;
  if (ordinal < set.spec.start + partition) return `${name}-${ordinal} was replaced below partition ${partition}`;
  const waitsFor = rangeOf(set).find((higher) => {
    if (higher <= ordinal) return false;
    const pod = podAt(decision.view, set, higher);
    return pod === undefined || revisionOf(pod) !== newest || !isSettled(set, pod, decision.at);
  });
  return waitsFor === undefined
    ? undefined
    : `${name}-${ordinal} was replaced before ${name}-${waitsFor} was up to date and ready`;
};

export const updateOrder: Invariant = {
  name: 'update-order',
  layer: 'view',
  states:
    'A rollout takes no pod below the partition, and the next one only when the controller sees all higher ones up to date and available.',
  provided: 'maxUnavailable is not above one; what is unavailable in a Parallel set may go before its turn, as in 1.37',
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const found = statefulDecision(decision);
        if (found === undefined) return undefined;
        const { set } = found;
        const taken = found.outdated.filter((pod) => set.spec.ordered || isSettled(set, pod, decision.at));
        if (taken.length === 0) return undefined;
        if ((set.spec.updateStrategy.maxUnavailable ?? 1) !== 1) return undefined;
        reached++;
        const highestFirst = taken.map(ordinalOf).sort((one, other) => other - one);
        const [first, second] = highestFirst;
        if (second !== undefined) return `${set.meta.name}-${second} was to go together with another`;
        return first === undefined || !isInRange(set, first) ? undefined : tooEarly(decision, found, first);
      },
    };
  },
};
