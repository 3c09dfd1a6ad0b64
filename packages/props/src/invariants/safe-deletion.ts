import type { Invariant } from './invariant.ts';

/** PV-S5: what somebody uses, or is still plugged in, is not destroyed. */
export const safeDeletion: Invariant = {
  name: 'safe-deletion',
  layer: 'physical',
  states: 'A disk is deleted only when it is attached nowhere and no pod has it mounted.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ event, change }) => {
        if (event.type !== 'DiskDeleted' || change?.kind !== 'Disk') return undefined;
        reached++;
        const { handle = '', nodes = [], pods = [] } = change.before ?? {};
        if (pods.length > 0) return `${handle} is deleted while it is mounted`;
        return nodes.length > 0 ? `${handle} is deleted while it is attached to ${nodes.join(' and ')}` : undefined;
      },
    };
  },
};
