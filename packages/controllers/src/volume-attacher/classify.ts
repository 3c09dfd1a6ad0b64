import type { VolumeAttachmentRecord } from '@orrery/core/cluster';

/** Keeps an attachment, and its volume, until the disk is detached. Source: GetFinalizerName. */
export const attacherFinalizer = (driver: string): string =>
  `external-attacher/${driver.replace(/[^a-zA-Z0-9-]/g, '-')}`;

/** What an attachment needs of its attacher. */
export type AttachmentVerdict = 'to-attach' | 'attached' | 'to-detach' | 'given-up';

export const classifyAttachment = ({ meta, attacher, status }: VolumeAttachmentRecord): AttachmentVerdict => {
  if (meta.deletion !== undefined)
    return meta.finalizers.includes(attacherFinalizer(attacher)) ? 'to-detach' : 'given-up';
  return status.attached ? 'attached' : 'to-attach';
};
