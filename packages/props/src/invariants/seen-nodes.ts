import type { Invariant } from './invariant.ts';

export const seenNodes: Invariant = {
  name: 'seen-nodes',
  layer: 'view',
  states: 'The scheduler binds only pods that it sees without a node, and only to nodes that it sees.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: ({ actorName, steps, view }) => {
        if (actorName !== 'default-scheduler') return undefined;
        for (const { command } of steps) {
          if (command.type !== 'BindPod') continue;
          reached++;
          const pod = view.tables.Pod.get(command.uid);
          if (pod === undefined) return `a pod that the scheduler does not see was to go to ${command.node}`;
          if (pod.node !== '') return `${pod.meta.name} was to go to ${command.node} and is on ${pod.node}`;
          if (view.tables.Node.find('', command.node) === undefined)
            return `${pod.meta.name} was to go to ${command.node}, which is not there`;
        }
        return undefined;
      },
    };
  },
};
