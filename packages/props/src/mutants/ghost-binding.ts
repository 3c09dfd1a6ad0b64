import type { Step } from '@orrery/core/control';
import { anyController, scheduler } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

const haunted = (step: Step): Step =>
  step.command.type === 'BindPod' ? { ...step, command: { ...step.command, node: `${step.command.node}-gone` } } : step;

export const ghostBinding: Mutant = {
  name: 'ghost-binding',
  loop: 'scheduler',
  does: 'Binds pods to nodes that have never been there.',
  breaks: ['seen-nodes'],
  controller: anyController(retouch(scheduler, (steps) => steps.map(haunted))),
};
