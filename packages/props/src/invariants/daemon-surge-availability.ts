import { scaledValue } from '@orrery/core/control';
import { daemonDecision, daemonsByNode, isEligible, isServing } from './daemon-decision.ts';
import type { Invariant } from './invariant.ts';

export const daemonSurgeAvailability: Invariant = {
  name: 'daemon-surge-availability',
  layer: 'view',
  states: 'A DaemonSet that surges never deletes the last pod that serves on a node which it is for.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const found = daemonDecision(decision);
        if (found === undefined || scaledValue(found.set.spec.maxSurge, 1, 'up') === 0) return undefined;
        const { set, deleted } = found;
        const pods = daemonsByNode(decision, set);
        const doomed = new Set(deleted.map(({ uid }) => uid));
        for (const pod of deleted) {
          const node = decision.view.tables.Node.find('', pod.node);
          const isNeeded = node !== undefined && isEligible(set, pod.spec, node) && isServing(set, pod, decision.at);
          if (!isNeeded) continue;
          reached++;
          const others = (pods.get(pod.node) ?? []).filter((one) => isServing(set, one, decision.at));
          if (others.every(({ uid }) => doomed.has(uid)))
            return `${pod.meta.name} was to go from ${pod.node}, where no other pod of ${set.meta.name} serves`;
        }
        return undefined;
      },
    };
  },
};
