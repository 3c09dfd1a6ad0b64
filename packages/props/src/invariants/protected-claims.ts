import { isTerminal, keyOf, type PodRecord } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

const claimsOf = (pod: PodRecord | undefined): readonly string[] =>
  pod === undefined || pod.node === '' || isTerminal(pod)
    ? []
    : pod.claims.map((name) => keyOf(pod.meta.namespace, name));

export const protectedClaims: Invariant = {
  name: 'protected-claims',
  layer: 'API',
  states: 'No claim goes while a scheduled pod that has not finished uses it.',
  provided: "the protection controller's pods do not lag",
  checker: () => {
    /** Pods that use a claim, by its key. */
    const users = new Map<string, Map<number, string>>();
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change }) => {
        if (change?.kind === 'Pod') {
          const { before, after } = change;
          for (const key of claimsOf(before)) users.get(key)?.delete(before?.uid ?? 0);
          for (const key of claimsOf(after)) {
            const pods = users.get(key) ?? new Map<number, string>();
            users.set(key, pods.set(after?.uid ?? 0, after?.meta.name ?? ''));
          }
          return undefined;
        }
        if (change?.kind !== 'PersistentVolumeClaim' || change.before === undefined) return undefined;
        const { meta } = change.before;
        const using = users.get(keyOf(meta.namespace, meta.name));
        const inUse = using !== undefined && using.size > 0;
        if (change.after?.meta.deletion !== undefined && inUse) reached++;
        if (change.after !== undefined || !inUse) return undefined;
        return `${meta.name} went while ${[...using.values()].join(', ')} used it`;
      },
    };
  },
};
