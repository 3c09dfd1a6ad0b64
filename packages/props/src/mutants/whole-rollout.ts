import type { PodRecord } from '@orrery/core/cluster';
import { anyController, statefulSetController } from '@orrery/controllers';
import { podAt, rangeOf } from '../invariants/index.ts';
import type { Mutant } from './mutant.ts';
import { deletion, isPodDeletion, retouch } from './retouch.ts';

export const wholeRollout: Mutant = {
  name: 'whole-rollout',
  loop: 'statefulset',
  does: 'Takes every pod of the range at once when a rollout takes one.',
  breaks: ['rollout-budget', 'update-order'],
  controller: anyController(
    retouch(statefulSetController, (steps, key, { view }) => {
      const set = view.tables.StatefulSet.get(key);
      if (set === undefined || !steps.some(isPodDeletion)) return steps;
      const pods = rangeOf(set).map((ordinal) => podAt(view, set, ordinal));
      const alive = pods.filter((pod): pod is PodRecord => pod !== undefined && pod.meta.deletion === undefined);
      return [...steps, ...alive.map(({ meta }) => deletion(meta.namespace, meta.name))];
    }),
  ),
};
