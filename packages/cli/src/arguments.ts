import * as E from 'fp-ts/lib/Either.js';
import { InvalidArgumentError } from 'commander';
import { parseDuration, type Deviation, type Duration } from '@orrery/core/engine';
import { parseSeedRange, type SeedRange } from '@orrery/campaign';
import { parseSpeed, type Speed } from '@orrery/server';

/** `--seed`. */
export const seedArgument = (text: string): number => {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffff_ffff)
    throw new InvalidArgumentError('expected a whole number from 0 to 4294967295.');
  return seed;
};

/** `--seeds`. */
export const seedRangeArgument = (text: string): SeedRange => {
  const range = parseSeedRange(text);
  if (E.isLeft(range)) throw new InvalidArgumentError(`${range.left}.`);
  return range.right;
};

/** `--workers`. */
export const workersArgument = (text: string): number => {
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > 256)
    throw new InvalidArgumentError('expected a whole number from 1 to 256.');
  return Number(text);
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

/** `explore --deviations`. */
export const countArgument = (text: string): number => {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0 to 9999.');
  return Number(text);
};

/** `--deviations` of a run, as explore prints them: `12:1,40:2`. */
export const deviationsArgument = (text: string): readonly Deviation[] =>
  text.split(',').flatMap((part) => {
    const match = /^(\d{1,9}):(\d{1,4})$/.exec(part);
    if (match === null && text !== '') throw new InvalidArgumentError('expected pairs such as 12:1,40:2.');
    return match === null ? [] : [{ step: Number(match[1]), pick: Number(match[2]) }];
  });

/** An option that may be given more than once. */
export const collected = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** `--port`. */
export const portArgument = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('expected a port from 0 to 65535; 0 takes one that is free.');
  return Number(text);
};

/** `--nodes`. */
export const nodesArgument = (text: string): number => {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('expected a whole number of nodes, at most 9999999.');
  return Number(text);
};

/** `bench --nodes`: one size or several, such as `1000,10000`. */
export const sizesArgument = (text: string): readonly number[] =>
  text.split(',').map((one) => {
    if (!/^[1-9]\d{0,6}$/.test(one)) throw new InvalidArgumentError('expected sizes such as 1000,10000.');
    return Number(one);
  });

/** `bench --pods`, `--claims`. */
export const sizeArgument = (text: string): number => {
  const [size = 0, ...more] = sizesArgument(text);
  if (more.length > 0) throw new InvalidArgumentError('expected one number.');
  return size;
};

/** `--speed`. */
export const speedArgument = (text: string): Speed => {
  const speed = parseSpeed(text);
  if (E.isLeft(speed)) throw new InvalidArgumentError(`${speed.left}.`);
  return speed.right;
};
