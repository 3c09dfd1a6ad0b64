import {
  uuidOf,
  type EventTemplate,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
} from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const texts = {
  provisioning: ['Normal', 'Provisioning', 'External provisioner is provisioning volume for claim "{0}"'],
  succeeded: ['Normal', 'ProvisioningSucceeded', 'Successfully provisioned volume {0}'],
  failed: ['Warning', 'ProvisioningFailed', '{0}'],
  notDeleted: ['Warning', 'VolumeFailedDelete', '{0}'],
} as const;

/** A provisioner's process calls itself by driver, host and a random UUID. Ours runs in one pod that nobody sees, so uid 0 is free. */
const template = (driver: string, report: keyof typeof texts): EventTemplate => {
  const [type, reason, message] = texts[report];
  const component = `${driver}_csi-provisioner-0_${uuidOf('Pod', 0)}`;
  return { type, reason, message, component, series: false };
};

/** VP-8: a step that reports something about a claim or a volume. */
export const reported = (
  { kind, meta, uid }: PersistentVolumeClaimRecord | PersistentVolumeRecord,
  driver: string,
  report: keyof typeof texts,
  args: readonly string[],
): Step => ({
  command: {
    type: 'RecordEvent',
    template: template(driver, report),
    regarding: { kind, namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args,
  },
  onRejection: 'continue',
});
