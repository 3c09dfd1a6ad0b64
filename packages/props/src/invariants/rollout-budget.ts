import { scaledValue, type Decision } from '@orrery/core/control';
import type { Invariant } from './invariant.ts';
import { rangeOf, statefulDecision, type StatefulDecision } from './stateful-decision.ts';
import { isSettled, ordinalOf, podAt } from './stateful-pods.ts';

const overdrawn = (decision: Decision, { set, outdated }: StatefulDecision): string | undefined => {
  const given = set.spec.updateStrategy.maxUnavailable;
  const most = given === undefined ? 1 : Math.max(1, scaledValue(given, set.spec.replicas, 'down'));
  const down = rangeOf(set).filter((ordinal) => !isSettled(set, podAt(decision.view, set, ordinal), decision.at));
  const after = new Set([...down, ...outdated.map(ordinalOf)]).size;
  const allowed = Math.max(most, down.length);
  if (after <= allowed) return undefined;
  const policy = set.spec.ordered ? 'OrderedReady' : 'Parallel';
  return `${policy} set ${set.meta.name} was to have ${after} replicas down at once, and ${allowed} are allowed`;
};

export const rolloutBudget: Invariant = {
  name: 'rollout-budget',
  layer: 'view',
  states:
    'A rollout of a StatefulSet never leaves more replicas unavailable than maxUnavailable, or than already were.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const found = statefulDecision(decision);
        if (found === undefined || found.outdated.length === 0) return undefined;
        reached++;
        return overdrawn(decision, found);
      },
    };
  },
};
