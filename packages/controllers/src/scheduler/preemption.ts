import { textAt, type NodeRecord, type PodRecord } from '@orrery/core/cluster';
import type { Planning } from '@orrery/core/control';
import type { Refusal } from './classify.ts';
import { preemptionText, type Failure } from './failure.ts';
import type { Candidate } from './filters.ts';
import { podsOn, type Memory } from './memory.ts';
import { startOf, victimsOn, type Victims } from './victims.ts';

/** What preemption comes to: pods that go for another one, or why none do and what becomes of an earlier nomination. */
export type Preemption = Victims | { readonly text: string; readonly nominatedNode: '' | undefined };

const isPreempted = ({ meta, status }: PodRecord): boolean => {
  const told = status.shape.conditions.find(({ type }) => type === 'DisruptionTarget');
  return meta.deletion !== undefined && told?.status === 'True' && told.reason === 'PreemptionByScheduler';
};

/** SC-40: why a pod may not preempt others, or not yet. Source: PodEligibleToPreemptOthers. */
const ineligible = (memory: Memory, pod: PodRecord, failure: Failure): string | undefined => {
  if (textAt(pod.body.json, 'spec', 'preemptionPolicy') === 'Never')
    return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status.shape.nominatedNode;
  if (nominated === undefined) return undefined;
  const refusal = failure.refusals.find(({ node }) => node.meta.name === nominated);
  if (refusal?.resolvable !== true) return undefined;
  const leaving = podsOn(memory, nominated).some((one) => one.spec.priority < pod.spec.priority && isPreempted(one));
  return leaving ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
};

/** How many nodes with victims are enough: a tenth of those that may have some, and at least a hundred. Source: DefaultPreemptionArgs. */
const enoughCandidates = (nodes: number): number => Math.min(nodes, Math.max(100, Math.floor(nodes / 10)));

interface DryRun {
  /** Those that break no budget before the others. */
  readonly found: readonly Victims[];
  readonly refused: readonly Refusal[];
}

/** Looks at nodes from a random one on, until enough would do, one of them without breaking a budget. Source: DryRunPreemption. */
const dryRun = (memory: Memory, candidate: Candidate, nodes: readonly NodeRecord[], planning: Planning): DryRun => {
  const { uid } = candidate.pod;
  const tries = memory.machine.attempts.get(uid) ?? 0;
  const offset = planning.choices.below('default-scheduler/preemption', uid, tries, 0, nodes.length);
  const clean: Victims[] = [];
  const violating: Victims[] = [];
  const refused: Refusal[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[(offset + i) % nodes.length];
    if (node === undefined) continue;
    const result = victimsOn(memory, candidate, node, planning);
    if ('reasons' in result) refused.push(result);
    else (result.violations === 0 ? clean : violating).push(result);
    if (clean.length > 0 && clean.length + violating.length >= enoughCandidates(nodes.length)) break;
  }
  return { found: [...clean, ...violating], refused };
};

/** What counts against a node, the first thing first; the node with the least of it is taken. Source: pickOneNodeForPreemption. */
const costs = ({ pods, violations }: Victims, now: number): readonly number[] => {
  const highest = pods[0]?.spec.priority ?? 0;
  const sum = pods.reduce((total, { spec }) => total + spec.priority + 2 ** 31, 0);
  const starts = pods.filter(({ spec }) => spec.priority === highest).map((one) => startOf(one, now));
  return [violations, highest, sum, pods.length, -Math.min(...starts)];
};

const cheapest = (found: readonly Victims[], now: number): Victims | undefined => {
  let best: { readonly victims: Victims; readonly cost: readonly number[] } | undefined;
  for (const victims of found) {
    const cost = costs(victims, now);
    const parts = cost.findIndex((one, i) => one !== best?.cost[i]);
    if (best === undefined || (parts >= 0 && (cost[parts] ?? 0) < (best.cost[parts] ?? 0))) best = { victims, cost };
  }
  return best?.victims;
};

/** SC-40: what could be done for a pod that no node takes by telling others to go. Source: DefaultPreemption's PostFilter. */
export const preemptionFor = (
  memory: Memory,
  candidate: Candidate,
  failure: Failure,
  planning: Planning,
): Preemption => {
  const why = ineligible(memory, candidate.pod, failure);
  if (why !== undefined) return { text: why, nominatedNode: undefined };
  const nodes = failure.refusals.flatMap(({ node, resolvable }) => (resolvable ? [node] : []));
  const { found, refused } =
    nodes.length === 0 ? { found: [], refused: [] } : dryRun(memory, candidate, nodes, planning);
  return cheapest(found, planning.now) ?? { text: preemptionText(failure.nodes, refused), nominatedNode: '' };
};
