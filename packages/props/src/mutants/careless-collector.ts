import { controllerOf, isTerminating } from '@orrery/core/cluster';
import { anyController, garbageCollector } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { deletion, retouch } from './retouch.ts';

export const carelessCollector: Mutant = {
  name: 'careless-collector',
  loop: 'garbage-collector',
  does: 'Deletes a pod that has an owner whenever it has something to look at.',
  breaks: ['owned-things-stay'],
  controller: anyController(
    retouch(garbageCollector, (steps, _key, { view }) => {
      const owned = view.tables.Pod.toArray().find(
        (pod) => controllerOf(pod.meta) !== undefined && !isTerminating(pod),
      );
      return owned === undefined ? steps : [...steps, deletion(owned.meta.namespace, owned.meta.name)];
    }),
  ),
};
