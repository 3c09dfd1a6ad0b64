import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { parseSeedRange, seedCount } from './seed-range.ts';

describe('KC-240: a range of seeds', () => {
  test('holds both of its ends', () => {
    expect(parseSeedRange('3..12')).toEqual(E.right({ first: 3, last: 12 }));
    expect(seedCount({ first: 3, last: 12 })).toBe(10);
    expect(parseSeedRange('4294967295..4294967295')).toEqual(E.right({ first: 0xffff_ffff, last: 0xffff_ffff }));
  });

  test.each([
    '',
    '5',
    '1..',
    '..5',
    '1...5',
    '-1..5',
    '1..5.5',
    '1..x',
    '5..1',
    '0..4294967296',
    '1..4294967295',
    '1..99999999999',
  ])('"%s" is none', (text) => expect(E.isLeft(parseSeedRange(text))).toBe(true));
});
