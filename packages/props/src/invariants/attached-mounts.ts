import type { Invariant } from './invariant.ts';

export const attachedMounts: Invariant = {
  name: 'attached-mounts',
  layer: 'physical',
  states: 'A disk is mounted only on a node that it is attached to.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ event, state }) => {
        if (event.type !== 'VolumesMounted' || event.disks.length === 0) return undefined;
        reached++;
        const loose = event.disks.find((disk) => state.physical.disks.get(disk)?.nodes.includes(event.node) !== true);
        return loose === undefined ? undefined : `${loose} is mounted on ${event.node}, where it is not attached`;
      },
    };
  },
};
