import { expect, test } from 'vitest';
import { Digest } from './hash.ts';
import { startDigest } from './log-digest.ts';

test('EN-30: numbers fed in one go count as numbers fed one by one', () => {
  const numbers = Int32Array.of(0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 77, 5);
  const [together, single] = [Digest.start(3), Digest.start(3)];
  together.ints(numbers, 6);
  for (const value of numbers.subarray(0, 6)) single.int(value);
  expect(together.hex()).toBe(single.hex());
});

test('EN-26: seed and scenario start the digest', () => {
  const starts = [
    startDigest(1, null),
    startDigest(2, null),
    startDigest(1, { rooms: 1 }),
    startDigest(1, { rooms: 2 }),
  ];
  expect(new Set(starts.map((digest) => digest.hex())).size).toBe(4);
  expect(startDigest(1, { a: 1, b: 2 }).hex()).toBe(startDigest(1, { b: 2, a: 1 }).hex());
});
