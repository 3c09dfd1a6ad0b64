import { textAt } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';
import { setOf } from './stateful-pods.ts';

export const ownClaims: Invariant = {
  name: 'own-claims',
  layer: 'API',
  states: 'A pod of a StatefulSet uses exactly the claims that bear its own name.',
  provided: 'the template names no claims besides',
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, actorName, state }) => {
        if (change?.kind !== 'Pod' || change.before !== undefined || actorName !== 'statefulset-controller')
          return undefined;
        const pod = change.after;
        const set = pod === undefined ? undefined : setOf(state, pod);
        if (pod === undefined || set === undefined || set.spec.claimTemplates.length === 0) return undefined;
        reached++;
        const names = set.spec.claimTemplates.map((one) => `${textAt(one, 'metadata', 'name') ?? ''}-${pod.meta.name}`);
        if ([...pod.claims].sort().join() === names.sort().join()) return undefined;
        return `${pod.meta.name} uses ${pod.claims.join(', ') || 'no claim'} instead of ${names.join(', ')}`;
      },
    };
  },
};
