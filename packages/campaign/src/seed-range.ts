import * as E from 'fp-ts/lib/Either.js';

/** Seeds from `first` to `last`, both among them. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

const highestSeed = 0xffff_ffff;

/** What every seed gives is kept until all of them have been played. */
const mostSeeds = 1_000_000;

export const seedCount = ({ first, last }: SeedRange): number => last - first + 1;

/** Reads `A..B`; Left says what was expected. */
export const parseSeedRange = (text: string): E.Either<string, SeedRange> => {
  const match = /^(\d{1,10})\.\.(\d{1,10})$/.exec(text);
  if (match === null) return E.left('expected two seeds such as 1..1000');
  const range = { first: Number(match[1]), last: Number(match[2]) };
  if (range.first > highestSeed || range.last > highestSeed) return E.left(`expected seeds from 0 to ${highestSeed}`);
  if (range.first > range.last) return E.left(`the first seed, ${range.first}, comes after the last, ${range.last}`);
  if (seedCount(range) > mostSeeds) return E.left(`expected at most ${mostSeeds} seeds`);
  return E.right(range);
};
