import * as E from 'fp-ts/lib/Either.js';
import {
  isAttachedVolume,
  uniqueVolumeName,
  type AttachedVolume,
  type NodeRecord,
  type Uid,
  type VolumeAttachmentRecord,
} from '@orrery/core/cluster';
import type { Answer, Planning, Reaction, Step } from '@orrery/core/control';
import { classifyHold, forcedAfterUs, isMoving, patienceUs } from './classify.ts';
import type { Doing } from './doing.ts';
import type { Memory } from './memory.ts';

/**
 * AD-9: a volume that nobody on the node needs any longer is taken from it when its kubelet has let go, or cannot any longer be
 * waited for: first the node lists it no more, then, unless it is forced, the node is read live, then the attachment is deleted.
 * Source: reconciler.detachAttachedVolumes, GenerateDetachVolumeFunc.
 */
export const detach = (
  memory: Memory,
  volume: AttachedVolume,
  attachment: VolumeAttachmentRecord,
  doing: Doing,
  { view, now }: Planning,
): void => {
  if (isMoving(attachment, now)) {
    if (attachment.meta.deletion === undefined)
      doing.until = Math.min(doing.until, attachment.meta.createdAt + patienceUs);
    return;
  }
  const since = memory.unneeded.get(attachment.uid) ?? now;
  memory.unneeded.set(attachment.uid, since);
  const node = view.tables.Node.find('', attachment.node);
  const hold = classifyHold(volume, node, now - since);
  if (hold === 'mounted') {
    // Once the time is over the node's next change decides.
    const forcedAt = since + forcedAfterUs + 1;
    if (forcedAt > now) doing.until = Math.min(doing.until, forcedAt);
    return;
  }
  if (node !== undefined) doing.steps.push(listed(node, volume, false));
  if (hold === 'forced' || node === undefined) doing.steps.push(removal(attachment));
  else
    doing.steps.push({
      command: { type: 'Read', kind: 'Node', namespace: '', name: attachment.node },
      onRejection: 'stop',
    });
};

const listed = ({ uid }: NodeRecord, { csi }: AttachedVolume, attached: boolean): Step => ({
  command: { type: 'ReportVolumeAttached', uid, volume: uniqueVolumeName(csi), attached },
  onRejection: 'stop',
});

const removal = ({ meta, uid }: VolumeAttachmentRecord): Step => ({
  command: { type: 'Delete', kind: 'VolumeAttachment', namespace: '', name: meta.name, uid },
  onRejection: 'stop',
});

/** AD-9: the node as it is now has the last word: what it has in use stays, and is listed again. Source: verifyVolumeIsSafeToDetach. */
export const react = (
  memory: Memory,
  key: Uid,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (command.type !== 'Read') return undefined;
  if (E.isLeft(answer) && answer.left.reason !== 'NotFound') return undefined;
  const { tables } = planning.view;
  const volume = tables.PersistentVolume.get(key);
  const attachment = memory.attachments
    .of(volume?.meta.name ?? '')
    .flatMap((uid) => tables.VolumeAttachment.get(uid) ?? [])
    .find(({ node }) => node === command.name);
  if (!isAttachedVolume(volume) || attachment === undefined) return { steps: [], handled: true };
  const node = planning.live(command);
  const inUse = node?.kind === 'Node' && node.volumesInUse.includes(uniqueVolumeName(volume.csi));
  return { steps: [inUse ? listed(node, volume, true) : removal(attachment)], handled: true };
};
