import type { Instant } from '@orrery/core/engine';
import {
  isTerminal,
  parseUuid,
  uniqueVolumeName,
  type AttachedVolume,
  type CsiSource,
  type NodeRecord,
  type PersistentVolumeRecord,
  type PodRecord,
  type View,
  type VolumeAttachmentRecord,
} from '@orrery/core/cluster';
import { sha256 } from './sha256.ts';

/** AD-7: does a pod need its volumes on its node? Not when it is over, or going and none of its containers runs. Source: util.IsPodTerminated. */
export const needsVolumes = (pod: PodRecord | undefined): boolean => {
  if (pod === undefined || pod.node === '' || isTerminal(pod)) return false;
  return pod.meta.deletion === undefined || pod.status.shape.containers.some(({ state }) => state === 'running');
};

/** The claim's key for which pods mean this volume: the claim that it is bound to. */
export const holderOf = ({ claim, meta }: PersistentVolumeRecord, { tables }: View): PersistentClaim | undefined => {
  const found = claim === undefined ? undefined : tables.PersistentVolumeClaim.find(claim.namespace, claim.name);
  if (found === undefined || found.status.phase !== 'Bound' || found.volumeName !== meta.name) return undefined;
  return found.uid === parseUuid(claim?.uid ?? '')?.uid ? found.meta : undefined;
};

interface PersistentClaim {
  readonly namespace: string;
  readonly name: string;
}

/** AD-6: an attachment's name says what is attached where. Source: csi getAttachmentName. */
export const attachmentName = ({ driver, handle }: CsiSource, node: string): string =>
  `csi-${sha256(`${handle}${driver}${node}`)}`;

/** The node whose loss lets volumes be taken from it at once. */
const outOfService = 'node.kubernetes.io/out-of-service';

/** Nodes that are not ready for so long lose what they have mounted. Source: maxWaitForUnmountDuration. */
export const forcedAfterUs = 360_000_000;

/**
 * AD-9: what holds a volume on a node that nobody there needs any longer: `mounted`, its kubelet says so and is believed;
 * `free`, nothing; `forced`, it is taken although the kubelet has not let go. Source: reconciler.detachAttachedVolumes.
 */
export const classifyHold = (
  { csi }: AttachedVolume,
  node: NodeRecord | undefined,
  unneededForUs: number,
): 'mounted' | 'free' | 'forced' => {
  if (node?.volumesInUse.includes(uniqueVolumeName(csi)) !== true) return 'free';
  if (node.taints.some(({ key }) => key === outOfService)) return 'forced';
  return node.ready !== 'True' && unneededForUs > forcedAfterUs ? 'forced' : 'mounted';
};

/** How long an attacher may take. Source: csiTimeout. */
export const patienceUs = 120_000_000;

/** Is an operation on the attachment under way? One that its attacher does not answer is given up some time. */
export const isMoving = ({ meta, status }: VolumeAttachmentRecord, now: Instant): boolean =>
  meta.deletion !== undefined || (!status.attached && status.attachError === '' && now < meta.createdAt + patienceUs);
