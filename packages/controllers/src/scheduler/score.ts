import type { Json } from '@orrery/core/engine';
import {
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

const share = (used: number, all: number): number => (all === 0 ? 0 : Math.min(1, used / all));

/** How much of an amount stays free, 0 to 100. */
const free = (need: number, used: number, all: number): number =>
  all === 0 || used + need > all ? 0 : Math.floor(((all - used - need) * best) / all);

/** SC-7: LeastAllocated: how much of cpu and memory would stay free. */
const fit = (wanted: Requests, { node, info }: Feasible): number => {
  const { allocatable } = node.status;
  const cpu = free(wanted.cpuMilli, info.scored.cpuMilli, allocatable.cpuMilli);
  const memory = free(wanted.memoryBytes, info.scored.memoryBytes, allocatable.memoryBytes);
  return Math.floor((cpu + memory) / 2);
};

/** How evenly these amounts use cpu and memory of a node, 0 to 100. */
const evenness = (usedCpu: number, usedMemory: number, { cpuMilli, memoryBytes }: Requests): number => {
  const difference = share(usedCpu, cpuMilli) - share(usedMemory, memoryBytes);
  return Math.floor((1 - Math.abs(difference) / 2) * best);
};

/** BalancedAllocation: how much evener the pod makes the node; without requests it makes no difference. Source: balanced_allocation.go. */
const balance = ({ spec }: PodRecord, { node, info }: Feasible): number => {
  const { requests } = spec;
  if (requests.cpuMilli === 0 && requests.memoryBytes === 0) return 0;
  const { allocatable } = node.status;
  const { cpuMilli, memoryBytes } = info.requested;
  const gain =
    evenness(cpuMilli + requests.cpuMilli, memoryBytes + requests.memoryBytes, allocatable) -
    evenness(cpuMilli, memoryBytes, allocatable);
  return best / 2 + Math.trunc((best / 2 + gain) / 2);
};

const untoleratedPreferences = ({ spec }: PodRecord, { taints }: NodeRecord): number =>
  taints.length === 0
    ? 0
    : taints.filter((taint) => firstUntolerated([taint], spec.tolerations, ['PreferNoSchedule']) !== undefined).length;

/** Sum of the weights of preferred node affinity terms that match. */
const preference = (terms: readonly Json[], { meta }: NodeRecord): number =>
  terms.reduce<number>((sum, term) => {
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

/** What one plugin makes of each feasible node, 0 to 100, and what that counts for. */
export interface ScoreColumn {
  readonly plugin: string;
  readonly weight: number;
  readonly values: readonly number[];
}

/** What several plugins say of the feasible nodes beside what a node says of itself; undefined: the plugin has nothing to say. */
export interface Opinions {
  readonly pods: ((node: NodeRecord) => number) | undefined;
  readonly spread: readonly number[] | undefined;
  readonly images: (node: NodeRecord) => number;
}

/** SC-7: what each plugin makes of every feasible node. */
export const scoreColumns = (
  pod: PodRecord,
  affinity: Json | undefined,
  feasible: readonly Feasible[],
  { pods, spread, images }: Opinions,
): readonly ScoreColumn[] => {
  const each = (value: (one: Feasible) => number): readonly number[] => feasible.map(value);
  const nowhere = each(() => 0);
  const taints = each(({ node }) => untoleratedPreferences(pod, node));
  const terms = listAt(affinity, 'nodeAffinity', 'preferredDuringSchedulingIgnoredDuringExecution');
  const affinities = terms.length === 0 ? nowhere : each(({ node }) => preference(terms, node));
  const wanted = scoredRequests(pod);
  return [
    { plugin: 'TaintToleration', weight: 3, values: normalized(taints, true) },
    { plugin: 'NodeAffinity', weight: 2, values: normalized(affinities, false) },
    { plugin: 'NodeResourcesFit', weight: 1, values: each((one) => fit(wanted, one)) },
    { plugin: 'PodTopologySpread', weight: 2, values: spread ?? nowhere },
    {
      plugin: 'InterPodAffinity',
      weight: 2,
      values: pods === undefined ? nowhere : stretched(each(({ node }) => pods(node))),
    },
    { plugin: 'NodeResourcesBalancedAllocation', weight: 1, values: each((one) => balance(pod, one)) },
    { plugin: 'ImageLocality', weight: 1, values: each(({ node }) => images(node)) },
  ];
};

/** SC-7: the weighted sum for every node. */
export const totalScores = (columns: readonly ScoreColumn[], nodes: number): readonly number[] => {
  const totals = Array.from({ length: nodes }, () => 0);
  for (const { weight, values } of columns)
    for (let i = 0; i < nodes; i++) totals[i] = (totals[i] ?? 0) + weight * (values[i] ?? 0);
  return totals;
};
