import type { Instant, Json, JsonObject } from '../engine/index.ts';
import { readConditions, type Condition } from './condition.ts';
import { listAt } from './field.ts';
import { isJsonObject } from '../engine/index.ts';
import { timestamp, type Epoch } from './wall-clock.ts';

/**
 * A condition of a ReplicaSet or Deployment. Its controller says when it was written and when it changed: in the stored
 * status those times are instants, which the API shows as timestamps. What a user wrote is a text and stays one.
 */
export interface WorkloadCondition extends Condition {
  readonly updatedAt: Instant | undefined;
  readonly transitionAt: Instant | undefined;
}

const times = ['lastUpdateTime', 'lastTransitionTime'] as const;

const instantOf = (item: Json | undefined, member: (typeof times)[number]): Instant | undefined => {
  const value = isJsonObject(item) ? item[member] : undefined;
  return typeof value === 'number' ? value : undefined;
};

export const readWorkloadConditions = (status: Json): readonly WorkloadCondition[] => {
  const items = listAt(status, 'conditions');
  return readConditions(status).map((condition, i) => ({
    ...condition,
    updatedAt: instantOf(items[i], 'lastUpdateTime'),
    transitionAt: instantOf(items[i], 'lastTransitionTime'),
  }));
};

/** A condition as its status holds it. */
export const conditionJson = (condition: WorkloadCondition): JsonObject => {
  const { type, status, reason, message, updatedAt, transitionAt } = condition;
  return {
    type,
    status,
    ...(updatedAt === undefined ? {} : { lastUpdateTime: updatedAt }),
    ...(transitionAt === undefined ? {} : { lastTransitionTime: transitionAt }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
};

/** The status as the API shows it: instants of conditions as timestamps. */
export const withTimestamps = (status: JsonObject, epoch: Epoch): JsonObject => {
  const items = listAt(status, 'conditions');
  if (items.length === 0) return status;
  const conditions = items.filter(isJsonObject).map((item) => {
    const shown: Record<string, Json> = { ...item };
    for (const member of times) {
      const value = shown[member];
      if (typeof value === 'number') shown[member] = timestamp(epoch, value);
    }
    return shown;
  });
  return { ...status, conditions };
};
