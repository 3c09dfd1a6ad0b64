import { isJsonObject } from '@orrery/core/engine';
import { draftOf } from '@orrery/core/cluster';
import { anyController, volumeBinder } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';

export const restlessBinding: Mutant = {
  name: 'restless-binding',
  loop: 'volume-binder',
  does: 'Moves a bound claim to another volume of its class when one is free.',
  breaks: ['stable-volumes'],
  controller: anyController({
    ...volumeBinder,
    plan: (memory, key, planning) => {
      const plan = volumeBinder.plan(memory, key, planning);
      const { PersistentVolume, PersistentVolumeClaim } = planning.view.tables;
      const claim = key % 2 === 0 ? PersistentVolumeClaim.get(key / 2) : undefined;
      if (claim?.status.phase !== 'Bound') return plan;
      const other = PersistentVolume.toArray().find(({ status }) => status.phase === 'Available');
      if (other === undefined) return plan;
      const draft = draftOf(claim);
      const spec = isJsonObject(draft['spec']) ? draft['spec'] : {};
      const body = planning.body({ ...draft, spec: { ...spec, volumeName: other.meta.name } });
      const command = { type: 'Update' as const, kind: 'PersistentVolumeClaim' as const, uid: claim.uid, body };
      return { steps: [{ command, onRejection: 'stop' }] };
    },
  }),
};
