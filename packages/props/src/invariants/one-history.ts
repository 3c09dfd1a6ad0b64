import { canonicalJson } from '@orrery/core/engine';
import { controllerOf } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

export const oneHistory: Invariant = {
  name: 'one-history',
  layer: 'API',
  states:
    'A new ControllerRevision says something that no other living revision of its owner says, and has the highest number.',
  provided: "the controller's revisions do not lag behind its sets",
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, state }) => {
        if (change?.kind !== 'ControllerRevision' || change.before !== undefined || change.after === undefined)
          return undefined;
        const made = change.after;
        const owner = controllerOf(made.meta)?.uid;
        const others = state.tables.ControllerRevision.toArray().filter(
          (one) => one.uid !== made.uid && controllerOf(one.meta)?.uid === owner,
        );
        if (others.length > 0) reached++;
        const twin = others.find((one) => canonicalJson(one.data) === canonicalJson(made.data));
        if (twin !== undefined) return `${made.meta.name} says the same as ${twin.meta.name}`;
        const later = others.find((one) => one.revision >= made.revision);
        return later === undefined ? undefined : `${made.meta.name} is not numbered after ${later.meta.name}`;
      },
    };
  },
};
