import { pinnedNodes, type NodeRecord, type PodRecord } from '@orrery/core/cluster';
import type { Planning } from '@orrery/core/control';
import { affinityOf, classify, type Refusal } from './classify.ts';
import type { Failure } from './failure.ts';
import { roomOn, type Memory } from './memory.ts';
import { neighbourhoodOf, type Neighbourhood } from './neighbourhood.ts';
import { scores, type Feasible } from './score.ts';
import { volumesOn, type PodClaims } from './volumes.ts';

/** SC-6: how many feasible nodes a search looks for. Source: numFeasibleNodesToFind. */
export const enough = (nodes: number): number => {
  if (nodes < 100) return nodes;
  const percentage = Math.max(5, 50 - Math.floor(nodes / 125));
  return Math.max(100, Math.floor((nodes * percentage) / 100));
};

/** Where a pod might go, and why not elsewhere. */
export interface Search {
  readonly feasible: readonly Feasible[];
  readonly failure: Failure;
  /** Names of the only nodes that were looked at. */
  readonly pins: readonly string[] | undefined;
  /** What other pods say for and against a node. */
  readonly points: Neighbourhood['points'];
}

/** SC-2, SC-6: looks at nodes in turn, or only at those to which the pod is pinned, until enough of them would take it. */
export const search = (memory: Memory, pod: PodRecord, claims: PodClaims, planning: Planning): Search => {
  const affinity = affinityOf(pod);
  const pins = pinnedNodes(affinity);
  const neighbourhood = neighbourhoodOf(memory, pod, affinity, planning.view);
  const feasible: Feasible[] = [];
  const refusals: Refusal[] = [];
  const look = (node: NodeRecord): void => {
    const info = roomOn(memory, node.meta.name);
    const refusal =
      classify(pod, affinity, node, info) ??
      refusedByVolumes(memory, claims, node, planning) ??
      neighbourhood.refuse(node);
    if (refusal === undefined) feasible.push({ node, info });
    else refusals.push(refusal);
  };
  const { nodes, machine } = memory;
  const all = nodes.length;
  const looked =
    pins === undefined ? lookAround(memory, planning, look, () => feasible.length) : lookAt(pins, planning, look);
  machine.nextNode = all === 0 ? 0 : (machine.nextNode + looked) % all;
  const cutAway = pins === undefined ? 0 : all - looked;
  const { points } = neighbourhood;
  return { feasible, failure: { nodes: all, before: undefined, refusals, cutAway }, pins, points };
};

const lookAt = (names: readonly string[], { view }: Planning, look: (node: NodeRecord) => void): number => {
  const nodes = [...new Set(names)].flatMap((name) => view.tables.Node.find('', name) ?? []);
  nodes.forEach(look);
  return nodes.length;
};

/** Begins where the last search stopped; gives how many nodes it looked at. */
const lookAround = (
  { nodes, machine }: Memory,
  { view }: Planning,
  look: (node: NodeRecord) => void,
  found: () => number,
): number => {
  const wanted = enough(nodes.length);
  let looked = 0;
  for (; looked < nodes.length && found() < wanted; looked++) {
    const node = view.tables.Node.get(nodes[(machine.nextNode + looked) % nodes.length] ?? 0);
    if (node !== undefined) look(node);
  }
  return looked;
};

const refusedByVolumes = (
  memory: Memory,
  claims: PodClaims,
  node: NodeRecord,
  { view }: Planning,
): Refusal | undefined => {
  if (claims.bound.length + claims.delayed.length === 0) return undefined;
  const found = volumesOn(memory, claims, node, view);
  return 'reasons' in found ? { plugin: 'VolumeBinding', reasons: found.reasons, resolvable: false } : undefined;
};

/** SC-7: the feasible node with the best score; among equals the seed decides. */
export const choose = (
  { machine }: Memory,
  pod: PodRecord,
  { feasible, points: opinions }: Pick<Search, 'feasible' | 'points'>,
  { choices }: Planning,
): Feasible => {
  const points = feasible.length === 1 ? [0] : scores(pod, affinityOf(pod), feasible, opinions);
  let highest = -Infinity;
  for (const point of points) if (point > highest) highest = point;
  const equal = feasible.filter((_, i) => points[i] === highest);
  const tries = machine.attempts.get(pod.uid) ?? 0;
  const picked = equal[choices.below('default-scheduler/tie', pod.uid, tries, 0, equal.length)];
  if (picked === undefined)
    throw new Error(
      `no feasible node of pod ${pod.uid} has the best score ${highest}: usually a score that is not a number, ` +
        `as from amounts that are none; scores seen: ${points.join(', ')}`,
    );
  return picked;
};
