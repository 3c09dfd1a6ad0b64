import {
  controllerOf,
  keyOf,
  textAt,
  uuidOf,
  type PersistentVolumeClaimRecord,
  type StatefulSetRecord,
} from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

/** Does a claim come from a template of this set? Claims bear no reference to a set that retains them: their names tell. */
const comesFrom = (set: StatefulSetRecord, { meta }: PersistentVolumeClaimRecord): boolean =>
  set.meta.namespace === meta.namespace &&
  set.spec.claimTemplates.some((one) => {
    const stem = `${textAt(one, 'metadata', 'name') ?? ''}-${set.meta.name}-`;
    return meta.name.startsWith(stem) && /^\d+$/.test(meta.name.slice(stem.length));
  });

/** Whose deletions are not the system's own idea. */
const mayDelete: ReadonlySet<string> = new Set(['user', 'namespace-controller']);

export const retainedClaims: Invariant = {
  name: 'retained-claims',
  layer: 'API',
  states:
    'Nobody but its user deletes a claim, unless its StatefulSet says so: with the set that is deleted, or with a pod that was scaled away.',
  provided: undefined,
  checker: () => {
    /** Sets as they last were, deleted ones too. */
    const sets = new Map<string, StatefulSetRecord>();
    const deleted = new Set<string>();
    let reached = 0;
    const remember = (set: StatefulSetRecord, goes: boolean): void => {
      const key = keyOf(set.meta.namespace, set.meta.name);
      sets.set(key, set);
      if (goes) deleted.add(key);
      else deleted.delete(key);
    };
    return {
      reached: () => reached,
      see: ({ change, actorName }) => {
        if (change?.kind === 'StatefulSet') {
          const { before, after } = change;
          const last = after ?? before;
          if (last !== undefined) remember(last, after === undefined || last.meta.deletion !== undefined);
          const shrinks = before !== undefined && (after?.spec.replicas ?? 0) < before.spec.replicas;
          if (shrinks && before.spec.claimTemplates.length > 0) reached++;
          return undefined;
        }
        if (change?.kind !== 'PersistentVolumeClaim' || mayDelete.has(actorName)) return undefined;
        const { before, after } = change;
        if (before === undefined || before.meta.deletion !== undefined) return undefined;
        if (after !== undefined && after.meta.deletion === undefined) return undefined;
        const set = [...sets.values()].find((one) => comesFrom(one, before));
        if (set === undefined) return undefined;
        const owner = controllerOf(before.meta);
        const former = owner?.kind === 'StatefulSet' && owner.uid !== uuidOf('StatefulSet', set.uid);
        const goes = deleted.has(keyOf(set.meta.namespace, set.meta.name)) && set.spec.whenDeleted === 'Delete';
        const withSet = owner?.kind === 'StatefulSet' && (former || goes);
        const withPod = set.spec.whenScaled === 'Delete' && owner?.kind === 'Pod';
        if (withSet || withPod) return undefined;
        return `${actorName} deleted ${before.meta.name}, which ${set.meta.name} retains`;
      },
    };
  },
};
