import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { formatDuration, parseDuration, type Duration } from '@orrery/core/engine';
import { parseTimestamp, timestamp, type Epoch } from '@orrery/core/cluster';
import { shown } from './closed.ts';
import { didYouMean } from './suggestion.ts';

/** A codec for a scalar: `read` gives the value or what is wrong with it. */
const scalar = <Value, Written>(
  name: string,
  read: (written: unknown) => E.Either<string, Value>,
  write: (value: Value) => Written,
): t.Type<Value, Written> =>
  new t.Type(
    name,
    (value): value is Value => E.isRight(read(write(value as Value))), // write is total on what read gives
    (written, context) => {
      const found = read(written);
      return E.isLeft(found) ? t.failure(written, context, found.left) : t.success(found.right);
    },
    write,
  );

const same = <Value>(value: Value): Value => value;

export const Text = scalar<string, string>(
  'Text',
  (written) => (typeof written === 'string' ? E.right(written) : E.left(`expected a text, got ${shown(written)}`)),
  same,
);

export const FilledText = scalar<string, string>(
  'FilledText',
  (written) =>
    typeof written === 'string' && written.trim() !== ''
      ? E.right(written)
      : E.left(`expected a text that is not empty, got ${shown(written)}`),
  same,
);

/** A text where YAML may have seen a number or a boolean: `equals: 3`. */
export const LooseText = scalar<string, string>(
  'LooseText',
  (written) =>
    typeof written === 'string' || typeof written === 'number' || typeof written === 'boolean'
      ? E.right(String(written))
      : E.left(`expected a text, got ${shown(written)}`),
  same,
);

export const Flag = scalar<boolean, boolean>(
  'Flag',
  (written) =>
    typeof written === 'boolean' ? E.right(written) : E.left(`expected true or false, got ${shown(written)}`),
  same,
);

/** A whole number within limits; `what` says in a message what is expected. */
export const whole = (what: string, from: number, to: number): t.Type<number, number> =>
  scalar<number, number>(
    what,
    (written) =>
      typeof written === 'number' && Number.isSafeInteger(written) && written >= from && written <= to
        ? E.right(written)
        : E.left(`expected ${what}, got ${shown(written)}`),
    same,
  );

/** One of a few words. */
export const oneOf = <Word extends string>(what: string, words: readonly Word[]): t.Type<Word, Word> =>
  scalar<Word, Word>(
    what,
    (written) => {
      const word = words.find((one) => one === written);
      if (word !== undefined) return E.right(word);
      const hint = (typeof written === 'string' ? didYouMean(written, words) : '') || `; known: ${words.join(', ')}`;
      return E.left(`unknown ${what} ${shown(written)}${hint}`);
    },
    same,
  );

/** Microseconds, written as Go does: `1m30s`. */
export const DurationText = scalar<Duration, string>(
  'Duration',
  (written) =>
    typeof written === 'string'
      ? parseDuration(written)
      : E.left(`expected a duration such as 90s, 1h30m or 250ms, got ${shown(written)}`),
  formatDuration,
);

/** Seconds since 1970, written as RFC 3339. */
export const EpochText = scalar<Epoch, string>(
  'Epoch',
  (written) => {
    const seconds = typeof written === 'string' ? parseTimestamp(written) : undefined;
    return seconds === undefined
      ? E.left(`expected an instant such as 2026-01-01T00:00:00Z, got ${shown(written)}`)
      : E.right(seconds);
  },
  (seconds) => timestamp(seconds, 0),
);

/** A regular expression as JavaScript writes it, kept as its source. */
export const PatternText = scalar<string, string>(
  'Pattern',
  (written) => {
    if (typeof written !== 'string') return E.left(`expected a regular expression, got ${shown(written)}`);
    try {
      new RegExp(written, 'm');
      return E.right(written);
    } catch (error) {
      return E.left(error instanceof Error ? error.message : 'not a regular expression');
    }
  },
  same,
);

const million = 1_000_000;

/** How many of all, written as a number from 0 to 1 and kept in millionths. */
export const Share = scalar<number, number>(
  'Share',
  (written) =>
    typeof written === 'number' && written >= 0 && written <= 1
      ? E.right(Math.round(written * million))
      : E.left(`expected a number from 0 (never) to 1 (always), got ${shown(written)}`),
  (millionths) => millionths / million,
);
