import type { View } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';
import { anyController, statefulSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';

const ordinalOf = (name: string): number => Number(name.slice(name.lastIndexOf('-') + 1));

/** A deletion of the highest surplus pod turned into one of the lowest. */
const reversed = (step: Step, set: number, view: View): Step => {
  const { command } = step;
  if (command.type !== 'Delete' || command.kind !== 'Pod') return step;
  const spec = view.tables.StatefulSet.get(set)?.spec;
  const end = (spec?.start ?? 0) + (spec?.replicas ?? 0);
  const prefix = command.name.slice(0, command.name.lastIndexOf('-'));
  for (let ordinal = end; ordinal < ordinalOf(command.name); ordinal++) {
    const pod = view.tables.Pod.find(command.namespace, `${prefix}-${ordinal}`);
    if (pod !== undefined && pod.meta.deletion === undefined)
      return { ...step, command: { ...command, name: pod.meta.name, uid: pod.uid } };
  }
  return step;
};

export const reversedTermination: Mutant = {
  name: 'reversed-termination',
  loop: 'statefulset',
  does: 'Scales down from the lowest surplus ordinal up.',
  breaks: ['reverse-ordinal-termination', 'ordered-scale-down'],
  controller: anyController({
    ...statefulSetController,
    plan: (memory, key, planning) => {
      const plan = statefulSetController.plan(memory, key, planning);
      return { ...plan, steps: plan.steps.map((step) => reversed(step, key, planning.view)) };
    },
  }),
};
