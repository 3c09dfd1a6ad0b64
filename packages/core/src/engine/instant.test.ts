import * as E from 'fp-ts/lib/Either.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, hour, microsecond, millisecond, minute, never, parseDuration, second } from './instant.ts';

const seeded = { seed: 20_260_101 };

test.each([
  ['0', 0],
  ['0s', 0],
  ['250ms', 250 * millisecond],
  ['90s', 90 * second],
  ['10m', 10 * minute],
  ['1.5h', 90 * minute],
  ['1h2m3.5s', hour + 2 * minute + 3.5 * second],
  ['1s1s', 2 * second],
  ['.5s', 500 * millisecond],
  ['2.s', 2 * second],
  ['7us', 7],
  ['7\u00b5s', 7],
  ['7\u03bcs', 7],
  ['1500ns', 2 * microsecond],
  ['0.4us', 0],
  ['1.000001s', 1_000_001],
])('EN-40: %s is %i µs', (text, expected) => {
  expect(parseDuration(text)).toEqual(E.right(expected));
});

test.each([
  '',
  ' ',
  '1',
  '1.5',
  's',
  '.s',
  '1d',
  '-1s',
  '+1s',
  '1 s',
  '1s ',
  '1S',
  '1h2',
  '1e3s',
  '0x1s',
  '9007199254740993us',
])('EN-40: "%s" is no duration', (text) => {
  expect(parseDuration(text)).toEqual(
    E.left(`invalid duration "${text}": expected a text such as 90s, 1h30m or 250ms`),
  );
});

test('EN-40: of a very long wrong text the message shows the beginning', () => {
  const message = parseDuration('1'.repeat(200_000));
  expect(message).toEqual(E.left(`invalid duration "${'1'.repeat(40)}…": expected a text such as 90s, 1h30m or 250ms`));
});

test.each([
  [0, '0s'],
  [1, '1µs'],
  [999, '999µs'],
  [1_500, '1.5ms'],
  [250 * millisecond, '250ms'],
  [second, '1s'],
  [1.5 * second, '1.5s'],
  [90 * second, '1m30s'],
  [hour, '1h0m0s'],
  [25 * hour + 1, '25h0m0.000001s'],
  [-90 * second, '-1m30s'],
  [never, 'never'],
])('EN-40: %d µs is written %s', (duration, expected) => {
  expect(formatDuration(duration)).toBe(expected);
});

test('EN-40: what is written is read back as it was, however long', () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(10 * second)), (duration) => {
      expect(parseDuration(formatDuration(duration))).toEqual(E.right(duration));
    }),
    seeded,
  );
});

test('EN-40: any text whatever is either a whole number of microseconds or refused', () => {
  const pieces = fc.array(fc.constantFrom('0', '1', '9', '.', 'h', 'm', 's', 'ms', 'us', 'ns', '-', ' '), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      const read = parseDuration(parts.join(''));
      if (E.isRight(read)) expect(Number.isSafeInteger(read.right) && read.right >= 0).toBe(true);
    }),
    seeded,
  );
});
