import { podSpecOf } from '@orrery/core/cluster';
import { scaledValue, type Decision } from '@orrery/core/control';
import { daemonDecision, daemonsByNode, isEligible, isServing, type DaemonDecision } from './daemon-decision.ts';
import type { Invariant } from './invariant.ts';

/** How many nodes have no pod that serves, before and after the deletions, and how many nodes are wanted. */
const down = (decision: Decision, { set, deleted }: DaemonDecision): { before: number; after: number; all: number } => {
  const pods = daemonsByNode(decision, set);
  const doomed = new Set(deleted.map(({ uid }) => uid));
  let before = 0;
  let after = 0;
  let all = 0;
  for (const node of decision.view.tables.Node.toArray()) {
    const there = pods.get(node.meta.name) ?? [];
    const first = there[0];
    const spec = first === undefined ? set.spec.pod : podSpecOf(first.body);
    if (!isEligible(set, spec, node)) continue;
    all++;
    const serving = there.filter((pod) => isServing(set, pod, decision.at));
    if (serving.length === 0) before++;
    if (serving.every(({ uid }) => doomed.has(uid))) after++;
  }
  return { before, after, all };
};

export const daemonRolloutBudget: Invariant = {
  name: 'daemon-rollout-budget',
  layer: 'view',
  states:
    'A rollout of a DaemonSet never leaves more nodes without a serving pod than maxUnavailable, or than already were; with maxSurge it adds none.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const found = daemonDecision(decision);
        if (found === undefined || found.deleted.length === 0 || found.set.spec.updateStrategy === 'OnDelete')
          return undefined;
        const { before, after, all } = down(decision, found);
        if (after > before) reached++;
        const most = Math.max(before, scaledValue(found.set.spec.maxUnavailable, all, 'up'));
        if (after <= most) return undefined;
        return `${found.set.meta.name} was to leave ${after} of ${all} nodes without a pod, and ${most} are allowed`;
      },
    };
  },
};
