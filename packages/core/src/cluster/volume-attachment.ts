import { hashString, mix, type Body, type Instant } from '../engine/index.ts';
import { textAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import type { Uid } from './uid.ts';

/** What the storage's attacher said last. Empty texts: no error. */
export interface AttachmentStatus {
  readonly attached: boolean;
  readonly attachError: string;
  readonly detachError: string;
  /** When the error, if there is one, was reported. */
  readonly errorAt: Instant;
}

/** The wish that a volume be attached to a node, and how far that is. */
export interface VolumeAttachmentRecord extends ObjectRecord {
  readonly kind: 'VolumeAttachment';
  /** Name of the CSI driver that attaches. */
  readonly attacher: string;
  /** spec.source.persistentVolumeName; empty where the volume stands in the attachment itself. */
  readonly volume: string;
  readonly node: string;
  readonly status: AttachmentStatus;
}

export const notAttached: AttachmentStatus = { attached: false, attachError: '', detachError: '', errorAt: 0 };

export const volumeAttachmentRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  status: AttachmentStatus,
): VolumeAttachmentRecord => ({
  kind: 'VolumeAttachment',
  uid,
  version,
  meta,
  body,
  args: [],
  fingerprint: mix(hashString(status.attachError, body.hash), status.attached ? 1 : 0),
  attacher: textAt(body.json, 'spec', 'attacher') ?? '',
  volume: textAt(body.json, 'spec', 'source', 'persistentVolumeName') ?? '',
  node: textAt(body.json, 'spec', 'nodeName') ?? '',
  status,
});
