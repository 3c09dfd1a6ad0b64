import { pinnedNodes, type NodeRecord, type PodRecord } from '@orrery/core/cluster';
import type { Planning } from '@orrery/core/control';
import type { Failure, NodeRefusal } from './failure.ts';
import { candidateOf, refuse, type Candidate } from './filters.ts';
import { imageScore } from './image-locality.ts';
import type { Placement } from './inter-pod-affinity.ts';
import { roomOn, type Memory } from './memory.ts';
import { placedIn } from './neighbourhood.ts';
import { scoreColumns, totalScores, type Feasible, type ScoreColumn } from './score.ts';
import { spreadScores } from './spread-score.ts';
import type { PodClaims } from './volumes.ts';

/** SC-6: how many feasible nodes a search looks for. Source: numFeasibleNodesToFind. */
export const enough = (nodes: number): number => {
  if (nodes < 100) return nodes;
  const percentage = Math.max(5, 50 - Math.floor(nodes / 125));
  return Math.max(100, Math.floor((nodes * percentage) / 100));
};

/** Where a pod might go, and why not elsewhere. */
export interface Search {
  readonly candidate: Candidate;
  readonly feasible: readonly Feasible[];
  readonly failure: Failure;
  /** Names of the only nodes that were looked at. */
  readonly pins: readonly string[] | undefined;
}

/** SC-2, SC-6: looks at nodes in turn, or only at those to which the pod is pinned, until enough of them would take it. */
export const search = (memory: Memory, pod: PodRecord, claims: PodClaims, planning: Planning): Search => {
  const { view } = planning;
  const candidate = candidateOf(memory, pod, claims, view);
  const pins = pinnedNodes(candidate.affinity);
  const feasible: Feasible[] = [];
  const refusals: NodeRefusal[] = [];
  const look = (node: NodeRecord): void => {
    const info = roomOn(memory, node.meta.name);
    const refusal = refuse(memory, candidate, node, info, view);
    if (refusal === undefined) feasible.push({ node, info });
    else refusals.push({ node, ...refusal });
  };
  const { nodes, machine } = memory;
  const all = nodes.length;
  const failure = { nodes: all, before: undefined, refusals };
  // SC-42: the node that was made free for the pod comes before all others.
  const nominated = view.tables.Node.find('', pod.status.shape.nominatedNode ?? '');
  if (nominated !== undefined) {
    look(nominated);
    if (feasible.length > 0) return { candidate, feasible, failure: { ...failure, cutAway: 0 }, pins };
    refusals.length = 0;
  }
  const looked =
    pins === undefined ? lookAround(memory, planning, look, () => feasible.length) : lookAt(pins, planning, look);
  machine.nextNode = all === 0 ? 0 : (machine.nextNode + looked) % all;
  const cutAway = pins === undefined ? 0 : all - looked;
  return { candidate, feasible, failure: { ...failure, cutAway }, pins };
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

/** The node that was taken, and what the plugins made of each that was feasible; nothing when there was one only. */
export interface Choice extends Feasible {
  readonly columns: readonly ScoreColumn[];
  /** The weighted sum of the columns for each node. */
  readonly totals: readonly number[];
}

const columnsOf = (
  memory: Memory,
  { pod, affinity, neighbourhood }: Candidate,
  feasible: readonly Feasible[],
  { view }: Planning,
): readonly ScoreColumn[] => {
  const nodes = feasible.map(({ node }) => node);
  const others = (): readonly Placement[] => placedIn(memory, pod.meta.namespace, view);
  return scoreColumns(pod, affinity, feasible, {
    pods: neighbourhood.points,
    spread: spreadScores(memory, pod, affinity, nodes, others, view),
    images: (node) => imageScore(memory, pod, node),
  });
};

/** SC-7: the feasible node with the best score; among equals the seed decides. */
export const choose = (memory: Memory, { feasible, candidate }: Search, planning: Planning): Choice => {
  const { machine } = memory;
  const { choices } = planning;
  const { pod } = candidate;
  const columns = feasible.length === 1 ? [] : columnsOf(memory, candidate, feasible, planning);
  const totals = totalScores(columns, feasible.length);
  let highest = -Infinity;
  for (const total of totals) if (total > highest) highest = total;
  const equal = feasible.filter((_, i) => totals[i] === highest);
  const tries = machine.attempts.get(pod.uid) ?? 0;
  const picked = equal[choices.below('default-scheduler/tie', pod.uid, tries, 0, equal.length)];
  if (picked === undefined)
    throw new Error(
      `no feasible node of pod ${pod.uid} has the best score ${highest}: usually a score that is not a number, ` +
        `as from amounts that are none; scores seen: ${totals.join(', ')}`,
    );
  return { node: picked.node, info: picked.info, columns, totals };
};
