import { anyController, statefulSetController } from '@orrery/controllers';
import { isJsonObject } from '@orrery/core/engine';
import { listAt, objectAt } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

const sharing = (step: Step, { body }: Planning): Step => {
  const { command } = step;
  if (command.type !== 'Create' || command.kind !== 'Pod' || !isJsonObject(command.body.json)) return step;
  const spec = objectAt(command.body.json, 'spec');
  const volumes = listAt(spec, 'volumes').map((volume) =>
    isJsonObject(volume) && 'persistentVolumeClaim' in volume
      ? { ...volume, persistentVolumeClaim: { claimName: 'www-web-0' } }
      : volume,
  );
  return volumes.length === 0
    ? step
    : { ...step, command: { ...command, body: body({ ...command.body.json, spec: { ...spec, volumes } }) } };
};

export const sharedClaim: Mutant = {
  name: 'shared-claim',
  loop: 'statefulset',
  does: 'Gives every replica the claim of the first.',
  breaks: ['own-claims'],
  controller: anyController(
    retouch(statefulSetController, (steps, _key, planning) => steps.map((step) => sharing(step, planning))),
  ),
};
