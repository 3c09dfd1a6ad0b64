import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Digest, finish, hashString, mix } from './hash.ts';

const seeded = { seed: 20_260_101 };

/** MurmurHash3 (x86, 32 bits) of one little-endian word, which `mix` and `finish` are the steps of. */
const murmurOfWord = (word: number, seed: number): number => finish(mix(seed, word) ^ 4) >>> 0;

const hexOf = (...values: readonly number[]): string => {
  const digest = Digest.start();
  for (const value of values) digest.int(value);
  return digest.hex();
};

const bitsOf = (word: number): number => {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
};

/** In how many of their 64 bits two digests differ. */
const distance = (one: string, other: string): number => {
  const half = (text: string, at: number): number => Number.parseInt(text.slice(at, at + 8), 16);
  return bitsOf(half(one, 0) ^ half(other, 0)) + bitsOf(half(one, 8) ^ half(other, 8));
};

test.each([
  [0x0000_0000, 0, 0x2362_f9de],
  [0xffff_ffff, 0, 0x7629_3b50],
  [0x8765_4321, 0, 0xf55b_516b],
  [0x8765_4321, 0x5082_edee, 0x2362_f9de],
])('EN-47: mix and finish are the steps of MurmurHash3: %i with seed %i', (word, seed, expected) => {
  expect(murmurOfWord(word, seed)).toBe(expected);
});

test('EN-47: hashes of texts are frozen', () => {
  const texts = ['', 'a', 'lamp-0', 'lamp-1', 'лампа', '\u{1f4a1}', '\ud800'];
  expect(texts.map((text) => hashString(text) >>> 0)).toEqual([
    4279838538, 1395880867, 961621611, 1542337470, 3642803409, 2649072361, 1442395562,
  ]);
  expect(hashString('lamp-0', 1) >>> 0).toEqual(2523585745);
});

test('EN-47: digests are frozen', () => {
  expect(Digest.start().hex()).toEqual('860014f42f3a4472');
  expect(Digest.start(1).hex()).toEqual('d05f180969bf1c2e');
  expect(hexOf(0)).toEqual('7e8d277e9a30ca8a');
  expect(hexOf(1, 2, 3)).toEqual('421c6d9b179522a3');
  const digest = Digest.start(7);
  digest.number(Number.MAX_SAFE_INTEGER);
  digest.string('lamp-0');
  digest.int(-1);
  expect(digest.hex()).toEqual('0cb90b4ab69b2064');
});

test('EN-47: a digest depends on order, on grouping and on every bit of what is fed', () => {
  expect(hexOf(1, 2)).not.toBe(hexOf(2, 1));
  expect(hexOf(0)).not.toBe(hexOf(0, 0));
  const texts = Digest.start();
  texts.string('ab');
  texts.string('c');
  const others = Digest.start();
  others.string('a');
  others.string('bc');
  expect(texts.hex()).not.toBe(others.hex());
  const seen = new Set([hexOf(5, 0, 5)]);
  for (let bit = 0; bit < 32; bit++) seen.add(hexOf(5, 1 << bit, 5));
  expect(seen.size).toBe(33);
});

test('EN-47: a number counts with all of its 53 bits', () => {
  const hexOfNumber = (value: number): string => {
    const digest = Digest.start();
    digest.number(value);
    return digest.hex();
  };
  const seen = new Set([hexOfNumber(0)]);
  for (let bit = 0; bit < 53; bit++) seen.add(hexOfNumber(2 ** bit));
  expect(seen.size).toBe(54);
});

test('EN-47: many numbers fed at once count as fed one by one', () => {
  fc.assert(
    fc.property(fc.int32Array(), fc.nat(), (values, some) => {
      const count = some % (values.length + 1);
      const digest = Digest.start();
      digest.ints(values, count);
      expect(digest.hex()).toBe(hexOf(...values.subarray(0, count)));
    }),
    seeded,
  );
});

test('EN-47: whole numbers that agree in their 32 low bits are one to int', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger()), (values) => {
      expect(hexOf(...values.map((value) => value >>> 0))).toBe(hexOf(...values.map((value) => value | 0)));
    }),
    seeded,
  );
});

test('EN-47: one changed bit changes about half of the digest, wherever it is', () => {
  let total = 0;
  let pairs = 0;
  let least = 64;
  for (let sample = 0; sample < 64; sample++) {
    const values = [0, 1, 2, 3].map((place) => finish(mix(sample, place)));
    for (let place = 0; place < values.length; place++)
      for (let bit = 0; bit < 32; bit++) {
        const changed = values.map((value, at) => (at === place ? value ^ (1 << bit) : value));
        const apart = distance(hexOf(...values), hexOf(...changed));
        total += apart;
        pairs++;
        least = Math.min(least, apart);
      }
  }
  expect(total / pairs).toBeGreaterThan(31);
  expect(total / pairs).toBeLessThan(33);
  expect(least).toBeGreaterThan(8);
});

test('EN-47: short texts do not collide', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `lamp-${i}`);
  const digests = new Set(
    names.map((name) => {
      const digest = Digest.start();
      digest.string(name);
      return digest.hex();
    }),
  );
  expect(digests.size).toBe(names.length);
  // Of 20,000 texts in 2³² hashes, one pair in twenty such sets is expected to be equal.
  expect(new Set(names.map((name) => hashString(name))).size).toBeGreaterThan(names.length - 3);
});

test('EN-47: a clone goes on by itself, and lanes taken out go on elsewhere', () => {
  const digest = Digest.start(3);
  digest.int(1);
  const clone = digest.clone();
  const continued = Digest.from(digest.a, digest.b);
  const before = digest.hex();
  clone.int(2);
  expect([digest.hex(), continued.hex()]).toEqual([before, before]);
  digest.int(2);
  continued.int(2);
  expect([clone.hex(), continued.hex()]).toEqual([digest.hex(), digest.hex()]);
  expect([digest.a | 0, digest.b | 0]).toEqual([digest.a, digest.b]);
});
