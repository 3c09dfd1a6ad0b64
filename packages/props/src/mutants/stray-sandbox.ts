import type { Planning, Step } from '@orrery/core/control';
import { anyController, kubelet } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

/** The same sandbox, on the last of all nodes. */
const astray = (step: Step, { view }: Planning): Step => {
  const last = view.tables.Node.toArray().at(-1);
  if (step.command.type !== 'StartSandbox' || last === undefined) return step;
  return { ...step, command: { ...step.command, node: last.meta.name } };
};

export const straySandbox: Mutant = {
  name: 'stray-sandbox',
  loop: 'kubelet',
  does: 'Starts every pod on the last node, wherever it is bound.',
  breaks: ['own-node'],
  controller: anyController(retouch(kubelet, (steps, _key, planning) => steps.map((step) => astray(step, planning)))),
};
