import type { Body } from '@orrery/core/engine';
import { keyOf, uuidOf, type EventTemplate, type PodRecord } from '@orrery/core/cluster';
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
const preemptedTemplate = template('Normal', 'Preempted', 'Preempted by pod {0} on node {1}');
const failedTemplate = template('Warning', 'FailedScheduling', '{0}');

const report = (pod: PodRecord, wanted: EventTemplate, args: readonly string[], decision?: Body): Step => {
  const { meta, uid } = pod;
  const regarding = { kind: 'Pod', namespace: meta.namespace, name: meta.name, uid, fieldPath: '' };
  const kept = decision === undefined ? {} : { decision };
  return { command: { type: 'RecordEvent', template: wanted, regarding, args, ...kept }, onRejection: 'continue' };
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
  nominatedNode: string | undefined,
  decision?: Body,
): readonly Step[] => [
  {
    command: {
      type: 'PatchPodStatus',
      uid: pod.uid,
      condition: { type: 'PodScheduled', status: 'False', reason, message },
      ...(nominatedNode === undefined ? {} : { nominatedNode }),
    },
    onRejection: 'continue',
  },
  report(pod, failedTemplate, [eventNote(message)], decision),
];

/** SC-41: a pod has to go for another one. */
export const preempted = (victim: PodRecord, preemptor: PodRecord, node: string): Step =>
  report(victim, preemptedTemplate, [uuidOf('Pod', preemptor.uid), node]);
