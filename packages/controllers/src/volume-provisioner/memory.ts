import type { Json } from '@orrery/core/engine';
import type { Change, PersistentVolumeClaimRecord, Uid } from '@orrery/core/cluster';
import { StorageRequests, UidIndex, type Observing } from '@orrery/core/control';

/** A claim for which a disk is being made. */
export interface Making {
  /** As it was when the request was sent: the work goes on when the claim is deleted meanwhile. */
  readonly claim: PersistentVolumeClaimRecord;
  /** Where the disk has to be reachable from: values of node labels. */
  readonly segments: Readonly<Record<string, string>>;
  /** The storage system has made the disk; what is missing is the volume. */
  readonly made: boolean;
}

/** What the provisioners remember: what follows from their caches, and beside it what is under way, which does not. */
export interface Memory {
  /** Attachments by the volume that they attach. */
  readonly attachments: UidIndex;
  readonly requests: StorageRequests;
  /** Claims by uid for which a disk is being made. */
  readonly making: Map<Uid, Making>;
  /** Values that nodes have of a label, sorted, by label; forgotten when a node comes, goes or is labelled. */
  readonly values: Map<string, readonly string[]>;
}

export const emptyMemory = (): Memory => ({
  attachments: new UidIndex(),
  requests: new StorageRequests(),
  making: new Map(),
  values: new Map(),
});

/** Keys of the two work queues: claims have the even ones, volumes the odd ones. */
export const claimKey = (uid: Uid): number => uid * 2;
export const volumeKey = (uid: Uid): number => uid * 2 + 1;
export const isClaimKey = (key: number): boolean => key % 2 === 0;
export const uidOfKey = (key: number): Uid => Math.floor(key / 2);

/** Folds one change and queues the claim or volume that it is about. */
export const observe = (memory: Memory, change: Change, { queue }: Observing): void => {
  switch (change.kind) {
    case 'PersistentVolumeClaim':
      if (change.after !== undefined) queue.add(claimKey(change.after.uid));
      return;
    case 'PersistentVolume':
      if (change.after !== undefined) queue.add(volumeKey(change.after.uid));
      return;
    case 'VolumeAttachment':
      if (change.before !== undefined) memory.attachments.delete(change.before.volume, change.before.uid);
      if (change.after !== undefined) memory.attachments.add(change.after.volume, change.after.uid);
      return;
    case 'Node':
      if (change.before?.meta.labels !== change.after?.meta.labels) memory.values.clear();
      return;
    default:
      return;
  }
};

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = ({ attachments }: Memory): Json => ({ attachments: attachments.toJson() });
