import { uuidOf, type ClusterState, type PersistentVolumeClaimRecord } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

const key = (claim: PersistentVolumeClaimRecord): string => `${claim.meta.namespace}/${claim.meta.name}`;

/** What is wrong with a claim that has just become Bound. */
const wrongBinding = (state: ClusterState, claim: PersistentVolumeClaimRecord): string | undefined => {
  const volume = state.tables.PersistentVolume.find('', claim.volumeName);
  if (volume === undefined) return `${key(claim)} is bound to ${claim.volumeName}, which does not exist`;
  const holder = volume.claim;
  if (holder?.uid === uuidOf('PersistentVolumeClaim', claim.uid)) return undefined;
  return `${key(claim)} is bound to ${claim.volumeName}, which is kept for ${holder?.name ?? 'nobody'}`;
};

export const exclusiveVolumes: Invariant = {
  name: 'exclusive-volumes',
  layer: 'API',
  states: 'A claim becomes Bound only to a volume that names that very claim, so no two claims share one.',
  provided: undefined,
  checker: () => {
    const holders = new Map<string, number>();
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, state }) => {
        if (change?.kind !== 'PersistentVolumeClaim') return undefined;
        const { before, after } = change;
        const was = before?.volumeName ?? '';
        const is = after?.volumeName ?? '';
        if (was !== '' && was !== is && holders.get(was) === before?.uid) holders.delete(was);
        if (after === undefined || is === '' || was === is) return undefined;
        reached++;
        const other = holders.get(is);
        holders.set(is, after.uid);
        if (other !== undefined && other !== after.uid)
          return `two claims are bound to ${is}: ${key(after)} is the second`;
        return wrongBinding(state, after);
      },
    };
  },
};
