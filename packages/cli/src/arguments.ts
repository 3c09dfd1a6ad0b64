import * as E from 'fp-ts/lib/Either.js';
import { InvalidArgumentError } from 'commander';
import { parseDuration, type Duration } from '@orrery/core/engine';

/** `--seed`. */
export const seedArgument = (text: string): number => {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffff_ffff)
    throw new InvalidArgumentError('expected a whole number from 0 to 4294967295.');
  return seed;
};

/** `--until`, `--budget`. */
export const durationArgument = (text: string): Duration => {
  const parsed = parseDuration(text);
  if (E.isLeft(parsed)) throw new InvalidArgumentError(`${parsed.left}.`);
  return parsed.right;
};

/** A place in a log: an instant, or a position. */
export type Place =
  { readonly type: 'instant'; readonly at: Duration } | { readonly type: 'position'; readonly position: number };

/** `--at`: `90s` or `#1234`. */
export const placeArgument = (text: string): Place => {
  if (/^#\d+$/.test(text)) return { type: 'position', position: Number(text.slice(1)) };
  const parsed = parseDuration(text);
  if (E.isLeft(parsed)) throw new InvalidArgumentError('expected an instant such as 90s, or a position such as #1234.');
  return { type: 'instant', at: parsed.right };
};
