import type { DeploymentRecord, EventTemplate } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'deployment-controller',
  series: false,
});

const templates = {
  scaled: template('Normal', 'ScalingReplicaSet', 'Scaled {0} replica set {1} from {2} to {3}'),
  notCreated: template('Warning', 'ReplicaSetCreateError', 'Failed to create new replica set "{0}": {1}'),
} as const;

/** DP-10: a step that reports what happened to a Deployment. */
export const reported = (
  { meta, uid }: DeploymentRecord,
  name: keyof typeof templates,
  args: readonly string[],
): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[name],
    regarding: { kind: 'Deployment', namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args,
  },
  onRejection: 'continue',
});
