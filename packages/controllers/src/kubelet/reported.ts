import { uuidOf, type EventTemplate, type NodeRecord, type PodRecord } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';
import type { Place } from './containers.ts';
import type { Doom } from './doom.ts';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'kubelet',
  series: false,
});

const templates = {
  pulling: template('Normal', 'Pulling', 'Pulling image "{0}"'),
  pulled: template(
    'Normal',
    'Pulled',
    'Successfully pulled image "{0}" in {d0} ({d1} including waiting). Image size: {1} bytes.',
  ),
  present: template(
    'Normal',
    'Pulled',
    'Container image "{0}" already present on machine and can be accessed by the pod',
  ),
  created: template('Normal', 'Created', 'Container created'),
  started: template('Normal', 'Started', 'Container started'),
  killing: template('Normal', 'Killing', '{0}'),
  failedPull: template('Warning', 'Failed', 'Failed to pull image "{0}": {1}'),
  error: template('Warning', 'Failed', 'Error: {0}'),
  pullBackOff: template('Normal', 'BackOff', 'Back-off pulling image "{0}"'),
  neverPull: template('Warning', 'ErrImageNeverPull', 'Container image "{0}" is not present with pull policy of Never'),
  unhealthy: template('Warning', 'Unhealthy', '{0} probe failed: {1}'),
  deadline: template('Normal', 'DeadlineExceeded', '{0}'),
  sandboxChanged: template('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.'),
  postStartFailed: template('Warning', 'FailedPostStartHook', 'PostStartHook failed'),
  preStopFailed: template('Warning', 'FailedPreStopHook', 'PreStopHook failed'),
  backOff: template('Warning', 'BackOff', 'Back-off restarting failed container {0} in pod {1}'),
} as const;

/** KL-6: a step that reports what happened to a container. */
export const reported = (
  pod: PodRecord,
  place: Pick<Place, 'fieldPath'>,
  name: keyof typeof templates,
  args: readonly string[] = [],
  durationsUs: readonly number[] = [],
): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[name],
    regarding: {
      kind: 'Pod',
      namespace: pod.meta.namespace,
      name: pod.meta.name,
      uid: pod.uid,
      fieldPath: place.fieldPath,
    },
    args,
    durationsUs,
    host: pod.node,
  },
  onRejection: 'continue',
});

/** A step that reports that a pod may not run, or no longer, on its node. */
export const reportedRejection = ({ meta, uid, node }: PodRecord, { reason, event }: Doom): Step => ({
  command: {
    type: 'RecordEvent',
    template: template('Warning', reason, '{0}'),
    regarding: { kind: 'Pod', namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args: [event],
    host: node,
  },
  onRejection: 'continue',
});

/** How the kubelet names a pod in messages. */
export const podText = ({ meta, uid }: PodRecord): string => `${meta.name}_${meta.namespace}(${uuidOf('Pod', uid)})`;

/** A step that reports what a kubelet finds of its node. */
export const reportedOnNode = (
  { meta, uid }: NodeRecord,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
): Step => ({
  command: {
    type: 'RecordEvent',
    template: template(type, reason, '{0}'),
    regarding: { kind: 'Node', namespace: '', name: meta.name, uid, fieldPath: '' },
    args: [message],
    host: meta.name,
  },
  onRejection: 'continue',
});
