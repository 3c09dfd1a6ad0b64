import type { EventTemplate, PersistentVolumeClaimRecord, PersistentVolumeRecord } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'persistentvolume-controller',
  series: false,
});

const templates = {
  waitForConsumer: template(
    'Normal',
    'WaitForFirstConsumer',
    'waiting for first consumer to be created before binding',
  ),
  waitForPod: template('Normal', 'WaitForPodScheduled', 'waiting for pod {0} to be scheduled'),
  waitForPods: template('Normal', 'WaitForPodScheduled', 'waiting for pods {0} to be scheduled'),
  nothingAvailable: template(
    'Normal',
    'FailedBinding',
    'no persistent volumes available for this claim and no storage class is set',
  ),
  boundElsewhere: template('Warning', 'FailedBinding', 'volume "{0}" already bound to a different claim.'),
  mismatch: template('Warning', 'VolumeMismatch', 'Cannot bind to requested volume "{0}": {1}'),
  lostReference: template(
    'Warning',
    'ClaimLost',
    'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
  ),
  lostVolume: template(
    'Warning',
    'ClaimLost',
    'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
  ),
  misbound: template(
    'Warning',
    'ClaimMisbound',
    'Two claims are bound to the same volume, this one is bound incorrectly',
  ),
  provisionedOutside: template(
    'Normal',
    'ExternalProvisioning',
    "Waiting for a volume to be created either by the external provisioner '{0}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
  ),
  classMissing: template('Warning', 'ProvisioningFailed', 'storageclass.storage.k8s.io "{0}" not found'),
  noPlugin: template('Warning', 'ProvisioningFailed', 'no volume plugin matched name: {0}'),
  volumeOfOtherMode: template(
    'Warning',
    'VolumeMismatch',
    'Cannot bind PersistentVolume to requested PersistentVolumeClaim "{0}" due to incompatible volumeMode.',
  ),
  claimOfOtherMode: template(
    'Warning',
    'VolumeMismatch',
    'Cannot bind PersistentVolume "{0}" to requested PersistentVolumeClaim due to incompatible volumeMode.',
  ),
  notDeleted: template('Warning', 'VolumeFailedDelete', '{0}'),
  notRecycled: template('Warning', 'VolumeFailedRecycle', '{0}'),
  usedByPods: template('Normal', 'VolumeFailedRecycle', 'Volume is used by pods: {0}'),
  recycled: template('Normal', 'VolumeRecycled', 'Volume recycled'),
  unknownPolicy: template('Warning', 'VolumeUnknownReclaimPolicy', '{0}'),
} as const;

export type Report = keyof typeof templates;

/** PV-12: a step that reports something about a claim or a volume. */
export const reported = (
  { kind, meta, uid }: PersistentVolumeClaimRecord | PersistentVolumeRecord,
  name: Report,
  args: readonly string[] = [],
): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[name],
    regarding: { kind, namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args,
  },
  onRejection: 'continue',
});
