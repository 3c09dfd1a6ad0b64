import { controllerOf, uuidOf } from '@orrery/core/cluster';
import { anyController, statefulSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { deletion, retouch } from './retouch.ts';

export const nameSake: Mutant = {
  name: 'name-sake',
  loop: 'statefulset',
  does: 'Takes pods of an earlier set of the same name out of its way, although they are not its own.',
  breaks: ['own-pods'],
  controller: anyController(
    retouch(statefulSetController, (steps, key, { view }) => {
      const set = view.tables.StatefulSet.get(key);
      if (set === undefined) return steps;
      const foreign = view.tables.Pod.toArray().filter((pod) => {
        const owner = controllerOf(pod.meta);
        return owner?.name === set.meta.name && owner.uid !== uuidOf('StatefulSet', key);
      });
      return [...steps, ...foreign.map(({ meta }) => deletion(meta.namespace, meta.name))];
    }),
  ),
};
