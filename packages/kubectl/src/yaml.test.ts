import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '@orrery/core/engine';
import { formatYaml, parseYaml } from './yaml.ts';

const read = (text: string): readonly Json[] => {
  const parsed = parseYaml(text);
  if (E.isLeft(parsed)) throw new Error(parsed.left.message);
  return parsed.right;
};

describe('KC-200: scalars are read as kubectl reads them', () => {
  test.each([
    ['0644', 420],
    ['0o644', 420],
    ['on', true],
    ['yes', true],
    ['off', false],
    ['1:30', '1:30'],
    ['2020-01-01', '2020-01-01'],
    ['1_000', 1000],
    ['"yes"', 'yes'],
    ['~', null],
    ['1e3', 1000],
  ])('%s', (text, value) => {
    expect(read(`a: ${text}`)).toEqual([{ a: value }]);
  });
});

test('KC-201: documents come in order, empty ones are left out, JSON is read too', () => {
  expect(read('---\na: 1\n---\n---\n{"b": [1, 2]}\n')).toEqual([{ a: 1 }, { b: [1, 2] }]);
});

test('KC-201: an error says where it is', () => {
  expect(parseYaml('a: 1\nb: [2\n')).toMatchObject({ left: { line: 3 } });
  expect(parseYaml('a: 1\na: 2\n')).toMatchObject({ left: { line: 2 } });
});

test('KC-201: no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => void parseYaml(text)),
    { numRuns: 300, seed: 1 },
  );
});

test('KC-202: what is written is read as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const json = JSON.parse(JSON.stringify(value)) as Json;
      fc.pre(json !== null);
      expect(read(formatYaml(json))).toEqual([json]);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('KC-202: lists are not indented and ambiguous texts are quoted', () => {
  expect(formatYaml({ items: ['a', 'yes', '10', ''], note: 'a\nb\n' })).toBe(
    'items:\n- a\n- "yes"\n- "10"\n- ""\nnote: |\n  a\n  b\n',
  );
});
