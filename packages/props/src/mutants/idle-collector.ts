import { anyController, garbageCollector } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

export const idleCollector: Mutant = {
  name: 'idle-collector',
  loop: 'garbage-collector',
  does: 'Collects nothing.',
  breaks: ['garbage-goes'],
  controller: anyController(retouch(garbageCollector, () => [])),
};
