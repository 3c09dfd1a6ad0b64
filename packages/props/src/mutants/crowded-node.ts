import type { NodeRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { anyController, scheduler } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

/** The same binding, to the first of all nodes. */
const crowding = (step: Step, { view }: Planning): Step => {
  const first: NodeRecord | undefined = view.tables.Node.toArray()[0];
  if (step.command.type !== 'BindPod' || first === undefined) return step;
  return { ...step, command: { ...step.command, node: first.meta.name } };
};

export const crowdedNode: Mutant = {
  name: 'crowded-node',
  loop: 'scheduler',
  does: 'Puts every pod on the first node, whatever room it has.',
  breaks: ['no-overcommit'],
  controller: anyController(
    retouch(scheduler, (steps, _key, planning) => steps.map((step) => crowding(step, planning))),
  ),
};
