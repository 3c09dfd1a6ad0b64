import { Expectations } from '@orrery/core/control';
import { anyController, daemonSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';

export const forgottenExpectations: Mutant = {
  name: 'forgotten-expectations',
  loop: 'daemonset',
  does: 'Does not wait to see the pods it has created before it creates more.',
  breaks: ['one-daemon-pod-per-node'],
  controller: anyController({
    ...daemonSetController,
    plan: (memory, key, planning) =>
      daemonSetController.plan(memory, key, {
        ...planning,
        expectations: new Expectations(),
        gates: { ...planning.gates, StaleControllerConsistencyDaemonSet: false },
      }),
  }),
};
