import type { DaemonSetRecord, PodRecord } from '@orrery/core/cluster';
import { scaledValue, type Planning } from '@orrery/core/control';
import type { DaemonNodes } from './daemon-nodes.ts';
import type { FactIndex } from './facts.ts';

/** What a rollout wants: nodes that get a new pod beside the old one, and pods that go. */
export interface Rollout {
  readonly nodes: readonly string[];
  readonly pods: readonly PodRecord[];
  /** Why it cannot say. */
  readonly error: string | undefined;
}

const none: Rollout = { nodes: [], pods: [], error: undefined };

/** DS-6, DS-18: how many nodes may be without a serving pod, and how many may have two. Source: updatedDesiredNodeCounts. */
const budgets = ({ spec }: DaemonSetRecord, desired: number): { maxSurge: number; maxUnavailable: number } => {
  const maxSurge = scaledValue(spec.maxSurge, desired, 'up');
  const maxUnavailable = scaledValue(spec.maxUnavailable, desired, 'up');
  // The API refuses two zeros, but a percentage of few nodes may come to that.
  return { maxSurge, maxUnavailable: desired > 0 && maxSurge + maxUnavailable === 0 ? 1 : maxUnavailable };
};

/**
 * DS-6, DS-18: the part of a rollout that may be done now, nodes in order of their names; upstream promises no order.
 * Source: rollingUpdate.
 */
export const rollingUpdate = (set: DaemonSetRecord, nodes: DaemonNodes, burst: number, { now }: Planning): Rollout => {
  if (set.spec.updateStrategy === 'OnDelete') return none;
  const { index } = nodes;
  const { maxSurge, maxUnavailable } = budgets(set, index.count('desired'));
  const oldOn = (names: readonly string[]): readonly PodRecord[] =>
    names.flatMap((node) => nodes.examine(node, now).old ?? []);
  if (maxSurge === 0) {
    const left = Math.max(0, maxUnavailable - unavailable(index));
    const free = index.first(burst, 'oldUnavailable', 'strayUnavailable');
    const available = index.first(Math.min(left, burst), 'oldAvailable', 'strayAvailable');
    return { nodes: [], pods: oldOn([...free, ...available].slice(0, burst)), error: undefined };
  }
  const [lost] = index.first(1, 'lost');
  if (lost !== undefined)
    return { ...none, error: `couldn't get node for nodeName "${lost}": node "${lost}" not found` };
  const surge = Math.max(0, maxSurge - index.count('excess') - index.count('surging'));
  const spare = Math.max(0, index.count('serving') - index.count('desired'));
  const replaced = index.first(burst, 'superseded', 'strayUnavailable');
  const surplus = index.first(Math.min(spare, burst), 'strayAvailable');
  const unserved = index.first(burst, 'oldUnavailable');
  const candidates = index.first(Math.min(surge, burst), 'oldAvailable');
  return {
    nodes: [...unserved, ...candidates].slice(0, burst),
    pods: oldOn([...replaced, ...surplus].slice(0, burst)),
    error: undefined,
  };
};

/** Nodes that count against maxUnavailable. */
const unavailable = (index: FactIndex): number =>
  index.count('excess') +
  index.count('empty') +
  index.count('both') +
  index.count('newUnavailable') +
  index.count('oldUnavailable') +
  index.count('strayUnavailable');
