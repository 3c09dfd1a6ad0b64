import type { EventTemplate, ReplicaSetRecord } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'replicaset-controller',
  series: false,
});

const templates = {
  created: template('Normal', 'SuccessfulCreate', 'Created pod: {0}'),
  notCreated: template('Warning', 'FailedCreate', 'Error creating: {0}'),
  deleted: template('Normal', 'SuccessfulDelete', 'Deleted pod: {0}'),
  notDeleted: template('Warning', 'FailedDelete', 'Error deleting: {0}'),
} as const;

/** RS-6: a step that reports what happened to a pod of a set. */
export const reported = ({ meta, uid }: ReplicaSetRecord, name: keyof typeof templates, text: string): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[name],
    regarding: { kind: 'ReplicaSet', namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args: [text],
  },
  onRejection: 'continue',
});
