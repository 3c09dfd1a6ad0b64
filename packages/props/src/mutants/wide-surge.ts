import { controllerOf, uuidOf } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';
import { anyController, daemonSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { isPodCreation, retouch } from './retouch.ts';

export const wideSurge: Mutant = {
  name: 'wide-surge',
  loop: 'daemonset',
  does: 'Makes a pod on every node that has one when it makes any beside another.',
  breaks: ['daemon-surge-budget'],
  controller: anyController(
    retouch(daemonSetController, (steps, key, { view }) => {
      const model = steps.find(isPodCreation);
      if (model === undefined) return steps;
      const owner = uuidOf('DaemonSet', key);
      const taken = new Set(
        view.tables.Pod.toArray()
          .filter((pod) => controllerOf(pod.meta)?.uid === owner)
          .map(({ node }) => node),
      );
      const nodes = [...taken].filter((node) => view.tables.Node.find('', node) !== undefined);
      const more = nodes.map((node) => ({ ...model, command: { ...model.command, args: [node] } }) as Step); // a creation as the model is
      return [...steps, ...more];
    }),
  ),
};
