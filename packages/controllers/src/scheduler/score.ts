import type { Json } from '@orrery/core/engine';
import {
  addRequests,
  controllerOf,
  firstUntolerated,
  listAt,
  matchesNodeTerm,
  numberAt,
  at,
  type NodeRecord,
  type PodRecord,
  type Requests,
} from '@orrery/core/cluster';
import { scoredRequests, type Room } from './node-info.ts';

/** A node that could take the pod. */
export interface Feasible {
  readonly node: NodeRecord;
  readonly info: Room;
}

const best = 100;

/** Weights of the default profile. */
const weights = { taints: 3, affinity: 2, pods: 2, fit: 1, balance: 1, spread: 2 } as const;

const share = (used: number, all: number): number => (all === 0 ? 0 : Math.min(1, used / all));

/** SC-7: LeastAllocated: how much of cpu and memory would stay free. */
const fit = (pod: PodRecord, { node, info }: Feasible): number => {
  const wanted = scoredRequests(pod);
  const { allocatable } = node.status;
  const free = (need: number, used: number, all: number): number =>
    all === 0 || used + need > all ? 0 : Math.floor(((all - used - need) * best) / all);
  const cpu = free(wanted.cpuMilli, info.scored.cpuMilli, allocatable.cpuMilli);
  const memory = free(wanted.memoryBytes, info.scored.memoryBytes, allocatable.memoryBytes);
  return Math.floor((cpu + memory) / 2);
};

/** How evenly these amounts use cpu and memory of a node, 0 to 100. */
const evenness = (used: Requests, { cpuMilli, memoryBytes }: Requests): number => {
  const difference = share(used.cpuMilli, cpuMilli) - share(used.memoryBytes, memoryBytes);
  return Math.floor((1 - Math.abs(difference) / 2) * best);
};

/** BalancedAllocation: how much evener the pod makes the node; without requests it makes no difference. Source: balanced_allocation.go. */
const balance = ({ spec }: PodRecord, { node, info }: Feasible): number => {
  const { requests } = spec;
  if (requests.cpuMilli === 0 && requests.memoryBytes === 0) return 0;
  const { allocatable } = node.status;
  const gain = evenness(addRequests(info.requested, requests), allocatable) - evenness(info.requested, allocatable);
  return best / 2 + Math.trunc((best / 2 + gain) / 2);
};

const untoleratedPreferences = ({ spec }: PodRecord, { taints }: NodeRecord): number =>
  taints.filter((taint) => firstUntolerated([taint], spec.tolerations, ['PreferNoSchedule']) !== undefined).length;

/** Sum of the weights of preferred node affinity terms that match. */
const preference = (affinity: Json | undefined, { meta }: NodeRecord): number =>
  listAt(affinity, 'nodeAffinity', 'preferredDuringSchedulingIgnoredDuringExecution').reduce<number>((sum, term) => {
    const preferred = at(term, 'preference') ?? null;
    return matchesNodeTerm(preferred, { name: meta.name, labels: meta.labels })
      ? sum + (numberAt(term, 'weight') ?? 0)
      : sum;
  }, 0);

/** Spreads values over 0 … 100; `reverse`: the smallest is best. */
const normalized = (values: readonly number[], reverse: boolean): readonly number[] => {
  const highest = Math.max(0, ...values);
  if (highest === 0) return values.map(() => (reverse ? best : 0));
  return values.map((value) => {
    const scaled = Math.floor((value * best) / highest);
    return reverse ? best - scaled : scaled;
  });
};

/** Spreads values between the least and the most over 0 … 100; with no difference there is none. Source: interpodaffinity NormalizeScore. */
const stretched = (values: readonly number[]): readonly number[] => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (most === least ? 0 : Math.trunc((best * (value - least)) / (most - least))));
};

/** SC-7: the weighted score of every feasible node. */
export const scores = (
  pod: PodRecord,
  affinity: Json | undefined,
  feasible: readonly Feasible[],
  opinions?: (node: NodeRecord) => number,
): readonly number[] => {
  const pods = opinions === undefined ? [] : stretched(feasible.map(({ node }) => opinions(node)));
  const owner = controllerOf(pod.meta)?.uid;
  const taints = normalized(
    feasible.map(({ node }) => untoleratedPreferences(pod, node)),
    true,
  );
  const affinities = normalized(
    feasible.map(({ node }) => preference(affinity, node)),
    false,
  );
  const spread = normalized(
    feasible.map(({ info }) => (owner === undefined ? 0 : info.countOf(owner))),
    true,
  );
  return feasible.map(
    (one, i) =>
      weights.taints * (taints[i] ?? 0) +
      weights.affinity * (affinities[i] ?? 0) +
      weights.pods * (pods[i] ?? 0) +
      weights.spread * (spread[i] ?? 0) +
      weights.fit * fit(pod, one) +
      weights.balance * balance(pod, one),
  );
};
