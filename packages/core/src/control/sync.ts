import * as E from 'fp-ts/lib/Either.js';
import type { Duration, Instant } from '../engine/index.ts';
import type { Rejection } from '../api/index.ts';
import type { Answer, Outcome, Plan, Reaction, Step } from './controller.ts';

/**
 * One pass over a key, as data: which steps are left, how those taken went. Whoever holds it may stop between any two writes
 * and go on later, or never.
 */
export interface Sync {
  readonly key: number;
  /** Position of the event that the sync answers. */
  readonly cause: number;
  /** Steps still to take, in order. */
  readonly steps: readonly Step[];
  /** The draft in it is the controller's own; nobody else looks at it. */
  readonly outcome: Outcome<unknown>;
  /** The controller's `conclude` has been asked. */
  readonly concluded: boolean;
  readonly requeueAfterUs: Duration | undefined;
  /** When its next step may be taken. */
  readonly dueAt: Instant;
  /** The client's rate limiter has already been paid for the next step. */
  readonly paid: boolean;
}

export const startSync = (key: number, cause: number, plan: Plan<unknown>, now: Instant): Sync => ({
  key,
  cause,
  steps: plan.error === undefined ? plan.steps : [],
  outcome: { draft: plan.draft, done: [], failure: plan.error === undefined ? undefined : planningFailure(plan.error) },
  concluded: false,
  requeueAfterUs: plan.requeueAfterUs,
  dueAt: now,
  paid: false,
});

/** A failure that no request led to. */
const planningFailure = (message: string): Rejection => ({
  reason: 'BadRequest',
  kind: undefined,
  name: '',
  message,
  causes: [],
});

/** The sync after the answer to its first step: what a rejection does is the step's own word, unless the reaction handled it. */
export const answered = (sync: Sync, answer: Answer, reaction: Reaction | undefined): Sync => {
  const [step, ...rest] = sync.steps;
  if (step === undefined) return sync;
  const done = [...sync.outcome.done, { step, answer }];
  const more = reaction?.steps ?? [];
  if (E.isRight(answer) || reaction?.handled === true || step.onRejection === 'continue')
    return { ...sync, steps: [...more, ...rest], outcome: { ...sync.outcome, done }, paid: false };
  const failure = sync.outcome.failure ?? answer.left;
  const left = step.onRejection === 'end-batch' ? rest.filter((one) => one.batch === step.batch) : [];
  return { ...sync, steps: [...more, ...left], outcome: { ...sync.outcome, done, failure }, paid: false };
};

/** The sync after its controller concluded it. */
export const concluded = (sync: Sync, plan: Plan): Sync => ({
  ...sync,
  steps: plan.steps,
  outcome: {
    ...sync.outcome,
    failure: sync.outcome.failure ?? (plan.error === undefined ? undefined : planningFailure(plan.error)),
  },
  concluded: true,
  requeueAfterUs: earlier(sync.requeueAfterUs, plan.requeueAfterUs),
});

const earlier = (a: Duration | undefined, b: Duration | undefined): Duration | undefined => {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
};
