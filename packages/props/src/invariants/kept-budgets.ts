import { isJsonObject } from '@orrery/core/engine';
import {
  numberAt,
  objectAt,
  selects,
  type PodDisruptionBudgetRecord,
  type PodRecord,
  type View,
} from '@orrery/core/cluster';
import type { Decision } from '@orrery/core/control';
import type { Invariant, Sighting } from './invariant.ts';

const isHealthy = ({ status, meta }: PodRecord): boolean => status.shape.ready && meta.deletion === undefined;

/** How many pods of a budget may go, as a scan of a view counts it: those under way to be evicted are gone already. */
const spare = ({ meta, spec }: PodDisruptionBudgetRecord, underWay: ReadonlySet<string>, { tables }: View): number => {
  const healthy = tables.Pod.toArray().filter(
    (pod) =>
      pod.meta.namespace === meta.namespace &&
      selects(spec.selector ?? [], pod.meta.labels) &&
      isHealthy(pod) &&
      !underWay.has(pod.meta.name),
  ).length;
  return typeof spec.minAvailable === 'number' ? healthy - spec.minAvailable : healthy;
};

const heard = ({ actorName, steps, view }: Decision): readonly string[] => {
  if (actorName !== 'disruption-controller') return [];
  return steps.flatMap(({ command }) => {
    if (command.type !== 'UpdateStatus' || !isJsonObject(command.status.json)) return [];
    const budget = view.tables.PodDisruptionBudget.get(command.uid);
    if (budget === undefined) return [];
    const status = command.status.json;
    const allowed = numberAt(status, 'disruptionsAllowed') ?? 0;
    const spared = spare(budget, new Set(Object.keys(objectAt(status, 'disruptedPods') ?? {})), view);
    return allowed <= Math.max(0, spared)
      ? []
      : [`${budget.meta.name} was to allow ${allowed} disruptions where ${spared} pods can be spared`];
  });
};

/** The pod that an eviction has just begun to delete, and that was serving until then. */
const evicted = ({ event, change }: Sighting): PodRecord | undefined => {
  if (event.type !== 'DeletionStarted' || change?.kind !== 'Pod') return undefined;
  const { before } = change;
  if (before === undefined || !isHealthy(before)) return undefined;
  const marked = before.status.shape.conditions.some(
    ({ type, status, reason }) =>
      type === 'DisruptionTarget' && status === 'True' && reason === 'EvictionByEvictionAPI',
  );
  return marked ? before : undefined;
};

/**
 * What upstream promises is in two halves: the controller allows what it sees can be spared, and between two of its counts evictions
 * take no more than that. Pods that go otherwise, and what happens while a count is under way, no budget can help.
 */
export const keptBudgets: Invariant = {
  name: 'kept-budgets',
  layer: 'view',
  states:
    'A PodDisruptionBudget allows no more evictions than the healthy pods that its controller sees can spare, and no more happen until it counts again.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    const allowed = new Map<number, number>();
    return {
      reached: () => reached,
      hear: (decision) => heard(decision)[0],
      see: (sighting) => {
        const { change, actorName, state } = sighting;
        if (
          change?.kind === 'PodDisruptionBudget' &&
          change.after !== undefined &&
          actorName === 'disruption-controller'
        )
          allowed.set(change.after.uid, change.after.status.disruptionsAllowed);
        const pod = evicted(sighting);
        if (pod === undefined) return undefined;
        const budget = state.tables.PodDisruptionBudget.toArray().find(
          ({ meta, spec }) => meta.namespace === pod.meta.namespace && selects(spec.selector ?? [], pod.meta.labels),
        );
        if (budget === undefined) return undefined;
        reached++;
        const left = (allowed.get(budget.uid) ?? 0) - 1;
        allowed.set(budget.uid, left);
        return left < 0 ? `${pod.meta.name} was evicted although ${budget.meta.name} allowed none more` : undefined;
      },
    };
  },
};
