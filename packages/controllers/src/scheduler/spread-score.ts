import type { Json } from '@orrery/core/engine';
import {
  controllerOf,
  isSelected,
  isTerminating,
  selects,
  serviceSpecOf,
  type LabelSelector,
  type NodeRecord,
  type PodRecord,
  type Requirement,
  type View,
} from '@orrery/core/cluster';
import type { Placement } from './inter-pod-affinity.ts';
import type { Memory } from './memory.ts';
import { naturalLog } from './natural-log.ts';
import { spreadsOf, type Spread } from './pod-term.ts';
import { includes } from './topology-spread.ts';

const hostname = 'kubernetes.io/hostname';
const best = 100;

/** Services that select a pod, found by one of the labels that they name. */
const servicesOf = ({ services }: Memory, { meta }: PodRecord, { tables }: View): readonly Requirement[] =>
  Object.keys(meta.labels)
    .flatMap((key) => services.of(`${meta.namespace}\n${key}=${meta.labels[key] ?? ''}`))
    .flatMap((uid) => {
      const body = tables.Service.get(uid)?.body;
      const spec = body === undefined ? undefined : serviceSpecOf(body);
      if (spec === undefined || !isSelected(spec, meta.labels)) return [];
      return Object.entries(spec.selector ?? {}).map(([key, value]): Requirement => ({
        key,
        operator: '=',
        values: [value],
      }));
    });

/** The selector of the ReplicaSet or StatefulSet that a pod belongs to. */
const ownersOf = ({ meta }: PodRecord, { tables }: View): LabelSelector => {
  const owner = controllerOf(meta);
  if (owner?.kind === 'ReplicaSet') return tables.ReplicaSet.find(meta.namespace, owner.name)?.spec.selector ?? [];
  if (owner?.kind === 'StatefulSet') return tables.StatefulSet.find(meta.namespace, owner.name)?.spec.selector ?? [];
  return [];
};

const byText = (a: Requirement, b: Requirement): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** SC-26: pods that belong together, by their Services or their owner, are spread over hosts and zones. Source: buildDefaultConstraints. */
const defaultSpreads = (memory: Memory, pod: PodRecord, view: View): readonly Spread[] => {
  const selector = [...servicesOf(memory, pod, view), ...ownersOf(pod, view)].sort(byText);
  if (selector.length === 0) return [];
  const shared = { minDomains: 1, selector, honoursAffinity: true, honoursTaints: false };
  return [
    { ...shared, topologyKey: hostname, maxSkew: 3 },
    { ...shared, topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
  ];
};

/** How many pods of a constraint are in a node's domain. */
type Count = (node: NodeRecord) => number;

const countOf = (
  memory: Memory,
  pod: PodRecord,
  affinity: Json | undefined,
  { selector, topologyKey, ...spread }: Spread,
  others: () => readonly Placement[],
): Count => {
  if (selector === undefined) return () => 0;
  const { namespace } = pod.meta;
  const isHost = topologyKey === hostname;
  const everywhere = !spread.honoursTaints && (!spread.honoursAffinity || (affinity === undefined && isFree(pod)));
  if (isHost || everywhere) {
    const tally = memory.machine.tallies.tally(
      { namespace, selector, label: isHost ? undefined : topologyKey },
      others,
    );
    return ({ meta }) => tally.of(isHost ? meta.name : (meta.labels[topologyKey] ?? ''));
  }
  // Which nodes count depends on the pod: there is nothing to keep.
  const counts = new Map<string, number>();
  for (const { pod: other, node } of others()) {
    const domain = node.meta.labels[topologyKey] ?? '';
    const counted = other.meta.namespace === namespace && !isTerminating(other) && selects(selector, other.meta.labels);
    if (counted && includes(pod, affinity, { ...spread, selector, topologyKey }, node))
      counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  return ({ meta }) => counts.get(meta.labels[topologyKey] ?? '') ?? 0;
};

const isFree = ({ spec }: PodRecord): boolean => Object.keys(spec.nodeSelector).length === 0;

/** The fewer the better, the fewest and the most together being 100; -1: the node is not scored. Source: NormalizeScore. */
const normalized = (scores: readonly number[]): readonly number[] => {
  const seen = scores.filter((score) => score >= 0);
  const [least, most] = [Math.min(...seen), Math.max(0, ...seen)];
  return scores.map((score) => {
    if (score < 0) return 0;
    return most === 0 ? best : Math.floor((best * (most + least - score)) / most);
  });
};

/** How many domains the nodes that are scored are in; a node without the label is in one with all such. */
const domains = (
  { topologyKey }: Spread,
  values: readonly (string | undefined)[],
  scored: readonly boolean[],
): number => {
  if (topologyKey === hostname) return scored.filter(Boolean).length;
  const seen = new Set<string>();
  values.forEach((value, i) => {
    if (scored[i] === true) seen.add(value ?? '');
  });
  return seen.size;
};

/**
 * SC-26: how well a pod would be spread on each node, 0 to 100, by the constraints that may be broken; undefined: it has none.
 * Source: podtopologyspread PreScore, Score.
 */
export const spreadScores = (
  memory: Memory,
  pod: PodRecord,
  affinity: Json | undefined,
  nodes: readonly NodeRecord[],
  others: () => readonly Placement[],
  view: View,
): readonly number[] | undefined => {
  const own = spreadsOf(pod, undefined).length > 0;
  const spreads = own ? spreadsOf(pod, 'ScheduleAnyway') : defaultSpreads(memory, pod, view);
  if (spreads.length === 0) return undefined;
  // By constraints of the cluster a node without a zone is still a host.
  const values = spreads.map(({ topologyKey }) => nodes.map(({ meta }) => meta.labels[topologyKey]));
  const isScored = (_: NodeRecord, i: number): boolean => !own || values.every((of) => of[i] !== undefined);
  const scored = nodes.map(isScored);
  const scores = nodes.map(() => 0);
  spreads.forEach((spread, term) => {
    const here = values[term] ?? [];
    const weight = naturalLog(domains(spread, here, scored) + 2);
    const count = countOf(memory, pod, affinity, spread, others);
    nodes.forEach((node, i) => {
      if (here[i] !== undefined) scores[i] = (scores[i] ?? 0) + (count(node) * weight + (spread.maxSkew - 1));
    });
  });
  return normalized(scores.map((score, i) => (scored[i] === true ? Math.round(score) : -1)));
};
