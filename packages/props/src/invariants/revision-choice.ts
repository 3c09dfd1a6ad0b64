import type { Invariant } from './invariant.ts';
import { revisionsOf, statefulDecision } from './stateful-decision.ts';

export const revisionChoice: Invariant = {
  name: 'revision-choice',
  layer: 'view',
  states: 'A pod is made at the current or the newest revision of its set, and at the newest from the partition on.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const found = statefulDecision(decision);
        if (found === undefined) return undefined;
        const { set, newest, created } = found;
        for (const { ordinal, name, revision } of created) {
          const { type, block, partition } = set.spec.updateStrategy;
          if (revisionsOf(decision, set).length > 1) reached++;
          if (revision === newest) continue;
          if (revision !== set.status.currentRevision)
            return `${name} was wanted at ${revision}, which is neither the current nor the newest revision`;
          if (type === 'OnDelete' || (block && ordinal >= set.spec.start + partition))
            return `${name} was wanted at the old revision ${revision}`;
        }
        return undefined;
      },
    };
  },
};
