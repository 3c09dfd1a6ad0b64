import { isJsonObject } from '@orrery/core/engine';
import { objectAt } from '@orrery/core/cluster';
import { podRevisionLabel, type Planning, type Step } from '@orrery/core/control';
import { anyController, statefulSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { retouch } from './retouch.ts';

const relabelled = (step: Step, revision: string, { body }: Planning): Step => {
  const { command } = step;
  if (command.type !== 'Create' || command.kind !== 'Pod' || !isJsonObject(command.body.json)) return step;
  const metadata = objectAt(command.body.json, 'metadata');
  const labels = { ...objectAt(metadata, 'labels'), [podRevisionLabel]: revision };
  return { ...step, command: { ...command, body: body({ ...command.body.json, metadata: { ...metadata, labels } }) } };
};

export const staleTemplate: Mutant = {
  name: 'stale-template',
  loop: 'statefulset',
  does: 'Makes every pod at the revision that the status calls current, whatever the rollout says.',
  breaks: ['revision-choice'],
  controller: anyController(
    retouch(statefulSetController, (steps, key, planning) => {
      const current = planning.view.tables.StatefulSet.get(key)?.status.currentRevision ?? '';
      return current === '' ? steps : steps.map((step) => relabelled(step, current, planning));
    }),
  ),
};
