import * as E from 'fp-ts/lib/Either.js';
import type { Duration, Instant } from '../engine/index.ts';
import type { Rejection } from '../api/index.ts';
import type { Answer, Done, Plan, Reaction, Step } from './controller.ts';

/**
 * One pass over a key, as data: which steps are left, how those taken went. It has one owner, who may stop between any two
 * writes and go on later, or never; it is edited in place, since a burst has hundreds of steps.
 */
export class Sync {
  readonly key: number;
  /** Position of the event that the sync answers. */
  cause: number;
  /** The controller has been asked for a plan. */
  started = false;
  /** The controller's own draft; nobody else looks at it. */
  draft: unknown = undefined;
  steps: Step[] = [];
  /** Index of the step to take next. */
  next = 0;
  readonly done: Done[] = [];
  failure: Rejection | undefined = undefined;
  /** The controller's `conclude` has been asked. */
  concluded = false;
  requeueAfterUs: Duration | undefined = undefined;
  /** That look is no reason for a run to go on. */
  periodic = false;
  /** Keys to look at as well when it is done. */
  also: readonly number[] = none;
  /** When its next step may be taken. */
  dueAt: Instant;
  /** The client's rate limiter has already been paid for the next step. */
  paid = false;
  /** The next step's own delay is over. */
  delayed = false;

  /** A pass that begins as soon as its worker looks. */
  constructor(key: number, cause: number, now: Instant) {
    this.key = key;
    this.cause = cause;
    this.dueAt = now;
  }
}

const none: readonly number[] = [];

/** Takes in what the controller wants done. */
export const start = (sync: Sync, plan: Plan<unknown>): void => {
  sync.started = true;
  if (plan.cause !== undefined) sync.cause = plan.cause;
  sync.draft = plan.draft;
  if (plan.error !== undefined) sync.failure = planningFailure(plan.error);
  else if (plan.steps.length > 0) sync.steps = [...plan.steps];
  sync.requeueAfterUs = plan.requeueAfterUs;
  sync.periodic = plan.periodic === true;
  if (plan.also !== undefined) sync.also = plan.also;
};

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
  sync.steps = plan.steps.length > 0 ? [...plan.steps] : [];
  sync.next = 0;
  sync.concluded = true;
  if (plan.error !== undefined) sync.failure ??= planningFailure(plan.error);
  const { requeueAfterUs, periodic = false, also } = plan;
  if (also !== undefined) sync.also = sync.also.length === 0 ? also : [...sync.also, ...also];
  if (requeueAfterUs === undefined) return;
  sync.periodic = periodic && (sync.periodic || sync.requeueAfterUs === undefined);
  sync.requeueAfterUs = Math.min(requeueAfterUs, sync.requeueAfterUs ?? requeueAfterUs);
};
