import { never, type Duration, type Instant } from '@orrery/core/engine';
import { isAvailable, isTerminal, isTerminating, type PodRecord, type Uid } from '@orrery/core/cluster';
import { podRevisionLabel } from '@orrery/core/control';
import type { Eligibility } from './eligibility.ts';

/** What a rolling update may do on a node: nothing, replace its pod at no cost, or replace it if the budget allows. */
export type Replaceable = 'no' | 'free' | 'budget';

/** What one node means to a DaemonSet. */
export interface NodeVerdict {
  /** The node is wanted and has no pod. */
  readonly missing: boolean;
  /** Pods that should not be there: on an unwanted node, or one too many. */
  readonly surplus: readonly Uid[];
  /** Pods that ended, failed or not, and are to be replaced. */
  readonly ended: readonly Uid[];
  readonly wanted: boolean;
  readonly scheduled: boolean;
  readonly misscheduled: boolean;
  readonly ready: boolean;
  readonly available: boolean;
  readonly updated: boolean;
  /** Counts against maxUnavailable. */
  readonly unavailable: boolean;
  readonly replaceable: Replaceable;
  /** The pod that `replaceable` speaks of. */
  readonly outdated: Uid | undefined;
  /** When the verdict changes by itself. */
  readonly until: Instant;
}

/** Scheduled before unscheduled, then older, then by name. Source: podByCreationTimestampAndPhase. */
const oldestFirst = (a: PodRecord, b: PodRecord): number =>
  Number(a.node === '') - Number(b.node === '') ||
  a.meta.createdAt - b.meta.createdAt ||
  (a.meta.name < b.meta.name ? -1 : 1);

const isUpdated = (pod: PodRecord, hash: string): boolean => pod.meta.labels[podRevisionLabel] === hash;

/** What a node is classified by, beside the node and its pods. */
export interface Criteria {
  /** Label value of the current revision. */
  readonly hash: string;
  readonly minReadyUs: Duration;
}

/** DS-3, DS-4: classifies a node by its pods. Source: podsShouldBeOnNode, updatedDesiredNodeCounts, rollingUpdate. */
export const classify = (
  { shouldRun, shouldContinue, vanished }: Eligibility,
  all: readonly PodRecord[],
  { hash, minReadyUs }: Criteria,
  now: Instant,
): NodeVerdict => {
  // A pod that has ended and is on its way out does not keep the node from a new one.
  const pods = all.filter((pod) => !(isTerminal(pod) && isTerminating(pod)));
  const staying = pods.filter((pod) => !isTerminating(pod));
  const running = staying.filter((pod) => !isTerminal(pod)).sort(oldestFirst);
  const [oldest] = [...pods].sort(oldestFirst);
  const [kept, ...tooMany] = running;
  const available = oldest !== undefined && isAvailable(oldest, minReadyUs, now);
  const { readySince } = oldest?.status ?? {};
  return {
    missing: shouldRun && pods.length === 0,
    surplus: (shouldContinue ? tooMany : staying.filter((pod) => !vanished || pod.node === '')).map(({ uid }) => uid),
    ended: shouldContinue ? staying.filter(isTerminal).map(({ uid }) => uid) : [],
    wanted: shouldRun,
    scheduled: shouldRun && pods.length > 0,
    misscheduled: !shouldRun && !vanished && pods.length > 0,
    ready: shouldRun && oldest?.status.shape.ready === true,
    available: shouldRun && available,
    updated: shouldRun && oldest !== undefined && isUpdated(oldest, hash),
    ...replacement(shouldRun, kept, tooMany.length, { hash, minReadyUs }, now),
    until: readySince !== undefined && !available ? readySince + minReadyUs : never,
  };
};

/** DS-6: what a rolling update without surge makes of a node's pod. */
const replacement = (
  wanted: boolean,
  kept: PodRecord | undefined,
  others: number,
  { hash, minReadyUs }: Criteria,
  now: Instant,
): Pick<NodeVerdict, 'unavailable' | 'replaceable' | 'outdated'> => {
  if (kept === undefined || others > 0) return { unavailable: wanted, replaceable: 'no', outdated: undefined };
  const available = isAvailable(kept, minReadyUs, now);
  if (isUpdated(kept, hash)) return { unavailable: wanted && !available, replaceable: 'no', outdated: undefined };
  return { unavailable: wanted && !available, replaceable: available ? 'budget' : 'free', outdated: kept.uid };
};
