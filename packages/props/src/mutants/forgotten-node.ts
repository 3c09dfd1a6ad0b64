import { anyController, daemonSetController } from '@orrery/controllers';
import type { Step } from '@orrery/core/control';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

const isFor = ({ command }: Step, node: string): boolean =>
  command.type === 'Create' && command.kind === 'Pod' && command.args?.[0] === node;

export const forgottenNode: Mutant = {
  name: 'forgotten-node',
  loop: 'daemonset',
  does: 'Wants no pod on the first node that there is.',
  breaks: ['daemons-settle'],
  controller: anyController(
    retouch(daemonSetController, (steps, _key, { view }) => {
      const first = view.tables.Node.toArray()[0]?.meta.name ?? '';
      return steps.filter((step) => !isFor(step, first));
    }),
  ),
};
