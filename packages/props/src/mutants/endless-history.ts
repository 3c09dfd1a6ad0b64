import { draftOf } from '@orrery/core/cluster';
import { anyController, statefulSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { isPodDeletion, retouch } from './retouch.ts';

export const endlessHistory: Mutant = {
  name: 'endless-history',
  loop: 'statefulset',
  does: 'Writes another copy of the newest revision whenever it takes a pod.',
  breaks: ['one-history'],
  controller: anyController(
    retouch(statefulSetController, (steps, _key, { view, body, now }) => {
      const known = view.tables.ControllerRevision.toArray();
      const last = known[known.length - 1];
      if (last === undefined || !steps.some(isPodDeletion)) return steps;
      const { namespace, name } = last.meta;
      const copy = body({ ...draftOf(last), revision: last.revision + 1 });
      const command = {
        type: 'Create' as const,
        kind: 'ControllerRevision' as const,
        namespace,
        name: `${name}-${now}`,
        body: copy,
      };
      return [{ command, onRejection: 'continue' }, ...steps];
    }),
  ),
};
