import type { StatefulSetRecord } from '@orrery/core/cluster';
import type { Planning } from '@orrery/core/control';
import { anyController, statefulSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';

/** The same planning, in which every set looks as if it were Parallel. */
const inParallel = (planning: Planning): Planning => {
  const sets = planning.view.tables.StatefulSet;
  const table = {
    get: (uid: number): StatefulSetRecord | undefined => {
      const set = sets.get(uid);
      return set === undefined ? undefined : { ...set, spec: { ...set.spec, ordered: false } };
    },
  };
  // The loop only gets sets by uid from this table.
  const tables = { ...planning.view.tables, StatefulSet: table as unknown as typeof sets };
  return { ...planning, view: { tables } };
};

export const impatientCreation: Mutant = {
  name: 'impatient-creation',
  loop: 'statefulset',
  does: 'Creates all replicas at once although the set is OrderedReady.',
  breaks: ['ordered-creation', 'ordered-start'],
  controller: anyController({
    ...statefulSetController,
    plan: (memory, key, planning) => statefulSetController.plan(memory, key, inParallel(planning)),
  }),
};
