import type { Instant } from '../engine/index.ts';
import type { Change } from './change.ts';
import type { EventNamed } from './events.ts';
import { evolveAttachment } from './evolve-attachment.ts';
import { evolveDisk } from './evolve-disk.ts';
import { evolveVolume } from './evolve-volume.ts';
import type { ClusterState } from './state.ts';

type StorageEvent = EventNamed<
  | 'DiskCreated'
  | 'DiskDeleted'
  | 'DiskAttached'
  | 'DiskDetached'
  | 'VolumeClaimed'
  | 'VolumePhaseChanged'
  | 'ClaimBound'
  | 'ClaimStatusChanged'
  | 'ClaimNodeSelected'
  | 'AttachmentReported'
  | 'NodeVolumesReported'
>;

/** Folds an event about volumes: their disks, their claims, or where they are attached. */
export const evolveStorage = (state: ClusterState, event: StorageEvent, position: number, at: Instant): Change => {
  switch (event.type) {
    case 'DiskCreated':
    case 'DiskDeleted':
    case 'DiskAttached':
    case 'DiskDetached':
      return evolveDisk(state.physical.disks, event);
    case 'VolumeClaimed':
    case 'VolumePhaseChanged':
    case 'ClaimBound':
    case 'ClaimStatusChanged':
    case 'ClaimNodeSelected':
      return evolveVolume(state, event, position, at);
    case 'AttachmentReported':
    case 'NodeVolumesReported':
      return evolveAttachment(state, event, position, at);
    default:
      return event satisfies never;
  }
};
