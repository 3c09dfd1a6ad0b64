import { second, type Duration, type Instant } from '@orrery/core/engine';
import {
  budgetStatusJson,
  isDisruptionAllowedUpToDate,
  withDisruptionAllowed,
  type PodDisruptionBudgetRecord,
  type PodDisruptionBudgetStatus,
  type PodRecord,
  type View,
} from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import type { Expectation } from './expected.ts';
import { isHealthy, type Members } from './members.ts';

/** How long a pod whose eviction was let through may take to be deleted. Source: DeletionTimeout. */
const deletionTimeoutUs: Duration = 120 * second;

/** What has become of the pods whose eviction was let through. */
export interface Disrupted {
  /** Still to come. */
  readonly pods: ReadonlyMap<string, Instant>;
  /** Of these, the ones that are healthy as yet. */
  readonly healthy: number;
  readonly notDeleted: readonly PodRecord[];
  /** Until the first of them is late; undefined: there are none. */
  readonly recheckUs: Duration | undefined;
}

/** DC-6: pods that are gone or going are done with, and so are those that nobody deleted in time. Source: buildDisruptedPodMap. */
export const disruptedOf = (
  { meta, status }: PodDisruptionBudgetRecord,
  members: Members,
  view: View,
  now: Instant,
): Disrupted => {
  const pods = new Map<string, Instant>();
  const notDeleted: PodRecord[] = [];
  let healthy = 0;
  let recheckUs: Duration | undefined;
  for (const [name, since] of status.disruptedPods) {
    const pod = view.tables.Pod.find(meta.namespace, name);
    if (pod === undefined || pod.meta.deletion !== undefined || !members.has(pod.uid)) continue;
    const leftUs = since + deletionTimeoutUs - now;
    if (leftUs < 0) {
      notDeleted.push(pod);
      continue;
    }
    pods.set(name, since);
    recheckUs = Math.min(leftUs, recheckUs ?? leftUs);
    if (leftUs > 0 && isHealthy(pod)) healthy++;
  }
  return { pods, healthy, notDeleted, recheckUs };
};

const sameDisrupted = (a: ReadonlyMap<string, Instant>, b: ReadonlyMap<string, Instant>): boolean =>
  a.size === b.size && [...a].every(([name, since]) => b.get(name) === since);

/** DC-4, DC-5: the status that follows; undefined: it is that already. Source: updatePdbStatus. */
export const statusAfter = (
  { meta, status: before }: PodDisruptionBudgetRecord,
  { expectedPods, desiredHealthy }: Expectation,
  currentHealthy: number,
  disruptedPods: ReadonlyMap<string, Instant>,
  now: Instant,
): PodDisruptionBudgetStatus | undefined => {
  const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const same =
    before.currentHealthy === currentHealthy &&
    before.desiredHealthy === desiredHealthy &&
    before.expectedPods === expectedPods &&
    before.disruptionsAllowed === disruptionsAllowed &&
    sameDisrupted(before.disruptedPods, disruptedPods) &&
    before.observedGeneration === meta.generation &&
    isDisruptionAllowedUpToDate(before);
  if (same) return undefined;
  const counts = { currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed };
  const { conditions } = before;
  return withDisruptionAllowed({ ...counts, disruptedPods, observedGeneration: meta.generation, conditions }, now);
};

/** DC-3: when the numbers cannot be had, nothing may be disrupted. Source: failSafe. */
export const failSafe = (
  { status }: PodDisruptionBudgetRecord,
  error: string,
  now: Instant,
): PodDisruptionBudgetStatus => withDisruptionAllowed({ ...status, disruptionsAllowed: 0 }, now, error);

/** The write of a status against the version that was seen; none if it says what is there. */
export const written = (
  { kind, uid, version, statusBody }: PodDisruptionBudgetRecord,
  status: PodDisruptionBudgetStatus,
  { body }: Planning,
): readonly Step[] => {
  const next = body(budgetStatusJson(status));
  if (next === statusBody) return [];
  return [{ command: { type: 'UpdateStatus', kind, uid, version, status: next }, onRejection: 'stop' }];
};
