import type { EventTemplate, PodRecord } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'attachdetach-controller',
  series: false,
});

const templates = {
  attached: template('Normal', 'SuccessfulAttachVolume', 'AttachVolume.Attach succeeded for volume "{0}" '),
  failed: template('Warning', 'FailedAttachVolume', 'AttachVolume.Attach failed for volume "{0}" : {1}'),
  elsewhere: template(
    'Warning',
    'FailedAttachVolume',
    'Multi-Attach error for volume "{0}" Volume is already exclusively attached to one node and can\'t be attached to another',
  ),
  used: template('Warning', 'FailedAttachVolume', 'Multi-Attach error for volume "{0}" {1}'),
} as const;

/** A step that tells a pod how its volume fares. */
export const reported = ({ meta, uid }: PodRecord, report: keyof typeof templates, args: readonly string[]): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[report],
    regarding: { kind: 'Pod', namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args,
  },
  onRejection: 'continue',
});
