import { anyController, daemonSetController } from '@orrery/controllers';
import type { Step } from '@orrery/core/control';
import type { Mutant } from './mutant.ts';
import { isPodCreation, retouch } from './retouch.ts';

export const blindDaemons: Mutant = {
  name: 'blind-daemons',
  loop: 'daemonset',
  does: 'Wants a pod on every node when it wants one on some node, whatever taints say.',
  breaks: ['eligible-nodes'],
  controller: anyController(
    retouch(daemonSetController, (steps, _key, { view }) => {
      const model = steps.find(isPodCreation);
      if (model === undefined) return steps;
      const nodes = view.tables.Node.toArray().map(({ meta }) => meta.name);
      const more = nodes.map((node) => ({ ...model, command: { ...model.command, args: [node] } }) as Step);
      return [...steps.filter((step) => !isPodCreation(step)), ...more];
    }),
  ),
};
