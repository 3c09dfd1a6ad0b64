import { daemonDecision, isEligible } from './daemon-decision.ts';
import type { Invariant } from './invariant.ts';

export const eligibleNodes: Invariant = {
  name: 'eligible-nodes',
  layer: 'view',
  states:
    'A daemon pod is wanted only on a node that the controller sees, that its set selects and whose taints it tolerates.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const found = daemonDecision(decision);
        if (found === undefined) return undefined;
        for (const { node, pod } of found.created) {
          reached++;
          const seen = decision.view.tables.Node.find('', node);
          if (seen === undefined) return `a pod was wanted on node ${node}, which is not there`;
          if (!isEligible(found.set, pod, seen)) return `a pod was wanted on node ${node}, which is not for it`;
        }
        return undefined;
      },
    };
  },
};
