import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readColumn, writeColumn } from './column.ts';
import { crc32 } from './crc32.ts';
import { utf8Decode, utf8Encode } from './utf8.ts';
import { ByteReader, ByteWriter } from './varint.ts';

const seeded = { seed: 20_260_101 };

const readerOf = (bytes: Uint8Array): ByteReader => new ByteReader(bytes, 0, bytes.length);

const int = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.integer({ min: -200, max: 200 }),
  fc.constantFrom(-(2 ** 31), 2 ** 31 - 1),
);

test('EN-25: numbers come back from varints, whatever their size', () => {
  fc.assert(
    fc.property(fc.array(int), fc.array(fc.maxSafeNat()), (ints, longs) => {
      const out = new ByteWriter();
      for (const value of ints) out.signed(value);
      for (const value of ints) out.varint(value >>> 0);
      for (const value of longs) out.long(value);
      const input = readerOf(out.take());
      expect(ints.map(() => input.signed())).toEqual(ints);
      expect(ints.map(() => input.varint())).toEqual(ints.map((value) => value >>> 0));
      expect(longs.map(() => input.long())).toEqual(longs);
      expect([input.failed, input.left]).toEqual([false, 0]);
    }),
    seeded,
  );
});

test('EN-25: the largest long and the numbers at the edges of each length come back', () => {
  const edges = Array.from({ length: 53 }, (_, bit) => [2 ** bit - 1, 2 ** bit]).flat();
  const out = new ByteWriter();
  for (const value of [...edges, Number.MAX_SAFE_INTEGER]) out.long(value);
  const input = readerOf(out.take());
  expect([...edges, Number.MAX_SAFE_INTEGER].map(() => input.long())).toEqual([...edges, Number.MAX_SAFE_INTEGER]);
});

test('EN-25: a varint without an end, or beyond what it may hold, is noticed', () => {
  for (const bytes of [[], [0x80], [255, 255, 255, 255, 255, 255, 255, 255, 255]]) {
    const varint = readerOf(Uint8Array.from(bytes));
    varint.varint();
    const long = readerOf(Uint8Array.from(bytes));
    long.long();
    expect([varint.failed, long.failed]).toEqual([true, true]);
  }
});

test('EN-25: a column comes back, extremes, constants and steady growth alike', () => {
  const growing = fc
    .tuple(int, fc.array(fc.nat({ max: 9 })))
    .map(([first, steps]) => steps.reduce((sums, step) => [...sums, ((sums.at(-1) ?? first) + step) | 0], [first]));
  const constant = fc
    .tuple(int, fc.integer({ min: 1, max: 30 }))
    .map(([value, count]) => Array<number>(count).fill(value));
  fc.assert(
    fc.property(
      fc.oneof(fc.array(int), growing, constant),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      (values, stride, mayBeConstant) => {
        const out = new ByteWriter();
        writeColumn(out, Int32Array.from(values), values.length, { stride, mayBeConstant });
        const bytes = out.take();
        const read = new Int32Array(values.length + 2);
        const input = readerOf(bytes);
        readColumn(input, read, 2, values.length, stride);
        expect([...read]).toEqual([0, 0, ...values]);
        expect([input.failed, input.left]).toEqual([false, 0]);
        if (!mayBeConstant) expect(bytes.length).toBeGreaterThanOrEqual(values.length);
      },
    ),
    { ...seeded, numRuns: 300 },
  );
});

test('EN-25: a dense column of growing ids takes about a byte a value', () => {
  const out = new ByteWriter();
  writeColumn(
    out,
    Int32Array.from({ length: 1000 }, (_, i) => 5_000_000 + 3 * i),
    1000,
  );
  expect(out.length).toBeLessThan(1010);
});

test('EN-25: any text comes back from its bytes, lone surrogates included', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 0xffff })), fc.string({ unit: 'binary' }), (units, text) => {
      for (const original of [String.fromCharCode(...units), text]) {
        const bytes = utf8Encode(original);
        expect(utf8Decode(bytes, 0, bytes.length)).toBe(original);
      }
      expect(utf8Encode(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)));
    }),
    { ...seeded, numRuns: 300 },
  );
  for (const long of ['é𝔩'.repeat(5000), 'lamp'.repeat(5000)]) {
    const bytes = utf8Encode(long);
    expect(utf8Decode(bytes, 0, bytes.length)).toBe(long);
  }
});

test('EN-25: bytes that are no text give some text', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(typeof utf8Decode(bytes, 0, bytes.length)).toBe('string');
    }),
    seeded,
  );
});

test('EN-25: the checksum is CRC-32, and takes any stretch of the bytes', () => {
  const bytes = utf8Encode('xx123456789yy');
  expect(crc32(bytes, 2, 11)).toBe(0xcbf43926);
  expect(crc32(bytes, 4, 4)).toBe(0);
  const bitwise = (data: Uint8Array): number => {
    let crc = -1;
    for (const byte of data) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (data) => {
      expect(crc32(data, 0, data.length)).toBe(bitwise(data));
    }),
    seeded,
  );
});
