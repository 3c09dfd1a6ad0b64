import type { Step } from '@orrery/core/control';
import { anyController, volumeBinder } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

const withoutStatus = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(({ command }) => command.type !== 'SetClaimStatus');

export const halfBinding: Mutant = {
  name: 'half-binding',
  loop: 'volume-binder',
  does: 'Leaves out the last write of a binding: the claim is never called Bound.',
  breaks: ['claims-settle'],
  controller: anyController({
    ...retouch(volumeBinder, withoutStatus),
    react: (memory, key, step, answer, planning, done) => {
      const reaction = volumeBinder.react?.(memory, key, step, answer, planning, done);
      return reaction === undefined ? undefined : { ...reaction, steps: withoutStatus(reaction.steps) };
    },
  }),
};
