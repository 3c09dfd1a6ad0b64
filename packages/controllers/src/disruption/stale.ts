import { isJsonObject, second, type Duration, type Instant } from '@orrery/core/engine';
import { isTerminal, isTerminating, listAt, textAt, type PodRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { uidOf } from './keys.ts';

const target = 'DisruptionTarget';

/** How long a pod may be marked and not be deleted. Source: stalePodDisruptionTimeout. */
const timeoutUs: Duration = 120 * second;

/** How long until the mark on a pod that nobody deletes is stale; undefined: it is none that could be. */
export const staleAfterUs = (pod: PodRecord, now: Instant): Duration | undefined => {
  if (isTerminating(pod) || isTerminal(pod)) return undefined;
  const { shape, conditionTimes } = pod.status;
  const index = shape.conditions.findIndex(({ type }) => type === target);
  const condition = shape.conditions[index];
  if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
  const since = conditionTimes[index] ?? now;
  return Math.max(0, since - (since % second) + timeoutUs - now);
};

/** DC-9: a mark that nothing came of is taken back. Source: syncStalePodDisruption. */
export const planStale = (key: number, { view, now }: Planning): Plan => {
  const pod = view.tables.Pod.get(uidOf(key));
  const dueUs = pod === undefined ? undefined : staleAfterUs(pod, now);
  if (pod === undefined || dueUs === undefined) return nothing;
  if (dueUs > 0) return { steps: [], requeueAfterUs: dueUs };
  const { namespace, name } = pod.meta;
  return { steps: [{ command: { type: 'Read', kind: 'Pod', namespace, name }, onRejection: 'continue' }] };
};

/** The write that takes the mark off a pod that is still what the cache shows. */
export const unmarked = (pod: PodRecord, { body }: Planning): Step => {
  const { body: before, containerTimes: times, ip, hostIp } = pod.status;
  const shape = isJsonObject(before.json) ? before.json : {};
  const cleared = { type: target, status: 'False', observedGeneration: pod.meta.generation };
  const conditions = listAt(shape, 'conditions').map((one) => (textAt(one, 'type') === target ? cleared : one));
  const status = body({ ...shape, conditions });
  return { command: { type: 'ReportPodStatus', uid: pod.uid, status, times, ip, hostIp }, onRejection: 'stop' };
};
