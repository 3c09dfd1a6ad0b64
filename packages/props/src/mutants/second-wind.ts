import { textAt } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { anyController, kubelet } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

/** After the report of an end, what was reported before once more. */
const revived = (step: Step, { view }: Planning): readonly Step[] => {
  const { command } = step;
  if (command.type !== 'ReportPodStatus') return [step];
  const phase = textAt(command.status.json, 'phase');
  const pod = view.tables.Pod.get(command.uid);
  if (pod === undefined || (phase !== 'Succeeded' && phase !== 'Failed')) return [step];
  const { body: status, containerTimes: times, ip, hostIp } = pod.status;
  return [step, { ...step, command: { ...command, status, times, ip, hostIp } }];
};

export const secondWind: Mutant = {
  name: 'second-wind',
  loop: 'kubelet',
  does: 'Reports the status before again after a final one, as a late answer of a kubelet that does not order its reports would.',
  breaks: ['final-phases'],
  controller: anyController(
    retouch(kubelet, (steps, _key, planning) => steps.flatMap((step) => revived(step, planning))),
  ),
};
