import * as E from 'fp-ts/lib/Either.js';

/** A moment of virtual time: integer microseconds since the start of the run. */
export type Instant = number;
/** A length of virtual time: integer microseconds. */
export type Duration = number;

export const microsecond: Duration = 1;
export const millisecond: Duration = 1_000;
export const second: Duration = 1_000_000;
export const minute: Duration = 60 * second;
export const hour: Duration = 60 * minute;

/** Later than every instant. */
export const never: Instant = Number.POSITIVE_INFINITY;

/** Both signs for micro that Go takes are here: U+00B5 and U+03BC. */
const units: Readonly<Record<string, Duration>> = {
  ns: microsecond / 1000,
  us: microsecond,
  '\u00b5s': microsecond,
  '\u03bcs': microsecond,
  ms: millisecond,
  s: second,
  m: minute,
  h: hour,
};

const term = '(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)';
const terms = new RegExp(term, 'g');
const whole = new RegExp(`^(?:${term})+$`);

/** Enough of a wrong text to recognise it by. */
const longestShown = 40;

/**
 * Reads a duration as Go writes it: `1h2m3.5s`, `250ms`, `.5s`, `0`. Each term is rounded to whole microseconds.
 * Left, with a message for the user, for what is none, is negative or is too long to be counted.
 */
export const parseDuration = (text: string): E.Either<string, Duration> => {
  if (text === '0') return E.right(0);
  if (!whole.test(text)) return E.left(invalid(text));
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(terms))
    total += Math.round(Number(amount) * (units[unit] ?? 0));
  return Number.isSafeInteger(total) ? E.right(total) : E.left(invalid(text));
};

const invalid = (text: string): string => {
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return `invalid duration "${shown}": expected a text such as 90s, 1h30m or 250ms`;
};

/** A duration as Go writes it: `1m30s`, `1.5s`, `250ms`, `0s`; `never` for what has no end. */
export const formatDuration = (duration: Duration): string => {
  if (duration === 0) return '0s';
  if (duration < 0) return `-${formatDuration(-duration)}`;
  if (duration === never) return 'never';
  if (duration < millisecond) return `${duration}µs`;
  if (duration < second) return `${decimals(duration, millisecond)}ms`;
  const hours = Math.floor(duration / hour);
  const minutes = Math.floor((duration % hour) / minute);
  const seconds = `${decimals(duration % minute, second)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
};

const decimals = (value: number, per: number): string => String(Number((value / per).toFixed(6)));
