import type { Invariant } from '../invariants/invariant.ts';
import { schedulingRules, type SchedulingRule } from './rules.ts';

/** A rule as an invariant of any run: what it says of the scheduler's decisions, and of nobody else's. */
export const asInvariant = ({ name, states, judge }: SchedulingRule): Invariant => ({
  name,
  layer: 'view',
  states,
  provided: undefined,
  checker: () => {
    const says = judge();
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        if (decision.actorName !== 'default-scheduler') return undefined;
        const verdict = says(decision);
        if (verdict === true) reached++;
        return typeof verdict === 'string' ? verdict : undefined;
      },
    };
  },
});

/**
 * What holds of the scheduler's decisions in every run, whatever pods there are. The other rules speak of the pods of a world of their own,
 * or look at all pods for each decision.
 */
export const schedulingInvariants: readonly Invariant[] = schedulingRules
  .filter(({ everywhere }) => everywhere)
  .map(asInvariant);
