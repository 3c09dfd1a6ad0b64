import { controllerOf, isTerminating, uuidOf } from '@orrery/core/cluster';
import { anyController, daemonSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { deletion, isPodDeletion, retouch } from './retouch.ts';

export const daemonSweep: Mutant = {
  name: 'daemon-sweep',
  loop: 'daemonset',
  does: 'Takes all pods at once when a rollout takes one.',
  breaks: ['daemon-rollout-budget'],
  controller: anyController(
    retouch(daemonSetController, (steps, key, { view }) => {
      if (!steps.some(isPodDeletion)) return steps;
      const owner = uuidOf('DaemonSet', key);
      const pods = view.tables.Pod.toArray().filter(
        (pod) => controllerOf(pod.meta)?.uid === owner && !isTerminating(pod),
      );
      return [...steps, ...pods.map(({ meta }) => deletion(meta.namespace, meta.name))];
    }),
  ),
};
