import type { ClaimReference, View } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

const selectedNode = 'volume.kubernetes.io/selected-node';

/** Is the claim one that waits for its first consumer? */
const waits = ({ tables }: View, { namespace, name }: ClaimReference): boolean => {
  const claim = tables.PersistentVolumeClaim.find(namespace, name);
  if (claim?.className === undefined || claim.meta.annotations[selectedNode] !== undefined) return false;
  const storage = tables.StorageClass.find('', claim.className);
  return storage?.delaysBinding === true;
};

export const delayedBinding: Invariant = {
  name: 'delayed-binding',
  layer: 'API',
  states:
    'WaitForFirstConsumer: no volume is kept for a claim before the scheduler has chosen a node for a pod with it.',
  provided: 'nobody names the volume or the claim by hand',
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change, actorName, state }) => {
        if (change?.kind !== 'PersistentVolume' || change.before === undefined) return undefined;
        const { before, after } = change;
        if (after?.claim === undefined || before.claim !== undefined || !waits(state, after.claim)) return undefined;
        reached++;
        if (actorName === 'default-scheduler') return undefined;
        return `${actorName} kept ${after.meta.name} for ${after.claim.name} before a node was chosen`;
      },
    };
  },
};
