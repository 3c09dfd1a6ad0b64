import type { Json } from '@orrery/core/engine';
import type { NodeRecord, PodRecord, View } from '@orrery/core/cluster';
import type { Refusal } from './classify.ts';
import { affinitiesOf, affinityPoints, moveAmong, refusedByPods, type Placement } from './inter-pod-affinity.ts';
import type { Memory } from './memory.ts';
import { preferredTerms, requiredTerms, speaksOfOthers } from './pod-term.ts';
import { refusedBySpread, spreadingOf } from './topology-spread.ts';

/** What other pods have to do with where a pod may go. */
export interface Neighbourhood {
  readonly refuse: (node: NodeRecord) => Refusal | undefined;
  /** Points of a node before they are brought to a common scale; undefined: nobody has an opinion. */
  readonly points: ((node: NodeRecord) => number) | undefined;
  /** Supposes that another pod comes to a node or leaves it; whoever supposes takes it back. Source: AddPod, RemovePod of PreFilterExtensions. */
  readonly move: (other: PodRecord, node: NodeRecord, by: 1 | -1) => void;
}

const nobody: Neighbourhood = { refuse: () => undefined, points: undefined, move: () => undefined };

const placement = (pod: PodRecord, { machine }: Memory, { tables }: View): readonly Placement[] => {
  const node = tables.Node.find('', pod.node === '' ? (machine.assumed.get(pod.uid) ?? '') : pod.node);
  return node === undefined ? [] : [{ pod, node }];
};

/** Pods that were given a node and do not show it yet. */
const assumedPods = ({ machine }: Memory, { tables }: View): readonly PodRecord[] =>
  [...machine.assumed.keys()].flatMap((uid) => tables.Pod.get(uid) ?? []);

/** The pods of a namespace that have a node, and those that are assumed to. */
export const placedIn = (memory: Memory, namespace: string, view: View): readonly Placement[] =>
  [
    ...memory.placed.in(namespace, view),
    ...assumedPods(memory, view).filter(({ meta }) => meta.namespace === namespace),
  ].flatMap((one) => placement(one, memory, view));

/** Namespaces that the pod's own terms may speak of; undefined: any. */
const namespacesOf = (pod: PodRecord): ReadonlySet<string> | undefined => {
  const sides = ['podAffinity', 'podAntiAffinity'] as const;
  const terms = sides.flatMap((side) => [...requiredTerms(pod, side), ...preferredTerms(pod, side)]);
  if (terms.some(({ namespaceSelector }) => namespaceSelector !== undefined)) return undefined;
  return new Set([pod.meta.namespace, ...terms.flatMap(({ namespaces }) => namespaces)]);
};

/** Looks once, before any node, at the pods that concern a pod. For one that nobody speaks of, and that speaks of nobody, it costs nothing. */
export const neighbourhoodOf = (
  memory: Memory,
  pod: PodRecord,
  affinity: Json | undefined,
  view: View,
): Neighbourhood => {
  const { placed, machine } = memory;
  const place = (pods: readonly PodRecord[]): readonly Placement[] =>
    pods.flatMap((one) => placement(one, memory, view));
  const near = (): readonly Placement[] => {
    const wanted = namespacesOf(pod) ?? new Set(view.tables.Namespace.toArray().map(({ meta }) => meta.name));
    const pods = [...wanted].flatMap((namespace) => placed.in(namespace, view));
    return place([...pods, ...assumedPods(memory, view).filter(({ meta }) => wanted.has(meta.namespace))]);
  };
  const { assumedSpeakers, nominator } = machine;
  const speaks = placed.opinionated + assumedSpeakers.size + nominator.speakers > 0 || speaksOfOthers(pod);
  const spreading = spreadingOf(pod, affinity, () => view.tables.Node.toArray(), near);
  if (!speaks && spreading === undefined) return nobody;
  const others = speaks ? near() : [];
  const speakers = [...assumedSpeakers].flatMap((uid) => view.tables.Pod.get(uid) ?? []);
  const repelling = (): readonly Placement[] => place([...placed.repelling(view), ...speakers]);
  const affinities = speaks ? affinitiesOf(pod, others, repelling(), view) : undefined;
  return {
    refuse: (node) =>
      (spreading === undefined ? undefined : refusedBySpread(spreading, node)) ??
      (affinities === undefined ? undefined : refusedByPods(affinities, node)),
    points: speaks ? affinityPoints(pod, others, view) : undefined,
    move: (other, node, by) => {
      for (const one of spreading ?? []) one.move({ pod: other, node }, by);
      if (affinities !== undefined) moveAmong(affinities, pod, { pod: other, node }, by, view);
    },
  };
};
