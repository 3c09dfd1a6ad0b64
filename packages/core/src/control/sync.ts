import * as E from 'fp-ts/lib/Either.js';
import type { Duration, Instant } from '../engine/index.ts';
import type { Rejection } from '../api/index.ts';
import type { Answer, Done, Plan, Reaction, Step } from './controller.ts';

/**
 * One pass over a key, as data: which steps are left, how those taken went. It has one owner, who may stop between any two
 * writes and go on later, or never; it is edited in place, since a burst has hundreds of steps.
 */
export interface Sync {
  readonly key: number;
  /** Position of the event that the sync answers. */
  readonly cause: number;
  /** The controller's own draft; nobody else looks at it. */
  readonly draft: unknown;
  steps: Step[];
  /** Index of the step to take next. */
  next: number;
  readonly done: Done[];
  failure: Rejection | undefined;
  /** The controller's `conclude` has been asked. */
  concluded: boolean;
  requeueAfterUs: Duration | undefined;
  /** That look is no reason for a run to go on. */
  periodic: boolean;
  /** Keys to look at as well when it is done. */
  also: readonly number[];
  /** When its next step may be taken. */
  dueAt: Instant;
  /** The client's rate limiter has already been paid for the next step. */
  paid: boolean;
  /** The next step's own delay is over. */
  delayed: boolean;
}

export const startSync = (key: number, cause: number, plan: Plan<unknown>, now: Instant): Sync => ({
  key,
  cause: plan.cause ?? cause,
  draft: plan.draft,
  steps: plan.error === undefined ? [...plan.steps] : [],
  next: 0,
  done: [],
  failure: plan.error === undefined ? undefined : planningFailure(plan.error),
  concluded: false,
  requeueAfterUs: plan.requeueAfterUs,
  periodic: plan.periodic === true,
  also: plan.also ?? [],
  dueAt: now,
  paid: false,
  delayed: false,
});

/** A failure that no request led to. */
const planningFailure = (message: string): Rejection => ({
  reason: 'BadRequest',
  kind: undefined,
  name: '',
  message,
  causes: [],
});

/** Takes in the answer to the next step: what a rejection does is the step's own word, unless the reaction handled it. */
export const answer = (sync: Sync, step: Step, given: Answer, reaction: Reaction | undefined): void => {
  sync.next++;
  sync.paid = false;
  sync.delayed = false;
  sync.done.push({ step, answer: given });
  if (reaction?.failure !== undefined) {
    sync.failure ??= planningFailure(reaction.failure);
    sync.steps = [];
    sync.next = 0;
  } else if (E.isLeft(given) && reaction?.handled !== true && step.onRejection !== 'continue') {
    sync.failure ??= given.left;
    const left = sync.steps
      .slice(sync.next)
      .filter((one) => step.onRejection === 'end-batch' && (one.batch === step.batch || one.regardless));
    sync.steps = left;
    sync.next = 0;
  }
  const { without } = reaction ?? {};
  if (without !== undefined) {
    sync.steps = sync.steps.slice(sync.next).filter((one) => !without(one));
    sync.next = 0;
  }
  if (reaction !== undefined && reaction.steps.length > 0) insert(sync, reaction.steps);
};

/** Puts steps before the remaining ones. What has been taken already is dropped, so that bursts do not pile up. */
const insert = (sync: Sync, steps: readonly Step[]): void => {
  if (steps.length <= sync.next) {
    sync.next -= steps.length;
    steps.forEach((step, index) => (sync.steps[sync.next + index] = step));
  } else {
    sync.steps = [...steps, ...sync.steps.slice(sync.next)];
    sync.next = 0;
  }
};

/** Takes in what the controller wants done at the end. */
export const conclude = (sync: Sync, plan: Plan): void => {
  sync.steps = [...plan.steps];
  sync.next = 0;
  sync.concluded = true;
  if (plan.error !== undefined) sync.failure ??= planningFailure(plan.error);
  const { requeueAfterUs, periodic = false, also } = plan;
  if (also !== undefined) sync.also = [...sync.also, ...also];
  if (requeueAfterUs === undefined) return;
  sync.periodic = periodic && (sync.periodic || sync.requeueAfterUs === undefined);
  sync.requeueAfterUs = Math.min(requeueAfterUs, sync.requeueAfterUs ?? requeueAfterUs);
};
