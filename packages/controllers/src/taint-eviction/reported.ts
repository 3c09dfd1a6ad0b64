import type { EventTemplate } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const template = (message: string): EventTemplate => ({
  type: 'Normal',
  reason: 'TaintManagerEviction',
  message,
  component: 'taint-eviction-controller',
  series: false,
});

const templates = {
  marking: template('Marking for deletion Pod {0}/{1}'),
  cancelling: template('Cancelling deletion of Pod {0}/{1}'),
} as const;

/** NL-53: a step that reports what becomes of a pod, which it names without its uid. */
export const reported = (namespace: string, name: string, what: keyof typeof templates): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[what],
    regarding: { kind: 'Pod', namespace, name, uid: 0, fieldPath: '' },
    args: [namespace, name],
  },
  onRejection: 'continue',
});
