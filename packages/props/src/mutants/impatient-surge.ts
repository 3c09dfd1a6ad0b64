import { anyController, daemonSetController } from '@orrery/controllers';
import { daemonsByNode } from '../invariants/index.ts';
import type { Mutant } from './mutant.ts';
import { deletion, retouch } from './retouch.ts';

export const impatientSurge: Mutant = {
  name: 'impatient-surge',
  loop: 'daemonset',
  does: 'Deletes the old pod of a node as soon as there is a new one, whether that serves or not.',
  breaks: ['daemon-surge-availability'],
  controller: anyController(
    retouch(daemonSetController, (steps, key, planning) => {
      const set = planning.view.tables.DaemonSet.get(key);
      if (set === undefined) return steps;
      const doubled = [...daemonsByNode(planning, set)].filter(([node, pods]) => node !== '' && pods.length > 1);
      return [
        ...steps,
        ...doubled.flatMap(([, [old]]) => (old === undefined ? [] : [deletion(old.meta.namespace, old.meta.name)])),
      ];
    }),
  ),
};
