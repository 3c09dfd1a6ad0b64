import type { Step } from '@orrery/core/control';
import { anyController, statefulSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

export const tidyScaleDown: Mutant = {
  name: 'tidy-scale-down',
  loop: 'statefulset',
  does: 'Deletes the claim of every pod that it deletes.',
  breaks: ['retained-claims'],
  controller: anyController(
    retouch(statefulSetController, (steps) =>
      steps.flatMap((step): readonly Step[] => {
        const { command } = step;
        if (command.type !== 'Delete' || command.kind !== 'Pod') return [step];
        const { namespace, name } = command;
        const kind = 'PersistentVolumeClaim' as const;
        return [step, { command: { type: 'Delete', kind, namespace, name: `www-${name}` }, onRejection: 'continue' }];
      }),
    ),
  ),
};
