import { draftOf, objectAt } from '@orrery/core/cluster';
import { anyController, statefulSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';

const secondUs = 1_000_000;

export const restlessSet: Mutant = {
  name: 'restless-set',
  loop: 'statefulset',
  does: 'Writes on its set when it last looked at it, and looks again every ten seconds.',
  breaks: ['quiet'],
  controller: anyController({
    ...statefulSetController,
    plan: (memory, key, planning) => {
      const plan = statefulSetController.plan(memory, key, planning);
      const set = planning.view.tables.StatefulSet.get(key);
      if (set === undefined) return plan;
      const draft = draftOf(set);
      const metadata = objectAt(draft, 'metadata');
      const annotations = { 'example.com/seen': String(Math.floor(planning.now / secondUs)) };
      const body = planning.body({ ...draft, metadata: { ...metadata, annotations } });
      const command = { type: 'Update' as const, kind: 'StatefulSet' as const, uid: key, body };
      return { ...plan, steps: [...plan.steps, { command, onRejection: 'continue' }], requeueAfterUs: 10 * secondUs };
    },
  }),
};
