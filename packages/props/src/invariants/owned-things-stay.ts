import {
  isObjectChange,
  isTerminating,
  parseUuid,
  type AnyRecord,
  type OwnerReference,
  type View,
} from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

const holds = ({ tables }: View, reference: OwnerReference): AnyRecord | undefined => {
  const parsed = parseUuid(reference.uid);
  return parsed === undefined ? undefined : tables[parsed.kind].get(parsed.uid);
};

/** An owner for whose sake a dependent must stay: it is there, and not waiting for its dependents to go. */
const keeps = (owner: AnyRecord | undefined): boolean =>
  owner !== undefined && !(isTerminating(owner) && owner.meta.finalizers.includes('foregroundDeletion'));

export const ownedThingsStay: Invariant = {
  name: 'owned-things-stay',
  layer: 'API',
  states:
    'The garbage collector deletes only what has no owner any more, or only owners that are being deleted in the foreground.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, actorName, state }) => {
        if (actorName !== 'garbage-collector-controller' || change === undefined || !isObjectChange(change))
          return undefined;
        if (change.before === undefined || isTerminating(change.before)) return undefined;
        if (change.after !== undefined && !isTerminating(change.after)) return undefined;
        reached++;
        const { meta, kind } = change.before;
        const owner = meta.owners.find((reference) => keeps(holds(state, reference)));
        return owner === undefined
          ? undefined
          : `${kind} ${meta.name} was deleted although ${owner.kind} ${owner.name} owns it`;
      },
    };
  },
};
