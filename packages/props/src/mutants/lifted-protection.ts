import { anyController, claimProtection } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

export const liftedProtection: Mutant = {
  name: 'lifted-protection',
  loop: 'claim-protection',
  does: 'Takes the finalizer off a claim that is being deleted without asking who uses it.',
  breaks: ['protected-claims'],
  controller: anyController(
    retouch(claimProtection, (steps, key, { view }) => {
      const claim = view.tables.PersistentVolumeClaim.get(key);
      if (claim?.meta.deletion === undefined) return steps;
      const kind = 'PersistentVolumeClaim' as const;
      return [{ command: { type: 'SetFinalizers', kind, uid: key, finalizers: [] }, onRejection: 'continue' }];
    }),
  ),
};
