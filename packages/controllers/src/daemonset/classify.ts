import { never, type Instant } from '@orrery/core/engine';
import { isAvailable, isTerminal, isTerminating, type PodRecord } from '@orrery/core/cluster';
import { podRevisionLabel } from '@orrery/core/control';
import { isUpdated, type Criteria } from './criteria.ts';
import type { Eligibility } from './eligibility.ts';
import { having, noFacts, type Facts } from './facts.ts';

/** What one node means to a DaemonSet. */
export interface NodeVerdict {
  readonly facts: Facts;
  /** Running pods that must be deleted. */
  readonly surplus: readonly PodRecord[];
  /** Pods that have ended, failed or not, and are to be replaced. */
  readonly ended: readonly PodRecord[];
  /** Pods that wait for a node which is gone. */
  readonly stranded: readonly PodRecord[];
  /** The one pod of an earlier template that a rollout may replace. */
  readonly old: PodRecord | undefined;
  /** When the verdict changes by itself. */
  readonly until: Instant;
}

/** Scheduled before unscheduled, then older, then by name. Source: podByCreationTimestampAndPhase. */
const oldestFirst = (a: PodRecord, b: PodRecord): number =>
  Number(a.node === '') - Number(b.node === '') ||
  a.meta.createdAt - b.meta.createdAt ||
  (a.meta.name < b.meta.name ? -1 : 1);

const inOrder = (pods: readonly PodRecord[]): readonly PodRecord[] =>
  pods.length < 2 ? pods : [...pods].sort(oldestFirst);

const none: readonly PodRecord[] = [];

/** DS-3, DS-4, DS-11, DS-18: classifies a node by its pods. */
export const classify = (
  eligible: Eligibility,
  all: readonly PodRecord[],
  criteria: Criteria,
  now: Instant,
): NodeVerdict => {
  // A pod that has ended and is on its way out does not keep the node from a new one.
  const pods = without(all, isLeaving);
  const { facts, surplus, ended, stranded } = manage(eligible, pods, criteria, now);
  const rollout = outdated(eligible, pods, criteria, now);
  return {
    facts: facts | rollout.facts | counted(eligible, pods, criteria, now),
    surplus,
    ended,
    stranded,
    old: rollout.old,
    until: nextChange(pods, criteria, now),
  };
};

const isLeaving = (pod: PodRecord): boolean => isTerminating(pod) && isTerminal(pod);

/** The pods of which something does not hold: mostly all of them, and then the same list. */
const without = (pods: readonly PodRecord[], is: (pod: PodRecord) => boolean): readonly PodRecord[] => {
  for (const pod of pods) if (is(pod)) return pods.filter((one) => !is(one));
  return pods;
};

/** DS-11: what the node adds to the status. Source: updateDaemonSetStatus. */
const counted = (
  { shouldRun, vanished }: Eligibility,
  pods: readonly PodRecord[],
  criteria: Criteria,
  now: Instant,
): Facts => {
  if (!shouldRun) return having(noFacts, 'misscheduled', !vanished && pods.length > 0);
  const desired = having(noFacts, 'desired');
  const [oldest] = inOrder(pods);
  if (oldest === undefined) return desired;
  const scheduled = having(desired, 'scheduled');
  const ready = having(scheduled, 'ready', oldest.status.shape.ready);
  const available = having(ready, 'available', isAvailable(oldest, criteria.minReadyUs, now));
  return having(available, 'updated', isUpdated(oldest, criteria));
};

type Managed = Pick<NodeVerdict, 'facts' | 'surplus' | 'ended' | 'stranded'>;

const idle: Omit<Managed, 'facts'> = { surplus: none, ended: none, stranded: none };

/** DS-3, DS-4: which pods a node lacks and which it must lose. Source: podsShouldBeOnNode, getUnscheduledPodsWithoutNode. */
const manage = (
  { shouldRun, shouldContinue, vanished }: Eligibility,
  pods: readonly PodRecord[],
  criteria: Criteria,
  now: Instant,
): Managed => {
  if (vanished) {
    const stranded = pods.filter(({ node }) => node === '');
    return { ...idle, facts: having(noFacts, 'stranded', stranded.length > 0), stranded };
  }
  if (pods.length === 0) return { ...idle, facts: having(noFacts, 'missing', shouldRun) };
  const staying = without(pods, isTerminating);
  if (!shouldContinue) return { ...idle, facts: having(noFacts, 'crowded', staying.length > 0), surplus: staying };
  const running = inOrder(without(staying, isTerminal));
  const ended = running.length === staying.length ? none : staying.filter(isTerminal);
  const surplus = criteria.surges ? surplusOfTwo(running, criteria, now) : running.length < 2 ? none : running.slice(1);
  const missing = criteria.surges && shouldRun && running.length === 0;
  let facts = having(noFacts, 'missing', missing);
  facts = having(facts, 'crowded', surplus.length > 0);
  facts = having(facts, 'failed', ended.some(isFailed));
  facts = having(facts, 'succeeded', !ended.every(isFailed));
  return { facts, surplus, ended, stranded: none };
};

const isFailed = (pod: PodRecord): boolean => pod.status.shape.phase === 'Failed';

/**
 * DS-18: of the running pods of a set that surges, the oldest of the present template and the oldest of an earlier one may stay;
 * the earlier one goes when it is not ready or the other is available.
 */
const surplusOfTwo = (running: readonly PodRecord[], criteria: Criteria, now: Instant): readonly PodRecord[] => {
  if (running.length < 2) return none;
  const isNew = ({ meta }: PodRecord): boolean => meta.labels[podRevisionLabel] === criteria.hash;
  const newest = running.find(isNew);
  const old = running.find((pod) => !isNew(pod));
  const surplus = running.filter((pod) => pod !== newest && pod !== old);
  if (newest === undefined || old === undefined) return surplus;
  const replaced = !old.status.shape.ready || isAvailable(newest, criteria.minReadyUs, now);
  return replaced ? [...surplus, old] : surplus;
};

/** DS-6, DS-18: what a rollout makes of a node, by its pods that are not being deleted. Source: rollingUpdate, findUpdatedPodsOnNode. */
const outdated = (
  { shouldRun, vanished }: Eligibility,
  pods: readonly PodRecord[],
  criteria: Criteria,
  now: Instant,
): Pick<NodeVerdict, 'facts' | 'old'> => {
  let fresh: PodRecord | undefined;
  let old: PodRecord | undefined;
  for (const pod of pods) {
    if (isTerminating(pod)) continue;
    const updated = isUpdated(pod, criteria);
    if ((updated ? fresh : old) !== undefined) return { facts: having(noFacts, 'excess'), old: undefined };
    if (updated) fresh = pod;
    else old = pod;
  }
  if (fresh === undefined && old === undefined)
    return { facts: having(noFacts, 'empty', shouldRun || pods.length > 0), old: undefined };
  const available = (pod: PodRecord | undefined): boolean =>
    pod !== undefined && isAvailable(pod, criteria.minReadyUs, now);
  const serving = having(noFacts, 'serving', available(old ?? fresh));
  if (old === undefined) return { facts: having(serving, 'newUnavailable', !available(fresh)), old };
  if (fresh !== undefined) {
    const both = having(serving, 'both');
    return { facts: having(both, available(fresh) ? 'superseded' : 'surging'), old };
  }
  const alone = having(serving, 'lost', vanished);
  if (shouldRun) return { facts: having(alone, available(old) ? 'oldAvailable' : 'oldUnavailable'), old };
  return { facts: having(alone, available(old) ? 'strayAvailable' : 'strayUnavailable'), old };
};

/** When the first of these pods that is ready and not yet available becomes so. */
const nextChange = (pods: readonly PodRecord[], { minReadyUs }: Criteria, now: Instant): Instant => {
  let next = never;
  if (minReadyUs === 0) return next;
  for (const { status } of pods) {
    const at = (status.readySince ?? never) + minReadyUs;
    if (at > now) next = Math.min(next, at);
  }
  return next;
};
