import { second, type Instant } from '@orrery/core/engine';
import { selects, type NodeRecord, type PodDisruptionBudgetRecord, type PodRecord } from '@orrery/core/cluster';
import type { Planning } from '@orrery/core/control';
import type { Refusal } from './classify.ts';
import { refuse, suppose, type Candidate } from './filters.ts';
import { podsOn, type Memory } from './memory.ts';
import { NodeInfo } from './node-info.ts';

/** Pods that would have to go so that another one fits on a node, the most important first. */
export interface Victims {
  readonly node: NodeRecord;
  readonly pods: readonly PodRecord[];
  /** How many of them a disruption budget would keep. */
  readonly violations: number;
}

/** Since when a pod runs, as the API says it; one that does not run yet has been at it for no time. Source: GetPodStartTime. */
export const startOf = ({ status }: PodRecord, now: Instant): Instant =>
  status.startedAt === undefined ? now : Math.floor(status.startedAt / second) * second;

/** Higher priority first, then who has run longer. Source: util.MoreImportantPod. */
const byImportance =
  (now: Instant) =>
  (a: PodRecord, b: PodRecord): number =>
    b.spec.priority - a.spec.priority || startOf(a, now) - startOf(b, now);

/** SC-40: pods in order of importance, parted into those that a budget would keep and the others. Source: filterPodsWithPDBViolation. */
export const partedByBudgets = (
  pods: readonly PodRecord[],
  budgets: readonly PodDisruptionBudgetRecord[],
): { readonly violating: readonly PodRecord[]; readonly others: readonly PodRecord[] } => {
  const left = budgets.map(({ status }) => status.disruptionsAllowed);
  const violates = ({ meta }: PodRecord): boolean => {
    let violated = false;
    for (const [i, { meta: owner, spec, status }] of budgets.entries()) {
      // An empty selector selects nothing here, otherwise than for evictions.
      if (owner.namespace !== meta.namespace || spec.selector === undefined || spec.selector.length === 0) continue;
      if (!selects(spec.selector, meta.labels) || status.disruptedPods.has(meta.name)) continue;
      const rest = (left[i] ?? 0) - 1;
      left[i] = rest;
      if (rest < 0) violated = true;
    }
    return violated;
  };
  const violating = new Set(pods.filter((pod) => Object.keys(pod.meta.labels).length > 0 && violates(pod)));
  return { violating: [...violating], others: pods.filter((pod) => !violating.has(pod)) };
};

const nobodyToPreempt: Refusal = {
  plugin: 'NodeResourcesFit',
  reasons: ['No preemption victims found for incoming pod'],
  resolvable: false,
};

/**
 * SC-40: who would have to go from a node: all of lower priority are taken away, then as many as fit are put back, those that budgets
 * keep before the others, and the important before the rest. Or why that would not do. Source: SelectVictimsOnNode.
 */
export const victimsOn = (
  memory: Memory,
  candidate: Candidate,
  node: NodeRecord,
  { view, now }: Planning,
): Victims | Refusal => {
  const { pod } = candidate;
  const room = new NodeInfo();
  const potential: PodRecord[] = [];
  for (const one of podsOn(memory, node.meta.name)) {
    if (one.spec.priority < pod.spec.priority) potential.push(one);
    else room.put(one);
  }
  if (potential.length === 0) return nobodyToPreempt;
  const move = (one: PodRecord, by: 1 | -1): void => {
    if (by > 0) room.put(one);
    else room.remove(one.uid);
    suppose(candidate, one, node, by);
  };
  for (const one of potential) suppose(candidate, one, node, -1);
  const refusal = refuse(memory, candidate, node, room, view);
  const gone = refusal === undefined ? [] : potential;
  const { violating, others } =
    refusal === undefined
      ? partedByBudgets([...potential].sort(byImportance(now)), view.tables.PodDisruptionBudget.toArray())
      : { violating: [], others: [] };
  const victims: PodRecord[] = [...gone];
  const stays = (one: PodRecord): boolean => {
    move(one, 1);
    if (refuse(memory, candidate, node, room, view) === undefined) return true;
    move(one, -1);
    victims.push(one);
    return false;
  };
  const violations = violating.filter((one) => !stays(one)).length;
  others.forEach(stays);
  for (const one of victims) suppose(candidate, one, node, 1); // as it was before anything was supposed
  return refusal ?? { node, pods: victims.sort(byImportance(now)), violations };
};
