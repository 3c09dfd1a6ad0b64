import { expect, test } from 'vitest';
import { drawBelow, drawUint32, streamKey, type StreamKey } from './randomness.ts';

const key = streamKey(1, 'kiln', 'heat');

/** Sum of squared deviations over the mean: about `buckets` − 1 when all buckets are equally likely. */
const chiSquare = (counts: readonly number[]): number => {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
};

/** Six standard deviations above the mean of chi square, which a good generator passes in all but one of 10⁸ keys. */
const tolerated = (buckets: number): number => buckets - 1 + 6 * Math.sqrt(2 * (buckets - 1));

const histogram = (buckets: number, values: Iterable<number>): readonly number[] => {
  const counts = Array.from({ length: buckets }, () => 0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

const unit = (of: StreamKey, entity: number, incarnation: number, n: number): number =>
  drawUint32(of, entity, incarnation, n) / 2 ** 32;

/** Correlation of pairs of numbers that are each uniform from 0 to 1. */
const correlation = (pairs: readonly (readonly [number, number])[]): number =>
  (12 * pairs.reduce((sum, [x, y]) => sum + (x - 0.5) * (y - 0.5), 0)) / pairs.length;

const size = 40_000;
/** Five standard deviations of the correlation of that many independent pairs. */
const toleratedCorrelation = 5 / Math.sqrt(size);
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

test('EN-48: keys and draws are frozen', () => {
  expect(key).toEqual({
    a: -1784573201,
    b: 852485967,
  });
  expect(streamKey(2 ** 32 - 1, 'kiln', '')).toEqual({
    a: 86437523,
    b: -1293059752,
  });
  expect(upTo(4).map((n) => drawUint32(key, 0, 0, n))).toEqual([3188984516, 2084966707, 2888946437, 3433881296]);
  expect(drawUint32(key, 999_999, 3, 17)).toEqual(567781870);
  expect(upTo(8).map((n) => drawBelow(key, 5, 0, n, 6))).toEqual([5, 2, 0, 3, 5, 3, 4, 5]);
});

test('EN-48: a draw depends on its coordinates alone, not on what was drawn before', () => {
  const alone = drawUint32(key, 7, 1, 3);
  for (const n of upTo(100)) drawUint32(key, 7, 1, n);
  expect(drawUint32(streamKey(1, 'kiln', 'heat'), 7, 1, 3)).toBe(alone);
});

test('EN-48: seed, component class and purpose each make another key', () => {
  const keys = [streamKey(2, 'kiln', 'heat'), streamKey(1, 'oven', 'heat'), streamKey(1, 'kiln', 'fuel'), key];
  expect(new Set(keys.map(({ a, b }) => `${a} ${b}`)).size).toBe(keys.length);
  expect(() => streamKey(1, 'kiln/heat', '')).toThrow(/contains a slash/);
});

test('EN-48: the keys of many seeds are all different, in either word nearly so', () => {
  const keys = upTo(5_000).map((seed) => streamKey(seed, 'kiln', 'heat'));
  expect(new Set(keys.map(({ a, b }) => `${a} ${b}`)).size).toBe(keys.length);
  for (const words of [keys.map(({ a }) => a), keys.map(({ b }) => b)])
    expect(new Set(words).size).toBeGreaterThan(keys.length - 3);
});

test.each([
  ['entities', (i: number) => drawUint32(key, i, 0, 0)],
  ['incarnations', (i: number) => drawUint32(key, 0, i, 0)],
  ['counters', (i: number) => drawUint32(key, 0, 0, i)],
  ['seeds', (i: number) => drawUint32(streamKey(i, 'kiln', 'heat'), 0, 0, 0)],
] as const)('EN-48: over %s the high and the low bits are uniform', (_, draw) => {
  const words = upTo(size).map(draw);
  expect(words.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
  expect(
    chiSquare(
      histogram(
        256,
        words.map((word) => word >>> 24),
      ),
    ),
  ).toBeLessThan(tolerated(256));
  expect(
    chiSquare(
      histogram(
        256,
        words.map((word) => word & 255),
      ),
    ),
  ).toBeLessThan(tolerated(256));
});

test.each([
  ['entity', 1, 0, 0],
  ['incarnation', 0, 1, 0],
  ['counter', 0, 0, 1],
] as const)('EN-48: draws for one %s and the next are independent', (_, entity, incarnation, n) => {
  const pairs = upTo(size).map((i) => {
    const at = [i & 63, (i >> 6) & 31, i >> 11] as const;
    return [unit(key, ...at), unit(key, at[0] + entity, at[1] + incarnation, at[2] + n)] as const;
  });
  expect(Math.abs(correlation(pairs))).toBeLessThan(toleratedCorrelation);
  const cells = pairs.map(([x, y]) => Math.floor(16 * x) * 16 + Math.floor(16 * y));
  expect(chiSquare(histogram(256, cells))).toBeLessThan(tolerated(256));
});

test('EN-48: one entity under two keys draws independently', () => {
  const other = streamKey(1, 'kiln', 'fuel');
  const pairs = upTo(size).map((entity) => [unit(key, entity, 0, 0), unit(other, entity, 0, 0)] as const);
  expect(Math.abs(correlation(pairs))).toBeLessThan(toleratedCorrelation);
});

test('EN-48: changing one bit of a coordinate changes about half of the draw', () => {
  let flipped = 0;
  let pairs = 0;
  for (const entity of upTo(200))
    for (let bit = 0; bit < 32; bit++)
      for (const changed of [
        drawUint32(key, entity ^ (1 << bit), 1, 1),
        drawUint32(key, entity, 1 ^ (1 << bit), 1),
        drawUint32(key, entity, 1, 1 ^ (1 << bit)),
      ]) {
        for (let rest = drawUint32(key, entity, 1, 1) ^ changed; rest !== 0; rest &= rest - 1) flipped++;
        pairs++;
      }
  expect(flipped / pairs).toBeGreaterThan(15.5);
  expect(flipped / pairs).toBeLessThan(16.5);
});

test.each([1, 2, 3, 6, 7, 100, 1_000])('EN-48: a number below %i is one of them, each as likely', (bound) => {
  const counts = histogram(
    bound,
    upTo(size).map((n) => drawBelow(key, 1, 0, n, bound)),
  );
  expect(counts.length).toBe(bound);
  expect(counts.reduce((a, b) => a + b, 0)).toBe(size);
  if (bound > 1) expect(chiSquare(counts)).toBeLessThan(tolerated(bound));
});
