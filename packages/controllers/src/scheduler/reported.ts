import { keyOf, type EventTemplate, type PodRecord } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';
import { eventNote } from './failure.ts';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'default-scheduler',
  series: true,
});

const scheduledTemplate = template('Normal', 'Scheduled', 'Successfully assigned {0} to {1}');
const failedTemplate = template('Warning', 'FailedScheduling', '{0}');

const report = (pod: PodRecord, wanted: EventTemplate, args: readonly string[]): Step => {
  const { meta, uid } = pod;
  const regarding = { kind: 'Pod', namespace: meta.namespace, name: meta.name, uid, fieldPath: '' };
  return { command: { type: 'RecordEvent', template: wanted, regarding, args }, onRejection: 'continue' };
};

/** SC-11: the pod has its node. */
export const scheduled = (pod: PodRecord, node: string): Step =>
  report(pod, scheduledTemplate, [keyOf(pod.meta.namespace, pod.meta.name), node]);

/** SC-11: no node took the pod. */
export const failedScheduling = (pod: PodRecord, text: string): Step => report(pod, failedTemplate, [eventNote(text)]);
