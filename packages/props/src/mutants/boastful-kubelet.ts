import { isJsonObject } from '@orrery/core/engine';
import { listAt, textAt } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { anyController, kubelet } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

/** The same report, with condition Ready true. */
const boasting = (step: Step, { body }: Planning): Step => {
  const { command } = step;
  if (command.type !== 'ReportPodStatus' || textAt(command.status.json, 'phase') !== 'Pending') return step;
  const { json } = command.status;
  const conditions = listAt(json, 'conditions').map((one) =>
    textAt(one, 'type') === 'Ready' ? { type: 'Ready', status: 'True' } : one,
  );
  return { ...step, command: { ...command, status: body({ ...(isJsonObject(json) ? json : {}), conditions }) } };
};

export const boastfulKubelet: Mutant = {
  name: 'boastful-kubelet',
  loop: 'kubelet',
  does: 'Reports pods Ready before their containers have been started.',
  breaks: ['true-readiness'],
  controller: anyController(retouch(kubelet, (steps, _key, planning) => steps.map((step) => boasting(step, planning)))),
};
