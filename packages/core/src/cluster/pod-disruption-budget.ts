import { isJsonObject, mix, type Body, type Instant, type Json, type JsonObject } from '../engine/index.ts';
import { at, numberAt, objectAt, textAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import { readSelector, type LabelSelector } from './selector.ts';
import { oncePerBody } from './template.ts';
import type { Uid } from './uid.ts';
import { timestamp, type Epoch } from './wall-clock.ts';
import { conditionJson, readWorkloadConditions, withTimestamps, type WorkloadCondition } from './workload-condition.ts';

/** What is read of a PodDisruptionBudget's spec. */
export interface PodDisruptionBudgetSpec {
  /** None selects nothing, an empty one every pod of the namespace. */
  readonly selector: LabelSelector | undefined;
  readonly selectorJson: JsonObject | undefined;
  /** A number or a percentage; at most one of the two is there. */
  readonly minAvailable: Json | undefined;
  readonly maxUnavailable: Json | undefined;
  readonly unhealthyPodEvictionPolicy: 'IfHealthyBudget' | 'AlwaysAllow';
}

/** A condition of a budget, with the generation for which it was written. */
export interface BudgetCondition extends WorkloadCondition {
  readonly observedGeneration: number;
}

export interface PodDisruptionBudgetStatus {
  readonly observedGeneration: number;
  /** When the eviction of a pod, by name, was let through that the controller has not seen go yet. */
  readonly disruptedPods: ReadonlyMap<string, Instant>;
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  readonly conditions: readonly BudgetCondition[];
}

export interface PodDisruptionBudgetRecord extends ObjectRecord {
  readonly kind: 'PodDisruptionBudget';
  readonly spec: PodDisruptionBudgetSpec;
  readonly statusBody: Body;
  readonly status: PodDisruptionBudgetStatus;
}

const specOf: (body: Body) => PodDisruptionBudgetSpec = oncePerBody((body) => {
  const spec = objectAt(body.json, 'spec');
  const selectorJson = objectAt(spec, 'selector');
  return {
    selector: selectorJson === undefined ? undefined : readSelector(selectorJson),
    selectorJson,
    minAvailable: at(spec, 'minAvailable'),
    maxUnavailable: at(spec, 'maxUnavailable'),
    unhealthyPodEvictionPolicy:
      textAt(spec, 'unhealthyPodEvictionPolicy') === 'AlwaysAllow' ? 'AlwaysAllow' : 'IfHealthyBudget',
  };
});

const byName = ([a]: readonly [string, Instant], [b]: readonly [string, Instant]): number => (a < b ? -1 : 1);

const disruptedOf = (json: Json): ReadonlyMap<string, Instant> =>
  new Map(
    Object.entries(objectAt(json, 'disruptedPods') ?? {})
      .flatMap(([name, when]) => (typeof when === 'number' ? [[name, when] as const] : []))
      .sort(byName),
  );

const statusOf: (body: Body) => PodDisruptionBudgetStatus = oncePerBody(({ json }) => {
  const count = (member: string): number => numberAt(json, member) ?? 0;
  const items = at(json, 'conditions');
  return {
    observedGeneration: count('observedGeneration'),
    disruptedPods: disruptedOf(json),
    disruptionsAllowed: count('disruptionsAllowed'),
    currentHealthy: count('currentHealthy'),
    desiredHealthy: count('desiredHealthy'),
    expectedPods: count('expectedPods'),
    conditions: readWorkloadConditions(json).map((condition, i) => ({
      ...condition,
      observedGeneration: numberAt(Array.isArray(items) ? items[i] : undefined, 'observedGeneration') ?? 0,
    })),
  };
});

/** The status as it is stored: times are instants. */
export const budgetStatusJson = (status: PodDisruptionBudgetStatus): JsonObject => {
  const { observedGeneration, disruptedPods, conditions, ...counts } = status;
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = counts;
  return {
    ...(observedGeneration === 0 ? {} : { observedGeneration }),
    ...(disruptedPods.size === 0 ? {} : { disruptedPods: Object.fromEntries([...disruptedPods].sort(byName)) }),
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy,
    expectedPods,
    ...(conditions.length === 0
      ? {}
      : {
          conditions: conditions.map((condition) => ({
            ...conditionJson(condition),
            ...(condition.observedGeneration === 0 ? {} : { observedGeneration: condition.observedGeneration }),
          })),
        }),
  };
};

/** The status as the API shows it. */
export const budgetStatusObject = ({ statusBody, status }: PodDisruptionBudgetRecord, epoch: Epoch): JsonObject => {
  const stored = isJsonObject(statusBody.json) ? statusBody.json : {};
  const { disruptedPods } = status;
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = status;
  const shown = Object.fromEntries([...disruptedPods].map(([name, when]) => [name, timestamp(epoch, when)]));
  return {
    ...withTimestamps(stored, epoch),
    ...(disruptedPods.size === 0 ? {} : { disruptedPods: shown }),
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy,
    expectedPods,
  };
};

const allowed = 'DisruptionAllowed';

const allowedReason = (disruptionsAllowed: number): string =>
  disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods';

/**
 * The status with a condition DisruptionAllowed; one that keeps its status keeps its time. Source: meta.SetStatusCondition.
 * Left out, status and reason follow from `disruptionsAllowed`.
 */
export const withDisruptionAllowed = (
  status: PodDisruptionBudgetStatus,
  now: Instant,
  failure?: string,
): PodDisruptionBudgetStatus => {
  const { disruptionsAllowed, observedGeneration, conditions } = status;
  const before = conditions.find(({ type }) => type === allowed);
  const value = failure === undefined && disruptionsAllowed > 0 ? 'True' : 'False';
  const condition: BudgetCondition = {
    type: allowed,
    status: value,
    reason: failure === undefined ? allowedReason(disruptionsAllowed) : 'SyncFailed',
    message: failure ?? '',
    updatedAt: undefined,
    transitionAt: before?.status === value ? before.transitionAt : now,
    observedGeneration,
  };
  const others = conditions.map((one) => (one === before ? condition : one));
  return { ...status, conditions: before === undefined ? [...conditions, condition] : others };
};

/** Does the condition say what the number of allowed disruptions says? Source: pdbhelper.ConditionsAreUpToDate. */
export const isDisruptionAllowedUpToDate = ({
  conditions,
  disruptionsAllowed,
  observedGeneration,
}: PodDisruptionBudgetStatus): boolean => {
  const condition = conditions.find(({ type }) => type === allowed);
  return (
    condition?.observedGeneration === observedGeneration &&
    condition.status === (disruptionsAllowed > 0 ? 'True' : 'False') &&
    condition.reason === allowedReason(disruptionsAllowed)
  );
};

export const podDisruptionBudgetRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  statusBody: Body,
): PodDisruptionBudgetRecord => ({
  kind: 'PodDisruptionBudget',
  uid,
  version,
  meta,
  body,
  args: [],
  fingerprint: mix(body.hash, statusBody.hash),
  spec: specOf(body),
  statusBody,
  status: statusOf(statusBody),
});
