import * as E from 'fp-ts/lib/Either.js';
import type { ClusterEvent, ClusterState } from '../../cluster/index.ts';
import type { DiskCommand } from '../command.ts';
import type { Decision } from './decision.ts';

/** Storage systems take requests twice: what is so already leaves no trace. Source: the CSI specification, idempotency. */
export const decideDisk = ({ physical }: ClusterState, command: DiskCommand): Decision =>
  E.right(eventsOf(physical.disks, command));

const eventsOf = (disks: ClusterState['physical']['disks'], command: DiskCommand): readonly ClusterEvent[] => {
  const found = disks.get(command.disk);
  switch (command.type) {
    case 'CreateDisk': {
      const { disk, driver, bytes } = command;
      return found === undefined ? [{ type: 'DiskCreated', disk, driver, bytes }] : [];
    }
    case 'DeleteDisk':
      return found === undefined ? [] : [{ type: 'DiskDeleted', disk: command.disk }];
    case 'AttachDisk':
    case 'DetachDisk': {
      const { type, disk, driver, node } = command;
      const attached = found?.nodes.includes(node) === true;
      if (attached === (type === 'AttachDisk')) return [];
      return [{ type: attached ? 'DiskDetached' : 'DiskAttached', disk, driver, node }];
    }
    default:
      return command satisfies never;
  }
};
