import { isAvailable, isRunningAndReady, isTerminating } from '@orrery/core/cluster';
import type { Invariant, Sighting } from './invariant.ts';
import { ordinalOf, podAt, setOf } from './stateful-pods.ts';

const check = ({ change, actorName, state, at }: Sighting): { ordinal: number; wrong?: string } | undefined => {
  if (change?.kind !== 'Pod' || change.before !== undefined || actorName !== 'statefulset-controller') return undefined;
  const pod = change.after;
  const set = pod === undefined ? undefined : setOf(state, pod);
  if (pod === undefined || set === undefined || !set.spec.ordered) return undefined;
  const ordinal = ordinalOf(pod);
  for (let lower = set.spec.start; lower < ordinal; lower++) {
    const other = podAt(state, set, lower);
    const settled =
      other !== undefined &&
      !isTerminating(other) &&
      isRunningAndReady(other) &&
      isAvailable(other, set.spec.minReadyUs, at);
    if (!settled)
      return { ordinal, wrong: `${pod.meta.name} was created while ${set.meta.name}-${lower} is not ready` };
  }
  return { ordinal };
};

export const orderedCreation: Invariant = {
  name: 'ordered-creation',
  layer: 'API',
  states: 'OrderedReady: a pod is created only when every lower ordinal is Running, Ready and available.',
  provided: "the controller's pods do not lag behind its sets",
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: (sighting) => {
        const found = check(sighting);
        if (found !== undefined && found.ordinal > 0) reached++;
        return found?.wrong;
      },
    };
  },
};
