import type { Invariant } from './invariant.ts';

/** PV-S8: the disks of Orrery's provisioners are for one node at a time, as block devices are. */
export const singleAttachment: Invariant = {
  name: 'single-attachment',
  layer: 'physical',
  states: 'A disk is attached to one node at a time.',
  provided: 'no volume that may be written by many nodes',
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ event, change, state }) => {
        if (event.type !== 'DiskAttached' || change?.kind !== 'Disk' || change.after === undefined) return undefined;
        const { handle, nodes } = change.after;
        const volume = state.tables.PersistentVolume.find('', handle);
        if (volume?.accessModes.some((mode) => mode.endsWith('Many')) === true) return undefined;
        reached++;
        return nodes.length > 1 ? `${handle} is attached to ${nodes.join(' and ')}` : undefined;
      },
    };
  },
};
