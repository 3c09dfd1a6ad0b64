import type { Instant } from '../engine/index.ts';
import type { Change } from './change.ts';
import type { EventNamed } from './events.ts';
import type { ClusterState } from './state.ts';
import { volumeAttachmentRecord } from './volume-attachment.ts';

const found = <Stored>(record: Stored | undefined, uid: number): Stored => {
  if (record === undefined) throw new Error(`the log changes an attachment or node ${uid} that does not exist there`);
  return record;
};

/** The list that was there, if the new one says the same: so that watchers see at a glance which of the two has changed. */
const kept = (before: readonly string[], after: readonly string[]): readonly string[] =>
  before.length === after.length && before.every((one, i) => one === after[i]) ? before : after;

/** Folds what an attacher says of an attachment, or what a node's status says of attached and mounted volumes. */
export const evolveAttachment = (
  state: ClusterState,
  event: EventNamed<'AttachmentReported' | 'NodeVolumesReported'>,
  position: number,
  at: Instant,
): Change => {
  if (event.type === 'NodeVolumesReported') {
    const before = found(state.tables.Node.get(event.uid), event.uid);
    const volumesAttached = kept(before.volumesAttached, event.attached);
    const after = {
      ...before,
      version: position,
      volumesAttached,
      volumesInUse: kept(before.volumesInUse, event.inUse),
    };
    state.tables.Node.put(after);
    return { kind: 'Node', before, after };
  }
  const before = found(state.tables.VolumeAttachment.get(event.uid), event.uid);
  const { uid, meta, body } = before;
  const { attached, attachError, detachError } = event;
  const after = volumeAttachmentRecord(uid, position, meta, body, { attached, attachError, detachError, errorAt: at });
  state.tables.VolumeAttachment.put(after);
  return { kind: 'VolumeAttachment', before, after };
};
