import { uuidOf } from '@orrery/core/cluster';
import { anyController, volumeBinder } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

export const earlyBinding: Mutant = {
  name: 'early-binding',
  loop: 'volume-binder',
  does: 'Keeps a volume for a claim at once, although its class waits for the first consumer.',
  breaks: ['delayed-binding'],
  controller: anyController(
    retouch(volumeBinder, (steps, key, { view }) => {
      const { PersistentVolume, PersistentVolumeClaim } = view.tables;
      const claim = key % 2 === 0 ? PersistentVolumeClaim.get(key / 2) : undefined;
      if (claim === undefined || claim.volumeName !== '') return steps;
      const free = PersistentVolume.toArray().find((volume) => volume.claim === undefined);
      if (free === undefined) return steps;
      const { namespace, name } = claim.meta;
      const reference = { namespace, name, uid: uuidOf('PersistentVolumeClaim', claim.uid) };
      const { uid, version } = free;
      const command = { type: 'ClaimVolume' as const, uid, version, claim: reference, byController: true };
      return [{ command, onRejection: 'stop' }];
    }),
  ),
};
