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

/** For each condition of `after`, the index of the one in `before` that it continues, or -1. */
const continued = (before: readonly Condition[], after: readonly Condition[]): readonly number[] =>
  after.map(({ type, status }) => before.findIndex((old) => old.type === type && old.status === status));

/** Reports come by the thousand in a few shapes, so what follows what is worked out once. */
const known = new WeakMap<readonly Condition[], WeakMap<readonly Condition[], readonly number[]>>();

const continuedOnce = (before: readonly Condition[], after: readonly Condition[]): readonly number[] => {
  let followers = known.get(before);
  if (followers === undefined) known.set(before, (followers = new WeakMap()));
  let indices = followers.get(after);
  if (indices === undefined) followers.set(after, (indices = continued(before, after)));
  return indices;
};

/** When each of the new conditions last changed: a condition keeps its time for as long as it keeps its status. */
export const transitionTimes = (
  before: readonly Condition[],
  beforeTimes: readonly Instant[],
  after: readonly Condition[],
  now: Instant,
): readonly Instant[] => continuedOnce(before, after).map((index) => beforeTimes[index] ?? now);
