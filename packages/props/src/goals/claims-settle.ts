import { uuidOf } from '@orrery/core/cluster';
import type { Goal } from './goal.ts';

export const claimsSettle: Goal = {
  name: 'claims-settle',
  layer: 'API',
  states:
    'In the end a claim is Bound to a volume exactly when that volume is Bound to it, and no volume is kept for a claim that is gone.',
  provided: undefined,
  judge: ({ state: { tables } }) => {
    const unmet: string[] = [];
    let reached = 0;
    for (const { meta, uid, status, volumeName } of tables.PersistentVolumeClaim.toArray()) {
      if (volumeName === '') continue;
      reached++;
      const volume = tables.PersistentVolume.find('', volumeName);
      const mutual = volume?.claim?.uid === uuidOf('PersistentVolumeClaim', uid) && volume.status.phase === 'Bound';
      if (status.phase === 'Bound' && !mutual)
        unmet.push(`${meta.name} is Bound to ${volumeName}, which is not Bound to it`);
      if (status.phase !== 'Bound' && mutual)
        unmet.push(`${volumeName} is Bound to ${meta.name}, which is ${status.phase}`);
    }
    for (const { meta, claim, status } of tables.PersistentVolume.toArray()) {
      if (claim === undefined || claim.uid === '' || status.phase !== 'Bound') continue;
      const holder = tables.PersistentVolumeClaim.find(claim.namespace, claim.name);
      if (holder === undefined || uuidOf('PersistentVolumeClaim', holder.uid) !== claim.uid)
        unmet.push(`${meta.name} is Bound to ${claim.name}, which is gone`);
    }
    return { reached, unmet };
  },
};
