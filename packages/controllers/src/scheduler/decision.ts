import type { Json, JsonObject } from '@orrery/core/engine';
import type { NodeRefusal, Failure } from './failure.ts';
import { totalScores, type Feasible, type ScoreColumn } from './score.ts';
import type { Victims } from './victims.ts';

/*
 * SC-43: what the log keeps of an attempt, so that it can be explained later. It must stay small: a run has one for every pod, so nodes that
 * say the same stand together, of which some are named, and of the feasible ones only the best.
 */

/** Nodes named of those that say the same, and feasible nodes whose scores are kept. */
const named = 8;
const scored = 3;

interface Group {
  readonly plugin: string;
  readonly reasons: readonly string[];
  readonly nodes: string[];
  count: number;
}

/** Nodes by the plugin that refused them first, and its reasons. */
const grouped = (refusals: readonly NodeRefusal[]): readonly Json[] => {
  const groups = new Map<string, Group>();
  for (const { plugin, reasons, node } of refusals) {
    const key = `${plugin} ${reasons.join('\n')}`;
    const group = groups.get(key) ?? { plugin, reasons, nodes: [], count: 0 };
    groups.set(key, group);
    group.count++;
    if (group.nodes.length < named) group.nodes.push(node.meta.name);
  }
  return [...groups.values()].map(({ plugin, reasons, nodes, count }) => ({
    plugin,
    reasons: [...reasons],
    nodes,
    count,
  }));
};

/** The best nodes with what each plugin gave them, its weight included; zeros are left out. */
const bestOf = (feasible: readonly Feasible[], columns: readonly ScoreColumn[], taken: string): readonly Json[] => {
  const totals = totalScores(columns, feasible.length);
  const order = feasible.map((_, i) => i);
  const name = (i: number): string => feasible[i]?.node.meta.name ?? '';
  // The one that was taken first: among equals it is the seed's choice.
  order.sort(
    (a, b) => (totals[b] ?? 0) - (totals[a] ?? 0) || Number(name(b) === taken) - Number(name(a) === taken) || a - b,
  );
  return order.slice(0, scored).map((i): JsonObject => {
    const parts = columns.flatMap(({ plugin, weight, values }) => {
      const value = weight * (values[i] ?? 0);
      return value === 0 ? [] : [[plugin, value] as const];
    });
    return { node: name(i), total: totals[i] ?? 0, of: Object.fromEntries(parts) };
  });
};

const refusedPart = ({ refusals, cutAway }: Failure): JsonObject => ({
  ...(refusals.length === 0 ? {} : { refused: [...grouped(refusals)] }),
  ...(cutAway === 0 ? {} : { cutAway }),
});

/** An attempt that found the pod a node. Which, the event says that binds it: so pods that are tried alike share a decision. */
export const placedDecision = (
  failure: Failure,
  feasible: readonly Feasible[],
  columns: readonly ScoreColumn[],
  node: string,
): JsonObject => ({
  nodes: failure.nodes,
  feasible: feasible.length,
  ...(columns.length === 0 ? {} : { best: [...bestOf(feasible, columns, node)] }),
  ...refusedPart(failure),
});

/** An attempt after which the pod stays where it is. */
export const refusedDecision = (failure: Failure, victims: Victims | undefined): JsonObject => ({
  nodes: failure.nodes,
  ...(failure.before === undefined ? {} : { before: failure.before }),
  ...refusedPart(failure),
  ...(victims === undefined
    ? {}
    : {
        preempts: {
          node: victims.node.meta.name,
          victims: victims.pods.map(({ meta }) => `${meta.namespace}/${meta.name}`),
        },
      }),
});
