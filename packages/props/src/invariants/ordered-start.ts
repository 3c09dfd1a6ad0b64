import type { Decision } from '@orrery/core/control';
import type { Invariant } from './invariant.ts';
import { isInRange, rangeOf, statefulDecision } from './stateful-decision.ts';
import { isSettled, podAt } from './stateful-pods.ts';

const check = (decision: Decision): { readonly waited: boolean; readonly wrong?: string } | undefined => {
  const found = statefulDecision(decision);
  const highest = found?.created.reduce((most, { ordinal }) => Math.max(most, ordinal), -1) ?? -1;
  if (found === undefined || highest < 0 || !found.set.spec.ordered || !isInRange(found.set, highest)) return undefined;
  const { set } = found;
  const lower = rangeOf(set).filter((ordinal) => ordinal < highest);
  const missing = lower.find((ordinal) => !isSettled(set, podAt(decision.view, set, ordinal), decision.at));
  if (missing === undefined) return { waited: lower.length > 0 };
  const { name } = set.meta;
  return { waited: true, wrong: `${name}-${highest} was wanted although ${name}-${missing} did not look ready` };
};

export const orderedStart: Invariant = {
  name: 'ordered-start',
  layer: 'view',
  states:
    'OrderedReady: the controller asks for a pod only when it sees every lower ordinal Running, Ready and available.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const found = check(decision);
        if (found?.waited === true) reached++;
        return found?.wrong;
      },
    };
  },
};
