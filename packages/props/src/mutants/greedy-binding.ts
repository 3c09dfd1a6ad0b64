import { anyController, volumeBinder } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';

export const greedyBinding: Mutant = {
  name: 'greedy-binding',
  loop: 'volume-binder',
  does: 'Binds a claim to the first volume of its class without looking whether somebody has it.',
  breaks: ['exclusive-volumes', 'fitting-volumes'],
  controller: anyController({
    ...volumeBinder,
    plan: (memory, key, planning) => {
      const plan = volumeBinder.plan(memory, key, planning);
      const { PersistentVolume, PersistentVolumeClaim } = planning.view.tables;
      const claim = key % 2 === 0 ? PersistentVolumeClaim.get(key / 2) : undefined;
      if (claim === undefined || claim.volumeName !== '') return plan;
      const volume = PersistentVolume.toArray().find(({ className }) => className === claim.className);
      if (volume === undefined) return plan;
      const { uid, version } = claim;
      const command = { type: 'BindClaim' as const, uid, version, volume: volume.meta.name, byController: true };
      return { steps: [{ command, onRejection: 'stop' }] };
    },
  }),
};
