import { anyController, statefulSetController } from '@orrery/controllers';
import type { Step } from '@orrery/core/control';
import type { Mutant } from './mutant.ts';

/** Nothing is ready for longer than the first replica takes: the count stops at one. */
const belittled = (step: Step): Step => {
  const { command } = step;
  if (command.type !== 'ReportStatefulSetStatus') return step;
  const readyReplicas = Math.min(1, command.status.readyReplicas);
  return { ...step, command: { ...command, status: { ...command.status, readyReplicas } } };
};

export const staleStatus: Mutant = {
  name: 'stale-status',
  loop: 'statefulset',
  does: 'Counts at most one ready replica.',
  breaks: ['truthful-status'],
  controller: anyController({
    ...statefulSetController,
    conclude: (memory, key, outcome, planning) => {
      const plan = statefulSetController.conclude?.(memory, key, outcome, planning) ?? { steps: [] };
      return { ...plan, steps: plan.steps.map(belittled) };
    },
  }),
};
