import type { Instant, Json } from '../engine/index.ts';
import { listAt, textAt } from './field.ts';

/** A condition as its reporter states it; when it last changed is kept beside it. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

export const readConditions = (status: Json | undefined): readonly Condition[] =>
  listAt(status, 'conditions').map((item) => {
    const state = textAt(item, 'status');
    return {
      type: textAt(item, 'type') ?? '',
      status: state === 'True' || state === 'False' ? state : 'Unknown',
      reason: textAt(item, 'reason'),
      message: textAt(item, 'message'),
    };
  });

/** When each of the new conditions last changed: a condition keeps its time for as long as it keeps its status. */
export const transitionTimes = (
  before: readonly Condition[],
  beforeTimes: readonly Instant[],
  after: readonly Condition[],
  now: Instant,
): readonly Instant[] =>
  after.map(({ type, status }) => {
    const index = before.findIndex((old) => old.type === type && old.status === status);
    return beforeTimes[index] ?? now;
  });
