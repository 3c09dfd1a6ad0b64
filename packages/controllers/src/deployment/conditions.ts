import type { Instant } from '@orrery/core/engine';
import type { WorkloadCondition } from '@orrery/core/cluster';

export type Conditions = readonly WorkloadCondition[];

export const find = (conditions: Conditions, type: string): WorkloadCondition | undefined =>
  conditions.find((one) => one.type === type);

export const without = (conditions: Conditions, type: string): Conditions =>
  conditions.filter((one) => one.type !== type);

/** A condition that is written now. */
export const fresh = (
  type: string,
  status: WorkloadCondition['status'],
  reason: string,
  message: string,
  now: Instant,
): WorkloadCondition => ({ type, status, reason, message, updatedAt: now, transitionAt: now });

/**
 * Conditions with one written: nothing changes while status and reason stay, and the transition keeps its time while the status
 * does. A written condition goes to the end. Source: SetDeploymentCondition.
 */
export const set = (conditions: Conditions, condition: WorkloadCondition): Conditions => {
  const known = find(conditions, condition.type);
  if (known?.status === condition.status && known.reason === condition.reason) return conditions;
  const transitionAt = known?.status === condition.status ? known.transitionAt : condition.transitionAt;
  return [...without(conditions, condition.type), { ...condition, transitionAt }];
};

/** The same, written even when only its update time changes: how progress is noted. */
export const refresh = (conditions: Conditions, condition: WorkloadCondition): Conditions => {
  const known = find(conditions, condition.type);
  const transitionAt = known?.status === 'True' ? known.transitionAt : condition.transitionAt;
  return [...without(conditions, condition.type), { ...condition, transitionAt }];
};
