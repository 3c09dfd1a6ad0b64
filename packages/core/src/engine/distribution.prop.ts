import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { constant, menu, quantiles, sample, type Distribution, type KnownQuantiles } from './distribution.ts';

const seeded = { seed: 20_260_101 };

const uint32 = fc.oneof(fc.nat(2 ** 32 - 1), fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1));
const duration = fc.oneof(fc.nat(100), fc.nat(60_000_000), fc.nat(2 ** 50));

/** Up to five quantiles that do not decrease, any of them but the median left out. */
const known: fc.Arbitrary<KnownQuantiles> = fc
  .tuple(fc.array(duration, { minLength: 5, maxLength: 5 }), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
  .map(([durations, [hasMin, hasP90, hasP99, hasMax]]) => {
    const [min = 0, median = 0, p90 = 0, p99 = 0, max = 0] = durations.toSorted((a, b) => a - b);
    return {
      median,
      ...(hasMin === true ? { min } : {}),
      ...(hasP90 === true ? { p90 } : {}),
      ...(hasP99 === true ? { p99 } : {}),
      ...(hasMax === true ? { max } : {}),
    };
  });

/** Any table that does not decrease, whether or not it reaches from 0 to 1000 ‰. */
const table: fc.Arbitrary<Distribution> = fc
  .tuple(
    fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 8 }),
    fc.array(duration, { minLength: 8, maxLength: 8 }),
  )
  .map(([places, durations]) => {
    const values = durations.toSorted((a, b) => a - b);
    return places.toSorted((a, b) => a - b).map((perMille, i) => ({ perMille, valueUs: values[i] ?? 0 }));
  });

const anyDistribution = fc.oneof(table, known.map(quantiles));

test('EN-49: a value is a whole number between the first and the last point', () => {
  fc.assert(
    fc.property(anyDistribution, uint32, (distribution, u) => {
      const value = sample(distribution, u);
      const { min, max } = menu(distribution);
      expect(Number.isSafeInteger(value) && value >= min && value <= max).toBe(true);
    }),
    { ...seeded, numRuns: 1_000 },
  );
});

test('EN-49: a higher random number never gives a shorter value', () => {
  fc.assert(
    fc.property(anyDistribution, uint32, uint32, (distribution, one, other) => {
      const [low, high] = one < other ? [one, other] : [other, one];
      expect(sample(distribution, low)).toBeLessThanOrEqual(sample(distribution, high));
    }),
    { ...seeded, numRuns: 1_000 },
  );
});

test('EN-49: every value is exactly that of the line between two points, in whole numbers', () => {
  fc.assert(
    fc.property(known.map(quantiles), uint32, (distribution, u) => {
      const place = (BigInt(u) * 1_000_000n) >> 32n;
      const next = distribution.findIndex(({ perMille }) => place < BigInt(perMille) * 1000n);
      const [below, above] = [distribution[next - 1], distribution[next]];
      if (below === undefined || above === undefined) throw new Error('the table does not reach from 0 to 1000 ‰');
      const from = BigInt(below.perMille) * 1000n;
      const whole = BigInt(above.perMille) * 1000n - from;
      const rise = BigInt(above.valueUs) - BigInt(below.valueUs);
      expect(BigInt(sample(distribution, u))).toBe(BigInt(below.valueUs) + (rise * (place - from)) / whole);
    }),
    { ...seeded, numRuns: 1_000 },
  );
});

test('EN-49: tables made of known quantiles keep what is known and never decrease', () => {
  fc.assert(
    fc.property(known, (given) => {
      const distribution = quantiles(given);
      const at = (perMille: number): number | undefined =>
        distribution.find((point) => point.perMille === perMille)?.valueUs;
      expect(distribution.map(({ valueUs }) => valueUs)).toEqual(
        distribution.map(({ valueUs }) => valueUs).toSorted((a, b) => a - b),
      );
      expect([at(0), at(500), at(900), at(990), at(1000)]).toEqual([
        given.min ?? Math.floor(given.median / 2),
        given.median,
        given.p90,
        given.p99 ?? at(990),
        given.max ?? at(990),
      ]);
      expect(menu(distribution)).toEqual({ min: at(0), typical: given.median, max: at(1000) });
      expect(sample(distribution, 2 ** 31)).toBe(given.median);
    }),
    seeded,
  );
});

test('EN-49: half of all values are below the median, one in a hundred above p99', () => {
  const distribution = quantiles({ min: 100, median: 1_000, p90: 4_000, p99: 9_000, max: 20_000 });
  const count = 10_000;
  const values = Array.from({ length: count }, (_, i) =>
    sample(distribution, Math.floor(((i + 0.5) * 2 ** 32) / count)),
  );
  const below = (bound: number): number => values.filter((value) => value < bound).length;
  expect([below(1_000), below(4_000), below(9_000), below(20_000)]).toEqual([5_000, 9_000, 9_900, 10_000]);
});

test('EN-49: what is missing is filled in without passing what is known', () => {
  const values = (given: KnownQuantiles): readonly number[] => quantiles(given).map(({ valueUs }) => valueUs);
  expect(values({ median: 7 })).toEqual([3, 7, 21, 21]);
  expect(values({ median: 4, max: 5 })).toEqual([2, 4, 5, 5]);
  expect(values({ median: 4, p90: 40 })).toEqual([2, 4, 40, 40, 40]);
  expect(values({ median: 4, max: 100 })).toEqual([2, 4, 12, 100]);
  expect(values({ median: 0 })).toEqual([0, 0, 0, 0]);
});

test.each<KnownQuantiles>([
  { min: 5, median: 4 },
  { median: 4, p90: 3 },
  { median: 4, p99: 9, max: 8 },
  { median: 4, p90: 9, max: 8 },
  { median: -1 },
  { median: 1.5 },
  { median: Number.NaN },
  { median: 1, max: Number.POSITIVE_INFINITY },
])('EN-49: %o is no distribution', (given) => {
  expect(() => quantiles(given)).toThrow(/are no distribution/);
});

test('EN-49: a constant is always the same, and a table without points is always 0', () => {
  fc.assert(
    fc.property(duration, uint32, (valueUs, u) => {
      expect(sample(constant(valueUs), u)).toBe(valueUs);
      expect(menu(constant(valueUs))).toEqual({ min: valueUs, typical: valueUs, max: valueUs });
      expect(sample([], u)).toBe(0);
    }),
    seeded,
  );
});
