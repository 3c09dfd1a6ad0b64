import { isTerminal, type PodRecord } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

/** What the pods of a node ask for together. */
interface Load {
  cpuMilli: number;
  memoryBytes: number;
  pods: number;
}

export const noOvercommit: Invariant = {
  name: 'no-overcommit',
  layer: 'API',
  states: 'The scheduler gives a node no more than it has: cpu, memory and number of pods.',
  provided: 'one scheduler, whose pods and nodes do not lag; nodes do not shrink',
  checker: () => {
    const loads = new Map<string, Load>();
    let reached = 0;
    const add = (pod: PodRecord | undefined, sign: 1 | -1): Load | undefined => {
      if (pod === undefined || pod.node === '' || isTerminal(pod)) return undefined;
      const load = loads.get(pod.node) ?? { cpuMilli: 0, memoryBytes: 0, pods: 0 };
      loads.set(pod.node, load);
      load.cpuMilli += sign * pod.spec.requests.cpuMilli;
      load.memoryBytes += sign * pod.spec.requests.memoryBytes;
      load.pods += sign;
      return load;
    };
    return {
      reached: () => reached,
      see: ({ change, actorName, state }) => {
        if (change?.kind !== 'Pod') return undefined;
        const { before, after } = change;
        if (
          before !== undefined &&
          after !== undefined &&
          before.node === after.node &&
          isTerminal(before) === isTerminal(after)
        )
          return undefined;
        add(before, -1);
        const load = add(after, 1);
        if (load === undefined || after === undefined || before === undefined || before.node !== '') return undefined;
        const node = state.tables.Node.find('', after.node);
        if (actorName !== 'default-scheduler' || node === undefined) return undefined;
        if (load.cpuMilli > 0) reached++;
        const { allocatable, maxPods } = node.status;
        const fits =
          load.cpuMilli <= allocatable.cpuMilli && load.memoryBytes <= allocatable.memoryBytes && load.pods <= maxPods;
        return fits ? undefined : `${after.meta.name} is too much for ${after.node}`;
      },
    };
  },
};
