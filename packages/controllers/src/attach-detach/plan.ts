import { never } from '@orrery/core/engine';
import {
  isAttachedVolume,
  isShareable,
  keyOf,
  uniqueVolumeName,
  type AttachedVolume,
  type PodRecord,
  type Uid,
  type VolumeAttachmentRecord,
} from '@orrery/core/cluster';
import { nothing, type Plan, type Planning } from '@orrery/core/control';
import { attach, refuse, waitForAttacher } from './attaching.ts';
import { holderOf, isMoving } from './classify.ts';
import { detach } from './detaching.ts';
import type { Doing } from './doing.ts';
import type { Memory } from './memory.ts';
import { reported } from './reported.ts';

/** What a volume needs now: first it is taken from where nobody needs it, then given to where somebody does. Source: reconciler.reconcile. */
export const plan = (memory: Memory, key: Uid, planning: Planning): Plan => {
  const volume = planning.view.tables.PersistentVolume.get(key);
  if (!isAttachedVolume(volume)) return nothing;
  const wanted = podsByNode(memory, volume, planning);
  const there = memory.attachments
    .of(volume.meta.name)
    .flatMap((uid) => planning.view.tables.VolumeAttachment.get(uid) ?? []);
  const doing: Doing = { steps: [], until: never };
  for (const node of memory.refused.get(key) ?? []) if (!wanted.has(node)) memory.refused.get(key)?.delete(node);
  for (const attachment of there) {
    const pods = wanted.get(attachment.node);
    if (pods === undefined) detach(memory, volume, attachment, doing, planning);
    else keep(memory, volume, attachment, pods, doing, planning);
  }
  for (const [node, pods] of wanted) {
    if (there.some((one) => one.node === node)) continue;
    const others = there.filter((one) => one.node !== node);
    if (others.length === 0 || isShareable(volume)) attach(volume, node, doing, planning);
    else if (!others.some((one) => isMoving(one, planning.now)))
      refuse(memory, volume, node, pods, otherPods(wanted, node), doing);
  }
  const { steps, until } = doing;
  return until === never ? { steps } : { steps, requeueAfterUs: Math.max(0, until - planning.now) };
};

/** The pods that need a volume, by node, in order of their creation. */
const podsByNode = (
  memory: Memory,
  volume: AttachedVolume,
  { view }: Planning,
): ReadonlyMap<string, readonly PodRecord[]> => {
  const found = new Map<string, PodRecord[]>();
  const holder = holderOf(volume, view);
  if (holder === undefined) return found;
  for (const uid of memory.pods.of(keyOf(holder.namespace, holder.name))) {
    const pod = view.tables.Pod.get(uid);
    if (pod === undefined || view.tables.Node.find('', pod.node) === undefined) continue;
    const pods = found.get(pod.node);
    if (pods === undefined) found.set(pod.node, [pod]);
    else pods.push(pod);
  }
  return found;
};

const otherPods = (wanted: ReadonlyMap<string, readonly PodRecord[]>, node: string): readonly PodRecord[] =>
  [...wanted].flatMap(([one, pods]) => (one === node ? [] : pods));

/** A volume that is needed where it is, or on its way there: the node lists it and its pods are told, once. */
const keep = (
  memory: Memory,
  volume: AttachedVolume,
  attachment: VolumeAttachmentRecord,
  pods: readonly PodRecord[],
  doing: Doing,
  planning: Planning,
): void => {
  memory.unneeded.delete(attachment.uid);
  if (attachment.meta.deletion !== undefined) return;
  if (!attachment.status.attached) return waitForAttacher(memory, volume, attachment, pods, doing, planning);
  memory.failing.delete(attachment.uid);
  memory.refused.get(volume.uid)?.delete(attachment.node);
  if (!memory.known.has(attachment.uid)) {
    memory.known.add(attachment.uid);
    for (const pod of pods) doing.steps.push(reported(pod, 'attached', [volume.meta.name]));
  }
  const node = planning.view.tables.Node.find('', attachment.node);
  const name = uniqueVolumeName(volume.csi);
  if (node === undefined || node.volumesAttached.includes(name)) return;
  const command = { type: 'ReportVolumeAttached', uid: node.uid, volume: name, attached: true } as const;
  doing.steps.push({ command, onRejection: 'continue' });
};
