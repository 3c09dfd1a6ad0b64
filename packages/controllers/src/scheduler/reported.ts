import { isJsonObject, type Json } from '@orrery/core/engine';
import { keyOf, listAt, textAt, type EventTemplate, type PodRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
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

/** SC-1: the pod has its node. */
export const scheduled = (pod: PodRecord, node: string): Step =>
  report(pod, scheduledTemplate, [keyOf(pod.meta.namespace, pod.meta.name), node]);

/** SC-1: a pod that is being deleted is not tried. */
export const skipped = (pod: PodRecord): Step => {
  const { namespace, name } = pod.meta;
  return report(pod, failedTemplate, [`skip schedule deleting pod: ${keyOf(namespace, name)}`]);
};

/** What a failed attempt leaves behind: an event, and the reason in condition PodScheduled. Source: handleSchedulingFailure. */
export const failed = (
  pod: PodRecord,
  reason: 'Unschedulable' | 'SchedulerError',
  message: string,
  planning: Planning,
): readonly Step[] => [condition(pod, { reason, message }, planning), failedScheduling(pod, message)];

const condition = (
  pod: PodRecord,
  why: { readonly reason: string; readonly message: string },
  planning: Planning,
): Step => {
  const shape = isJsonObject(pod.status.body.json) ? pod.status.body.json : {};
  const scheduling = { type: 'PodScheduled', status: 'False', ...why };
  const conditions: readonly Json[] = listAt(shape, 'conditions');
  const known = conditions.some((one) => textAt(one, 'type') === 'PodScheduled');
  const changed = known
    ? conditions.map((one) => (textAt(one, 'type') === 'PodScheduled' ? scheduling : one))
    : [...conditions, scheduling];
  const status = planning.body({ ...shape, conditions: changed });
  const { containerTimes: times, ip, hostIp } = pod.status;
  return { command: { type: 'ReportPodStatus', uid: pod.uid, status, times, ip, hostIp }, onRejection: 'continue' };
};

/** SC-8, SC-12: the attempt failed. */
const failedScheduling = (pod: PodRecord, text: string): Step => report(pod, failedTemplate, [eventNote(text)]);
