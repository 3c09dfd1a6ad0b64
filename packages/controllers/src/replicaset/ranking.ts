import type { Instant } from '@orrery/core/engine';
import { uuidOf, type PodRecord } from '@orrery/core/cluster';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

const costOf = ({ meta }: PodRecord): number => {
  const text = meta.annotations[deletionCost] ?? '0';
  return /^(0|[+-]?[1-9]\d*)$/.test(text) ? Number(text) : 0;
};

const phaseRank: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const restartsOf = ({ status }: PodRecord): number =>
  Math.max(0, ...status.shape.containers.map(({ restartCount }) => restartCount));

/** The number of binary digits of a duration in nanoseconds, less one; -1 for none. Instants count microseconds. */
const magnitude = (us: number): number => {
  let digits = -1;
  for (let ns = us * 1000; ns >= 1; ns /= 2) digits++;
  return digits;
};

/**
 * Of two instants the later comes first, if they are of another order of magnitude ago; pods of about the same age go in the
 * order of their uids, which is as good as random. Source: logarithmicRankDiff.
 */
const byAge = (a: PodRecord, b: PodRecord, atA: Instant, atB: Instant, now: Instant): number =>
  magnitude(now - atA) - magnitude(now - atB) || (uuidOf('Pod', a.uid) < uuidOf('Pod', b.uid) ? -1 : 1);

/** A pod with the number of its set's relatives on the same node. */
interface Ranked {
  readonly pod: PodRecord;
  readonly crowd: number;
}

const flag = (holds: boolean): number => (holds ? 1 : 0);

const compare = ({ pod: a, crowd: crowdA }: Ranked, { pod: b, crowd: crowdB }: Ranked, now: Instant): number => {
  const [shapeA, shapeB] = [a.status.shape, b.status.shape];
  const first =
    flag(a.node !== '') - flag(b.node !== '') ||
    (phaseRank[shapeA.phase] ?? 2) - (phaseRank[shapeB.phase] ?? 2) ||
    flag(shapeA.ready) - flag(shapeB.ready) ||
    costOf(a) - costOf(b) ||
    crowdB - crowdA;
  if (first !== 0) return first;
  const { readySince: readyA } = a.status;
  const { readySince: readyB } = b.status;
  if (readyA !== undefined && readyB !== undefined && readyA !== readyB) return byAge(a, b, readyA, readyB, now);
  const restarts = restartsOf(b) - restartsOf(a);
  if (restarts !== 0) return restarts;
  const [bornA, bornB] = [a.meta.createdAt, b.meta.createdAt];
  return bornA === bornB ? 0 : byAge(a, b, bornA, bornB, now);
};

/**
 * RS-4: the pods that go first when there are too many: those without a node, not yet running, not ready, cheap to delete, on
 * nodes with many of their kin, ready or made recently, often restarted. Source: ActivePodsWithRanks.
 */
export const ranked = (
  pods: readonly PodRecord[],
  crowds: ReadonlyMap<string, number>,
  now: Instant,
): readonly PodRecord[] =>
  pods
    .map((pod) => ({ pod, crowd: crowds.get(pod.node) ?? 0 }))
    .sort((a, b) => compare(a, b, now))
    .map(({ pod }) => pod);
