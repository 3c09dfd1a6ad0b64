import type { Duration } from './instant.ts';

/** A point of a quantile table: so many thousandths of all values are at most this long. */
export interface Quantile {
  readonly perMille: number;
  readonly valueUs: Duration;
}

/**
 * A distribution of durations as a table of quantiles, ascending in both columns from 0 to 1000 ‰; in between it is linear.
 * Integers only: logarithms and their like differ between JavaScript engines.
 */
export type Distribution = readonly Quantile[];

/** Always the same. */
export const constant = (valueUs: Duration): Distribution => [{ perMille: 0, valueUs }];

/** What is known of a distribution, in microseconds, not decreasing in this order. */
export interface KnownQuantiles {
  readonly min?: Duration;
  readonly median: Duration;
  readonly p90?: Duration;
  readonly p99?: Duration;
  readonly max?: Duration;
}

/**
 * The table of a few known quantiles. What is missing: min is half the median; p90 lies on the line from median to p99; p99 is
 * three times the median, but not below p90 nor above max; max is p99. Throws when those given decrease.
 */
export const quantiles = (known: KnownQuantiles): Distribution => {
  const { median, p90, min = Math.floor(median / 2) } = known;
  const longTail = Math.max(3 * median, p90 ?? 0);
  const p99 = known.p99 ?? Math.min(longTail, known.max ?? longTail);
  const table = [
    { perMille: 0, valueUs: min },
    { perMille: 500, valueUs: median },
    ...(p90 === undefined ? [] : [{ perMille: 900, valueUs: p90 }]),
    { perMille: 990, valueUs: p99 },
    { perMille: 1000, valueUs: known.max ?? p99 },
  ];
  let before = 0;
  for (const { valueUs } of table) {
    if (!Number.isSafeInteger(valueUs) || valueUs < before) throw new Error(decreasing(known));
    before = valueUs;
  }
  return table;
};

const decreasing = (known: KnownQuantiles): string =>
  `the quantiles ${JSON.stringify(known)} are no distribution: they must be whole microseconds that do not decrease from min to max. ` +
  'Usual cause: a profile that overrides one of them and forgets the others, or milliseconds among microseconds.';

/** Places are counted in millionths: thousandths of a per mille. */
const millionths = 1_000_000;

/** The value at a random 32-bit number: it does not decrease in that number, and is never below the first or above the last point. */
export const sample = (distribution: Distribution, uint32: number): Duration => {
  // Exact: a 32-bit number times 10⁶ is below 2⁵³, and what follows is a shift.
  const place = Math.floor((uint32 * millionths) / 0x1_0000_0000);
  let below = distribution[0];
  if (below === undefined) return 0;
  for (const above of distribution) {
    const from = below.perMille * 1000;
    const to = above.perMille * 1000;
    if (place < to)
      return place < from ? below.valueUs : between(below.valueUs, above.valueUs, place - from, to - from);
    below = above;
  }
  return below.valueUs;
};

/** ⌊low + (high − low) · part / whole⌋. The product alone would leave the safe integers after a span of 2½ hours. */
const between = (low: Duration, high: Duration, part: number, whole: number): Duration => {
  const span = high - low;
  const rest = span % whole;
  return low + ((span - rest) / whole) * part + Math.floor((rest * part) / whole);
};

/** What a search offers instead of a random value. */
export interface Menu {
  readonly min: Duration;
  readonly typical: Duration;
  readonly max: Duration;
}

/** The shortest, the median and the longest value of a distribution. */
export const menu = (distribution: Distribution): Menu => {
  const min = distribution[0]?.valueUs ?? 0;
  const max = distribution[distribution.length - 1]?.valueUs ?? min;
  return { min, typical: sample(distribution, 0x8000_0000), max };
};
