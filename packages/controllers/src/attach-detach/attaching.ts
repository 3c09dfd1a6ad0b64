import { second } from '@orrery/core/engine';
import type { AttachedVolume, PodRecord, VolumeAttachmentRecord } from '@orrery/core/cluster';
import type { Planning } from '@orrery/core/control';
import { attachmentName, patienceUs } from './classify.ts';
import type { Doing } from './doing.ts';
import type { Memory } from './memory.ts';
import { reported } from './reported.ts';

/** Waits after failures: 0.5 s, doubling up to 2 min 2 s. Source: exponentialbackoff. */
const firstWaitUs = second / 2;
const longestWaitUs = 122 * second;

/** AD-6: asks for a volume on a node. */
export const attach = ({ csi, meta }: AttachedVolume, nodeName: string, doing: Doing, { body }: Planning): void => {
  const spec = { attacher: csi.driver, nodeName, source: { persistentVolumeName: meta.name } };
  const name = attachmentName(csi, nodeName);
  doing.steps.push({
    command: { type: 'Create', kind: 'VolumeAttachment', namespace: '', name, body: body({ spec }) },
    onRejection: 'stop',
  });
};

/** AD-8: the volume is another node's alone: those who wait are told, once, by whom it is used. Source: reportMultiAttachError. */
export const refuse = (
  { refused }: Memory,
  { uid, meta }: AttachedVolume,
  node: string,
  waiting: readonly PodRecord[],
  users: readonly PodRecord[],
  { steps }: Doing,
): void => {
  const told = refused.get(uid) ?? new Set();
  if (told.has(node)) return;
  refused.set(uid, told.add(node));
  for (const pod of waiting)
    steps.push(
      users.length === 0
        ? reported(pod, 'elsewhere', [meta.name])
        : reported(pod, 'used', [meta.name, usersText(pod, users)]),
    );
};

/** Names of pods in other namespaces are nobody's business. */
const usersText = ({ meta }: PodRecord, users: readonly PodRecord[]): string => {
  const near = users.filter((one) => one.meta.namespace === meta.namespace).map((one) => one.meta.name);
  const far = users.length - near.length;
  if (near.length === 0) return `Volume is already used by ${far} pod(s) in different namespaces`;
  const rest = far === 0 ? '' : ` and ${far} pod(s) in different namespaces`;
  return `Volume is already used by pod(s) ${near.join(', ')}${rest}`;
};

/** AD-10: an attachment that is not attached yet: its attacher works on it, has failed, or does not answer. Source: csiAttacher.Attach. */
export const waitForAttacher = (
  memory: Memory,
  { csi, meta }: AttachedVolume,
  { uid, status, meta: { createdAt } }: VolumeAttachmentRecord,
  pods: readonly PodRecord[],
  doing: Doing,
  { now }: Planning,
): void => {
  const { failures = 0, retryAt = createdAt } = memory.failing.get(uid) ?? {};
  const patientUntil = retryAt + patienceUs;
  if (now < retryAt) doing.until = Math.min(doing.until, retryAt);
  else if (status.attachError === '' && now < patientUntil) doing.until = Math.min(doing.until, patientUntil);
  else {
    const late = `timed out waiting for external-attacher of ${csi.driver} CSI driver to attach volume ${csi.handle}`;
    const why = status.attachError === '' ? late : status.attachError;
    for (const pod of pods) doing.steps.push(reported(pod, 'failed', [meta.name, why]));
    const waitUs = Math.min(firstWaitUs * 2 ** Math.min(failures, 30), longestWaitUs);
    memory.failing.set(uid, { failures: failures + 1, retryAt: now + waitUs });
    doing.until = Math.min(doing.until, now + waitUs);
  }
};
