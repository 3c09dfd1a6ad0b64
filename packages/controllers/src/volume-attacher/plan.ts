import { isShareable, type PersistentVolumeRecord, type Uid, type VolumeAttachmentRecord } from '@orrery/core/cluster';
import {
  nothing,
  rpcError,
  type Asked,
  type Plan,
  type Planning,
  type Provisioner,
  type Step,
  type StorageFailure,
} from '@orrery/core/control';
import { attacherFinalizer, classifyAttachment } from './classify.ts';
import { isAttachmentKey, uidOfKey, type Memory } from './memory.ts';

type Attachment = VolumeAttachmentRecord;

/** What an attachment or a volume needs of its driver's attacher now. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan =>
  isAttachmentKey(key) ? syncAttachment(memory, uidOfKey(key), planning) : syncVolume(memory, uidOfKey(key), planning);

/** AD-5: a volume in deletion is let go when nothing attaches it any longer. Source: syncPV. */
const syncVolume = (memory: Memory, key: Uid, { view }: Planning): Plan => {
  const volume = view.tables.PersistentVolume.get(key);
  if (volume?.meta.deletion === undefined || volume.csi === undefined) return nothing;
  const finalizer = attacherFinalizer(volume.csi.driver);
  if (!volume.meta.finalizers.includes(finalizer) || memory.attachments.has(volume.meta.name)) return nothing;
  return {
    steps: [
      finalizers(
        volume,
        volume.meta.finalizers.filter((one) => one !== finalizer),
      ),
    ],
  };
};

const finalizers = ({ kind, uid, version }: PersistentVolumeRecord | Attachment, list: readonly string[]): Step => ({
  command: { type: 'SetFinalizers', kind, uid, version, finalizers: list },
  onRejection: 'stop',
});

const syncAttachment = (memory: Memory, uid: Uid, planning: Planning): Plan => {
  const attachment = planning.view.tables.VolumeAttachment.get(uid);
  if (attachment === undefined) return nothing;
  const provisioner = planning.provisioner(attachment.attacher);
  if (!provisioner.installed) return nothing;
  const verdict = classifyAttachment(attachment);
  switch (verdict) {
    case 'to-attach':
      return work(memory, attachment, provisioner, 'attach', planning);
    case 'to-detach':
      return work(memory, attachment, provisioner, 'detach', planning);
    case 'attached':
    case 'given-up':
      return nothing;
    default:
      return verdict satisfies never;
  }
};

/** Asks the storage system, waits for its answer, and writes that down. Source: syncAttach, syncDetach. */
const work = (
  memory: Memory,
  attachment: Attachment,
  provisioner: Provisioner,
  operation: 'attach' | 'detach',
  planning: Planning,
): Plan => {
  const asked: Asked = { provisioner, operation, uid: attachment.uid, name: attachment.volume };
  const volume = planning.view.tables.PersistentVolume.find('', attachment.volume);
  const request = memory.requests.running(asked);
  if (request === undefined) {
    const waitUs = memory.requests.waitUs(asked, planning.now);
    if (waitUs > 0) return { steps: [], requeueAfterUs: waitUs };
    const missing = operation === 'attach' ? whyNot(attachment, volume) : undefined;
    if (missing !== undefined) return failed(memory, attachment, asked, missing, planning);
    const { answerAt } = memory.requests.send(asked, planning);
    return { steps: operation === 'attach' ? guard(attachment, volume) : [], requeueAfterUs: answerAt - planning.now };
  }
  if (request.answerAt > planning.now) return { steps: [], requeueAfterUs: request.answerAt - planning.now };
  memory.requests.answered(asked);
  const failure = request.failure ?? (operation === 'attach' ? elsewhere(attachment, volume, planning) : undefined);
  if (failure !== undefined) return failed(memory, attachment, asked, rpcError(failure), planning);
  memory.requests.forget(asked);
  return { steps: operation === 'attach' ? attached(attachment, volume) : detached(attachment, volume) };
};

const whyNot = ({ volume: name }: Attachment, volume: PersistentVolumeRecord | undefined): string | undefined => {
  if (volume === undefined) return `could not add PersistentVolume finalizer: persistentvolume "${name}" not found`;
  return volume.meta.deletion === undefined ? undefined : `PersistentVolume "${name}" is marked for deletion`;
};

/** AD-4: before anything is attached both objects are kept from going. Source: csiAttach. */
const guard = (attachment: Attachment, volume: PersistentVolumeRecord | undefined): readonly Step[] =>
  [volume, attachment].flatMap((one) => {
    const finalizer = attacherFinalizer(attachment.attacher);
    if (one === undefined || one.meta.finalizers.includes(finalizer)) return [];
    return [finalizers(one, [...one.meta.finalizers, finalizer])];
  });

/** A storage system does not attach a disk for one writer to two machines. */
const elsewhere = (
  { node }: Attachment,
  volume: PersistentVolumeRecord | undefined,
  { physical }: Planning,
): StorageFailure | undefined => {
  const handle = volume?.csi?.handle ?? '';
  const other = physical.disks.get(handle)?.nodes.find((one) => one !== node);
  if (other === undefined || volume === undefined || isShareable(volume)) return undefined;
  return { code: 'FailedPrecondition', message: `disk ${handle} is attached to node ${other}` };
};

const failed = (memory: Memory, attachment: Attachment, asked: Asked, why: string, { now }: Planning): Plan => {
  const { uid, status } = attachment;
  const error = asked.operation === 'attach' ? { attachError: why } : { detachError: why };
  return {
    steps: [{ command: { type: 'ReportAttachment', uid, attached: status.attached, ...error }, onRejection: 'stop' }],
    ...memory.requests.failed(asked, now),
  };
};

const handleOf = (volume: PersistentVolumeRecord | undefined): string => volume?.csi?.handle ?? '';

const attached = ({ uid, attacher, node }: Attachment, volume: PersistentVolumeRecord | undefined): readonly Step[] => [
  { command: { type: 'AttachDisk', disk: handleOf(volume), driver: attacher, node }, onRejection: 'continue' },
  { command: { type: 'ReportAttachment', uid, attached: true }, onRejection: 'stop' },
];

/** AD-5: the disk is off the machine, and nothing of ours holds the attachment any longer. Source: markAsDetached. */
const detached = (attachment: Attachment, volume: PersistentVolumeRecord | undefined): readonly Step[] => {
  const { attacher, node, meta } = attachment;
  const others = meta.finalizers.filter((one) => one !== attacherFinalizer(attacher));
  return [
    { command: { type: 'DetachDisk', disk: handleOf(volume), driver: attacher, node }, onRejection: 'continue' },
    finalizers(attachment, others),
  ];
};
