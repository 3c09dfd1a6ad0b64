import { anyController, deploymentController } from '@orrery/controllers';
import { numberAt } from '@orrery/core/cluster';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

export const lingeringReplicas: Mutant = {
  name: 'lingering-replicas',
  loop: 'deployment',
  does: 'Never takes the last pod of an old template.',
  breaks: ['deployments-settle'],
  controller: anyController(
    retouch(deploymentController, (steps) =>
      steps.filter(
        ({ command }) =>
          command.type !== 'Update' ||
          command.kind !== 'ReplicaSet' ||
          numberAt(command.body.json, 'spec', 'replicas') !== 0,
      ),
    ),
  ),
};
