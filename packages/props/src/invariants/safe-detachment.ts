import type { Invariant } from './invariant.ts';

/** PV-S8: nobody pulls a disk out from under a pod. */
export const safeDetachment: Invariant = {
  name: 'safe-detachment',
  layer: 'physical',
  states: 'A disk is not detached from a node on which it is mounted.',
  provided: 'nodes that are unhealthy for six minutes, or declared out of service, run nothing any more',
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ event, change, state }) => {
        if (event.type !== 'DiskDetached' || change?.kind !== 'Disk') return undefined;
        reached++;
        const { handle = '', pods = [] } = change.before ?? {};
        const users = pods.filter((pod) => state.physical.sandbox(pod)?.node === event.node);
        return users.length === 0 ? undefined : `${handle} is detached from ${event.node} while it is mounted there`;
      },
    };
  },
};
