import { scaledValue, type Decision } from '@orrery/core/control';
import { daemonDecision, daemonsByNode, isServing, type DaemonDecision } from './daemon-decision.ts';
import { revisionOf } from './stateful-decision.ts';
import type { Invariant } from './invariant.ts';

/** How many nodes have an old pod that serves and a newer one beside it, before and after the creations, and how many nodes there are. */
const doubled = (
  decision: Decision,
  { set, created }: DaemonDecision,
): { before: number; after: number; all: number } => {
  const pods = daemonsByNode(decision, set);
  const wanted = new Map(created.map(({ node, revision }) => [node, revision]));
  const newest = created[0]?.revision ?? '';
  let before = 0;
  let after = 0;
  for (const [node, there] of pods) {
    const serves = there.some((pod) => revisionOf(pod) !== newest && isServing(set, pod, decision.at));
    if (!serves) continue;
    const hasNew = there.some((pod) => revisionOf(pod) === newest);
    if (hasNew) before++;
    if (hasNew || wanted.has(node)) after++;
  }
  return { before, after, all: decision.view.tables.Node.toArray().length };
};

export const daemonSurgeBudget: Invariant = {
  name: 'daemon-surge-budget',
  layer: 'view',
  states: 'A rollout of a DaemonSet never gives more nodes than maxSurge a new pod beside an old one that serves.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const found = daemonDecision(decision);
        if (found === undefined || found.created.length === 0) return undefined;
        const { before, after, all } = doubled(decision, found);
        if (after > before) reached++;
        const most = Math.max(before, scaledValue(found.set.spec.maxSurge, all, 'up'));
        if (after <= most) return undefined;
        return `${found.set.meta.name} was to have two pods on ${after} nodes, and ${most} are allowed`;
      },
    };
  },
};
