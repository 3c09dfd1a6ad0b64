import type { EventTemplate, Regarding, StatefulSetRecord } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';
import type { Note } from './note.ts';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'statefulset-controller',
  series: false,
});

const templates = {
  podCreated: template('Normal', 'SuccessfulCreate', 'create Pod {0} in StatefulSet {1} successful'),
  podNotCreated: template('Warning', 'FailedCreate', 'create Pod {0} in StatefulSet {1} failed error: {2}'),
  podDeleted: template('Normal', 'SuccessfulDelete', 'delete Pod {0} in StatefulSet {1} successful'),
  podNotDeleted: template('Warning', 'FailedDelete', 'delete Pod {0} in StatefulSet {1} failed error: {2}'),
  podUpdated: template('Normal', 'SuccessfulUpdate', 'update Pod {0} in StatefulSet {1} successful'),
  podNotUpdated: template('Warning', 'FailedUpdate', 'update Pod {0} in StatefulSet {1} failed error: {2}'),
  claimCreated: template('Normal', 'SuccessfulCreate', 'create Claim {0} Pod {1} in StatefulSet {2} success'),
  claimNotCreated: template(
    'Warning',
    'FailedCreate',
    'create Claim {0} for Pod {1} in StatefulSet {2} failed error: {3}',
  ),
  // The slip of the pen is upstream's.
  foreignClaim: template(
    'Warning',
    'ConflictingController',
    'PersistentVolumeClaim {0} has a conflicting OwnerReference that acts as a manging controller, ' +
      'the retention policy is ignored for this claim',
  ),
} as const;

export type Report = keyof typeof templates;

export const regardingSet = ({ meta, uid }: StatefulSetRecord): Regarding => ({
  kind: 'StatefulSet',
  namespace: meta.namespace,
  name: meta.name,
  uid,
  fieldPath: '',
});

/** SS-11: a step that reports what happened to a set. */
export const reported = (
  set: StatefulSetRecord,
  name: Report,
  args: readonly string[],
  at: { readonly batch?: number; readonly note?: Note } = {},
): Step => ({
  command: { type: 'RecordEvent', template: templates[name], regarding: regardingSet(set), args },
  onRejection: 'continue',
  ...at,
});
