import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  toMilli,
  toValue,
  type Quantity,
} from './quantity.ts';

const read = (text: string): Quantity => {
  const quantity = parseQuantity(text);
  if (E.isLeft(quantity)) throw new Error(quantity.left);
  return quantity.right;
};

describe('API-210: quantities in canonical form, thousandths and units', () => {
  test.each<[string, string, number, number]>([
    ['0', '0', 0, 0],
    ['100m', '100m', 100, 1],
    ['1000m', '1', 1000, 1],
    ['1500m', '1500m', 1500, 2],
    ['0.5', '500m', 500, 1],
    ['.5', '500m', 500, 1],
    ['5.', '5.', 5000, 5],
    ['1.500', '1.500', 1500, 2],
    ['2000', '2k', 2_000_000, 2000],
    ['2k', '2k', 2_000_000, 2000],
    ['1e3', '1e3', 1_000_000, 1000],
    ['1000e0', '1e3', 1_000_000, 1000],
    ['1E', '1E', 1e21, 1e18],
    ['1E2', '100', 100_000, 100],
    ['12e6', '12e6', 12e9, 12e6],
    ['1Gi', '1Gi', 2 ** 30 * 1000, 2 ** 30],
    ['1024Mi', '1Gi', 2 ** 30 * 1000, 2 ** 30],
    ['10Mi', '10Mi', 10 * 2 ** 20 * 1000, 10 * 2 ** 20],
    ['1.5Gi', '1536Mi', 1536 * 2 ** 20 * 1000, 1536 * 2 ** 20],
    ['1.5Ki', '1536', 1_536_000, 1536],
    ['0.5Ki', '512', 512_000, 512],
    ['0.1Ki', '102400m', 102_400, 103],
    ['1u', '1u', 1, 1],
    ['0.1n', '1n', 1, 1],
    ['1e-10', '1e-9', 1, 1],
    ['-1500m', '-1500m', -1500, -2],
    ['-2Ki', '-2Ki', -2_048_000, -2048],
    ['100Ei', '9223372036854775807', 2 ** 63 * 1000, 2 ** 63],
  ])('%s is %s', (text, canonical, milli, value) => {
    const quantity = read(text);
    expect([formatQuantity(quantity), toMilli(quantity), toValue(quantity)]).toEqual([canonical, milli, value]);
  });

  const form = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  test.each(['', 'abc', '1 Gi', ' 1', '1.5.5', '-', '.', '1KiB', 'Gi', '1gb'])('%j is none', (text) => {
    expect(parseQuantity(text)).toEqual(E.left(form));
  });

  test.each(['1K', '--1', '1e', '1mi', '1ki', '1m2', '1Kii', '1e99999999'])(
    '%j has no suffix that is known',
    (text) => {
      expect(parseQuantity(text)).toEqual(E.left("unable to parse quantity's suffix"));
    },
  );

  test('they are compared and added exactly, whatever they are written in', () => {
    expect(compareQuantities(read('1Gi'), read('1073741824'))).toBe(0);
    expect(compareQuantities(read('1G'), read('1Gi'))).toBe(-1);
    expect(compareQuantities(read('1'), read('999999999n'))).toBe(1);
    expect(formatQuantity(addQuantities(read('1Gi'), read('512Mi')))).toBe('1536Mi');
    expect(formatQuantity(addQuantities(read('0'), read('1Gi')))).toBe('1Gi');
    expect(formatQuantity(addQuantities(read('100m'), read('900m')))).toBe('1');
  });
});
