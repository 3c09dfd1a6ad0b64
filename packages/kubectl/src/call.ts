import type { Instant } from '@orrery/core/engine';
import type { AnyRecord, KindName } from '@orrery/core/cluster';
import type * as E from 'fp-ts/lib/Either.js';
import type { Rejection, Request, Response } from '@orrery/core/api';

/** What a command ends with, as a process does. */
export type ExitCode = number;

/** One change of an object, as whoever watches its kind is told of it: the object before and after, at that very position. */
export interface WatchedChange {
  readonly position: number;
  readonly at: Instant;
  readonly before: AnyRecord | undefined;
  readonly after: AnyRecord | undefined;
}

/**
 * What a running command asks of whoever runs it: to make a request, to show a line, to be told of changes, to wait.
 * Waiting takes virtual time and holds up nothing else.
 */
export type KubectlCall =
  | { readonly type: 'request'; readonly request: Request }
  /** Reads what a get (with a name) or a list selects, as records: what tables are printed from. */
  | { readonly type: 'read'; readonly request: Request }
  | { readonly type: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** From now on keep every change of these kinds for `next`; takes the place of an earlier watch. */
  | { readonly type: 'watch'; readonly kinds: readonly KindName[] }
  /** The next change kept, or nothing when the deadline comes first. */
  | { readonly type: 'next'; readonly deadline: Instant };

export type KubectlAnswer =
  | { readonly type: 'response'; readonly response: Response }
  | { readonly type: 'records'; readonly found: E.Either<Rejection, readonly AnyRecord[]> }
  | { readonly type: 'change'; readonly change: WatchedChange | undefined }
  | { readonly type: 'done' };

/** A part of a command that gives a value. */
export type Part<Value> = Generator<KubectlCall, Value, KubectlAnswer>;

/** A command that is under way: a coroutine that can be put off between any two of its calls. */
export type Command = Part<ExitCode>;

const unexpected = (call: string, answer: KubectlAnswer): Error =>
  new Error(
    `a command made the call ${call} and was answered with ${answer.type}. Likely cause: whoever runs the command resumed it ` +
      'with the answer to another call.',
  );

/** Makes a request. */
export function* request(made: Request): Part<Response> {
  const answer = yield { type: 'request', request: made };
  if (answer.type !== 'response') throw unexpected('request', answer);
  return answer.response;
}

/** Reads records: those of a list, or the one that is named. */
export function* read(made: Request): Part<E.Either<Rejection, readonly AnyRecord[]>> {
  const answer = yield { type: 'read', request: made };
  if (answer.type !== 'records') throw unexpected('read', answer);
  return answer.found;
}

/** Shows a text that may hold several lines; a line break follows it. */
export function* print(text: string): Part<void> {
  yield { type: 'print', stream: 'stdout', text };
}

export function* warn(text: string): Part<void> {
  yield { type: 'print', stream: 'stderr', text };
}

/** Shows an error and gives the exit code for it. */
export function* fail(text: string): Part<ExitCode> {
  yield { type: 'print', stream: 'stderr', text };
  return 1;
}

export function* watch(...kinds: readonly KindName[]): Part<void> {
  yield { type: 'watch', kinds };
}

/** Waits for the next change of what is watched; nothing when `deadline` comes first. */
export function* next(deadline: Instant): Part<WatchedChange | undefined> {
  const answer = yield { type: 'next', deadline };
  if (answer.type !== 'change') throw unexpected('next', answer);
  return answer.change;
}
