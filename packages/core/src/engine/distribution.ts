import type { Duration } from './instant.ts';

/** A point of a quantile table: so many thousandths of all values are at most this long. */
export interface Quantile {
  readonly perMille: number;
  readonly valueUs: Duration;
}

/** A distribution of durations as a table of quantiles, ascending from 0 to 1000 ‰; in between it is linear. Integers only. */
export type Distribution = readonly Quantile[];

/** Always the same. */
export const constant = (valueUs: Duration): Distribution => [{ perMille: 0, valueUs }];

/** The table of a few known quantiles. What is missing: min half the median, p99 three times it, max p99. */
export const quantiles = (given: {
  readonly min?: Duration;
  readonly median: Duration;
  readonly p90?: Duration;
  readonly p99?: Duration;
  readonly max?: Duration;
}): Distribution => {
  const { median, min = Math.floor(median / 2), p99 = median * 3, max = p99 } = given;
  return [
    { perMille: 0, valueUs: min },
    { perMille: 500, valueUs: median },
    ...(given.p90 === undefined ? [] : [{ perMille: 900, valueUs: given.p90 }]),
    { perMille: 990, valueUs: p99 },
    { perMille: 1000, valueUs: max },
  ];
};

/** The value at a random 32-bit number. */
export const sample = (distribution: Distribution, uint32: number): Duration => {
  const position = Math.floor((uint32 / 0x1_0000_0000) * 1_000_000); // in thousandths of a thousandth
  let below = distribution[0];
  for (const point of distribution) {
    if (below === undefined || point.perMille * 1000 <= position) {
      below = point;
      continue;
    }
    const span = point.perMille * 1000 - below.perMille * 1000;
    return below.valueUs + Math.floor(((point.valueUs - below.valueUs) * (position - below.perMille * 1000)) / span);
  }
  return below?.valueUs ?? 0;
};

/** What a search offers instead of a random value. */
export const menu = (
  distribution: Distribution,
): { readonly min: Duration; readonly typical: Duration; readonly max: Duration } => {
  const first = distribution[0]?.valueUs ?? 0;
  const last = distribution[distribution.length - 1]?.valueUs ?? first;
  return { min: first, typical: sample(distribution, 0x8000_0000), max: last };
};
