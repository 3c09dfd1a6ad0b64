import * as E from 'fp-ts/lib/Either.js';
import { parseDuration, type Duration, type Instant } from '@orrery/core/engine';
import type { Flags } from './flags.ts';
import type { Context } from './invocation.ts';

/** A week: how long kubectl waits when it is told neither a time nor not to. */
export const weekUs: Duration = 604_800_000_000;

/** `--timeout` as a duration, `unless` when it was not given. */
export const timeoutOf = (flags: Flags, unless: Duration): E.Either<string, Duration> => {
  const text = flags.text('timeout');
  if (text === undefined) return E.right(unless);
  if (text.startsWith('-')) return E.right(weekUs);
  const parsed = parseDuration(text);
  return E.isLeft(parsed)
    ? E.left(`error: invalid argument "${text}" for "--timeout" flag: time: invalid duration "${text}"`)
    : parsed;
};

/** The instant that lies so far ahead. */
export const after = (context: Context, duration: Duration): Instant => context.now() + duration;
