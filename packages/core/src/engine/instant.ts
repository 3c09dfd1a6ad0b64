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

const units: Readonly<Record<string, Duration>> = {
  us: microsecond,
  µs: microsecond,
  ms: millisecond,
  s: second,
  m: minute,
  h: hour,
};

/** Reads a duration as Go writes it: `1h2m3.5s`, `250ms`, `0`. Not negative, and whole microseconds. */
export const parseDuration = (text: string): E.Either<string, Duration> => {
  const fail = E.left(`invalid duration "${text}": expected a text such as 90s, 1h30m or 250ms`);
  if (text === '0') return E.right(0);
  if (!/^(\d+(\.\d+)?(us|µs|ms|s|m|h))+$/.test(text)) return fail;
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(us|µs|ms|s|m|h)/g))
    total += Math.round(Number(amount) * (units[unit] ?? 0));
  return Number.isSafeInteger(total) ? E.right(total) : fail;
};

const decimals = (value: number, per: number): string => String(Number((value / per).toFixed(6)));

/** A duration as Go writes it: `1m30s`, `1.5s`, `250ms`, `0s`. */
export const formatDuration = (duration: Duration): string => {
  if (duration === 0) return '0s';
  if (duration < millisecond) return `${duration}µs`;
  if (duration < second) return `${decimals(duration, millisecond)}ms`;
  const hours = Math.floor(duration / hour);
  const minutes = Math.floor((duration % hour) / minute);
  const seconds = `${decimals(duration % minute, second)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
};
