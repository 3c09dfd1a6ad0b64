import type { DaemonSetRecord, EventTemplate } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'daemonset-controller',
  series: false,
});

const templates = {
  created: template('Normal', 'SuccessfulCreate', 'Created pod: {0}'),
  notCreated: template('Warning', 'FailedCreate', 'Error creating: {0}'),
  deleted: template('Normal', 'SuccessfulDelete', 'Deleted pod: {0}'),
  notDeleted: template('Warning', 'FailedDelete', 'Error deleting: {0}'),
  failedPod: template('Warning', 'FailedDaemonPod', 'Found failed daemon pod {0} on node {1}, will try to kill it'),
  succeededPod: template(
    'Normal',
    'SucceededDaemonPod',
    'Found succeeded daemon pod {0} on node {1}, will try to delete it',
  ),
  selectingAll: template(
    'Warning',
    'SelectingAll',
    'This daemon set is selecting all pods. A non-empty selector is required.',
  ),
} as const;

/** DS-10: a step that reports what happened to a set. */
export const reported = (
  { meta, uid }: DaemonSetRecord,
  name: keyof typeof templates,
  args: readonly string[],
): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[name],
    regarding: { kind: 'DaemonSet', namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args,
  },
  onRejection: 'continue',
});
