import { isJsonObject } from '@orrery/core/engine';
import { numberAt } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { anyController, disruptionController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';

/** The step, with a status that allows one disruption more. */
const generous = (step: Step, { body }: Planning): Step => {
  const { command } = step;
  if (command.type !== 'UpdateStatus' || !isJsonObject(command.status.json)) return step;
  const status = command.status.json;
  const disruptionsAllowed = (numberAt(status, 'disruptionsAllowed') ?? 0) + 1;
  return { ...step, command: { ...command, status: body({ ...status, disruptionsAllowed }) } };
};

export const generousBudget: Mutant = {
  name: 'generous-budget',
  loop: 'disruption',
  does: 'Allows one eviction more than can be spared.',
  breaks: ['kept-budgets'],
  controller: anyController({
    ...disruptionController,
    conclude: (memory, key, outcome, planning) => {
      const plan = disruptionController.conclude?.(memory, key, outcome, planning) ?? { steps: [] };
      return { ...plan, steps: plan.steps.map((step) => generous(step, planning)) };
    },
  }),
};
