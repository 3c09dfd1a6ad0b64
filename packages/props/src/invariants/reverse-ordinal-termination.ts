import { isTerminating, parseUuid, controllerOf, type PodRecord, type Uid } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';
import { ordinalOf, setOf } from './stateful-pods.ts';

const setUid = (pod: PodRecord): Uid | undefined => {
  const owner = controllerOf(pod.meta);
  return owner?.kind === 'StatefulSet' ? parseUuid(owner.uid)?.uid : undefined;
};

export const reverseOrdinalTermination: Invariant = {
  name: 'reverse-ordinal-termination',
  layer: 'API',
  states: 'OrderedReady: a pod is scaled away only when no pod with a higher ordinal exists any more.',
  provided: undefined,
  checker: () => {
    /** Highest ordinals matter: pods of each set by ordinal. */
    const ordinals = new Map<Uid, Set<number>>();
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, actorName, state }) => {
        if (change?.kind !== 'Pod') return undefined;
        const { before, after } = change;
        const pod = after ?? before;
        const uid = pod === undefined ? undefined : setUid(pod);
        if (pod === undefined || uid === undefined) return undefined;
        const existing = ordinals.get(uid) ?? new Set<number>();
        ordinals.set(uid, existing);
        const ordinal = ordinalOf(pod);
        if (after === undefined) existing.delete(ordinal);
        else existing.add(ordinal);
        const stops = before !== undefined && !isTerminating(before) && (after === undefined || isTerminating(after));
        const set = setOf(state, pod);
        if (!stops || actorName !== 'statefulset-controller' || set === undefined || !set.spec.ordered)
          return undefined;
        if (ordinal < set.spec.start + set.spec.replicas) return undefined; // replaced, not scaled away
        reached++;
        const higher = [...existing].find((other) => other > ordinal);
        if (higher === undefined) return undefined;
        return `${pod.meta.name} was stopped before ${set.meta.name}-${higher}`;
      },
    };
  },
};
