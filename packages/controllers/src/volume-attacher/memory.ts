import type { Json } from '@orrery/core/engine';
import type { Change, Uid } from '@orrery/core/cluster';
import { StorageRequests, UidIndex, type Observing } from '@orrery/core/control';

/** What the attachers remember: what follows from their caches, and beside it the requests under way, which do not. */
export interface Memory {
  /** Attachments by the volume that they attach. */
  readonly attachments: UidIndex;
  readonly requests: StorageRequests;
}

export const emptyMemory = (): Memory => ({ attachments: new UidIndex(), requests: new StorageRequests() });

/** Keys of the two work queues: attachments have the even ones, volumes the odd ones. */
export const attachmentKey = (uid: Uid): number => uid * 2;
export const volumeKey = (uid: Uid): number => uid * 2 + 1;
export const isAttachmentKey = (key: number): boolean => key % 2 === 0;
export const uidOfKey = (key: number): Uid => Math.floor(key / 2);

/** Folds one change and queues what it concerns. */
export const observe = (memory: Memory, change: Change, { queue, view }: Observing): void => {
  if (change.kind === 'PersistentVolume' && change.after !== undefined) queue.add(volumeKey(change.after.uid));
  if (change.kind !== 'VolumeAttachment') return;
  const { before, after } = change;
  if (before !== undefined) memory.attachments.delete(before.volume, before.uid);
  if (after !== undefined) {
    memory.attachments.add(after.volume, after.uid);
    // An error that it has reported itself is no reason to try again before its time. Source: shouldEnqueueVAChange.
    const isEcho = before?.meta === after.meta && before.status.attached === after.status.attached;
    if (!isEcho) queue.add(attachmentKey(after.uid));
    return;
  }
  for (const operation of ['attach', 'detach'] as const) memory.requests.forget({ operation, uid: before?.uid ?? 0 });
  const volume = view.tables.PersistentVolume.find('', before?.volume ?? '');
  if (volume !== undefined) queue.add(volumeKey(volume.uid));
};

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = ({ attachments }: Memory): Json => ({ attachments: attachments.toJson() });
