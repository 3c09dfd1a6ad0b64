import { never, type Duration, type Instant } from '@orrery/core/engine';
import type { ProbeAnswer, ProbeType } from '@orrery/core/control';

/** What a manifest says of one probe. */
export interface ProbeSpec {
  readonly type: ProbeType;
  readonly initialDelayUs: Duration;
  readonly periodUs: Duration;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

/** One probe of one run of a container. */
export interface Probing {
  readonly spec: ProbeSpec;
  /** Ticks are this and whole periods after it. */
  readonly epoch: Instant;
  readonly startedAt: Instant;
  /** What the application answers, in order of time; before the first: `connection refused`, as the empty failure. */
  readonly answers: readonly ProbeAnswer[];
  /** From when on its container may be probed. */
  readonly from: Instant;
  /** A probe beside the ticks. */
  readonly extraAt: Instant;
  result: 'success' | 'failure' | 'unknown';
  /** How often in a row the last answer was given. */
  last: 'success' | 'failure' | undefined;
  run: number;
  /** Everything up to here has been probed. */
  at: Instant;
  /** No longer probed: its container is to be restarted. */
  onHold: boolean;
}

/** KL-20: before the first verdict readiness counts as failed, liveness as passed, startup as unknown. */
export const initialResult = (type: ProbeType): Probing['result'] =>
  type === 'readiness' ? 'failure' : type === 'liveness' ? 'success' : 'unknown';

/** The first tick at or after an instant. */
const tickFrom = ({ epoch, spec: { periodUs } }: Probing, instant: Instant): Instant =>
  instant <= epoch ? epoch : epoch + Math.ceil((instant - epoch) / periodUs) * periodUs;

const nextTick = (probing: Probing): Instant => {
  const { at, from, extraAt } = probing;
  const tick = tickFrom(probing, Math.max(at + 1, from));
  return extraAt > at && extraAt >= from ? Math.min(extraAt, tick) : tick;
};

/** What is wrong at an instant; undefined: nothing is. */
export const failureAt = ({ answers, startedAt }: Probing, at: Instant): string | undefined => {
  let failure: string | undefined = '';
  for (const answer of answers) {
    if (startedAt + answer.fromUs > at) break;
    failure = answer.failure;
  }
  return failure;
};

/** The first tick after the present one that finds a failure. */
const nextFailure = (probing: Probing): Instant => {
  const { answers, startedAt } = probing;
  const first = nextTick(probing);
  if (failureAt(probing, first) !== undefined) return first;
  for (const [i, { fromUs, failure }] of answers.entries()) {
    const begins = startedAt + fromUs;
    if (failure === undefined || begins <= first) continue;
    const tick = tickFrom(probing, begins);
    const next = answers[i + 1];
    if (next === undefined || tick < startedAt + next.fromUs) return tick;
  }
  return never;
};

/**
 * KL-21: when a probe next says anything new: a success that confirms what is known is not looked at, so that a healthy container
 * costs nothing.
 */
export const nextProbe = (probing: Probing): Instant => {
  const { spec, result, last, onHold } = probing;
  if (onHold || (spec.type === 'startup' && result === 'success')) return never;
  return result === 'success' && last !== 'failure' ? nextFailure(probing) : nextTick(probing);
};

/** Does a readiness probe fail for ever? What it reports from now on it has reported before. */
export const isLost = ({ spec, result, last, run, answers, at, startedAt }: Probing): boolean =>
  spec.type === 'readiness' &&
  result === 'failure' &&
  last === 'failure' &&
  run >= spec.failureThreshold &&
  answers.every(({ fromUs }) => startedAt + fromUs <= at);

/** What one probe found. */
export interface Probed {
  readonly failure: string | undefined;
  /** The threshold of failures was reached: readiness is lost, or the container is to be restarted. */
  readonly failed: boolean;
}

/** Probes once, at the instant that `nextProbe` gave. Source: prober/worker.go, doProbe. */
export const probe = (probing: Probing, at: Instant): Probed => {
  const { spec } = probing;
  const failure = failureAt(probing, at);
  const answer = failure === undefined ? 'success' : 'failure';
  probing.run = probing.last === answer ? probing.run + 1 : 1;
  probing.last = answer;
  probing.at = at;
  const threshold = answer === 'success' ? spec.successThreshold : spec.failureThreshold;
  if (probing.run < threshold) return { failure, failed: false };
  probing.result = answer;
  const failed = answer === 'failure';
  if (failed && spec.type !== 'readiness') {
    probing.onHold = true;
    probing.run = 0;
  }
  return { failure, failed };
};
