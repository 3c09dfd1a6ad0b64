import { anyController, statefulSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { isPodCreation, retouch } from './retouch.ts';

export const missingReplica: Mutant = {
  name: 'missing-replica',
  loop: 'statefulset',
  does: 'Never makes the last replica.',
  breaks: ['replicas-settle'],
  controller: anyController(
    retouch(statefulSetController, (steps, key, { view }) => {
      const set = view.tables.StatefulSet.get(key);
      const last = set === undefined ? '' : `${set.meta.name}-${set.spec.start + set.spec.replicas - 1}`;
      return steps.filter((step) => !isPodCreation(step) || !('name' in step.command) || step.command.name !== last);
    }),
  ),
};
