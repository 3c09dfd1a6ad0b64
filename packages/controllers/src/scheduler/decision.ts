import type { Json, JsonObject } from '@orrery/core/engine';
import type { NodeRefusal, Failure } from './failure.ts';
import type { Feasible } from './score.ts';
import type { Choice } from './search.ts';
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

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((reason, i) => reason === b[i]));

/** Nodes by the plugin that refused them first, and its reasons. There are few sorts of refusals, and many nodes. */
const grouped = (refusals: readonly NodeRefusal[]): readonly Json[] => {
  const groups: Group[] = [];
  for (const { plugin, reasons, node } of refusals) {
    let group = groups.find((one) => one.plugin === plugin && isSame(one.reasons, reasons));
    if (group === undefined) {
      group = { plugin, reasons, nodes: [], count: 0 };
      groups.push(group);
    }
    group.count++;
    if (group.nodes.length < named) group.nodes.push(node.meta.name);
  }
  return groups.map(({ plugin, reasons, nodes, count }) => ({
    plugin,
    reasons: [...reasons],
    nodes,
    count,
  }));
};

/** The first `most` of the numbers below `count` in an order. */
const first = (most: number, count: number, compare: (a: number, b: number) => number): readonly number[] => {
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    let place = found.length;
    while (place > 0 && compare(i, found[place - 1] ?? 0) < 0) place--;
    if (place === most) continue;
    found.splice(place, 0, i);
    if (found.length > most) found.pop();
  }
  return found;
};

/** The best nodes with what each plugin gave them, its weight included; zeros are left out. */
const bestOf = (feasible: readonly Feasible[], { columns, totals, node }: Choice): readonly Json[] => {
  const taken = feasible.findIndex((one) => one.node === node);
  const name = (i: number): string => feasible[i]?.node.meta.name ?? '';
  // The one that was taken first: among equals it is the seed's choice.
  const compare = (a: number, b: number): number =>
    (totals[b] ?? 0) - (totals[a] ?? 0) || Number(b === taken) - Number(a === taken) || a - b;
  return first(scored, feasible.length, compare).map((i): JsonObject => {
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
export const placedDecision = (failure: Failure, feasible: readonly Feasible[], choice: Choice): JsonObject => ({
  nodes: failure.nodes,
  feasible: feasible.length,
  ...(choice.columns.length === 0 ? {} : { best: [...bestOf(feasible, choice)] }),
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
