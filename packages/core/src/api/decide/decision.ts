import type * as E from 'fp-ts/lib/Either.js';
import type { Body, Instant, Json } from '../../engine/index.ts';
import type { ClusterEvent } from '../../cluster/index.ts';
import type { Rejection } from '../rejection.ts';

/** What a decision may know beside the state. */
export interface Deciding {
  readonly now: Instant;
  /** Interns a JSON value in the log's dictionary. */
  readonly body: (json: Json) => Body;
  /** A seeded whole number below `bound`, for the random part of generated names. */
  readonly random: (bound: number) => number;
}

/** The events that a command leads to, none when it changes nothing, or why it is refused. */
export type Decision = E.Either<Rejection, readonly ClusterEvent[]>;
