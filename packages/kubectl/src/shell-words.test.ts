import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shellWords } from './shell-words.ts';
import { TableWriter } from './table-writer.ts';

describe('KC-220: a line is split as POSIX quotes it', () => {
  test.each<[string, readonly string[]]>([
    ['kubectl get pods', ['kubectl', 'get', 'pods']],
    [
      `kubectl patch sts web -p '{"spec":{"replicas":1}}'`,
      ['kubectl', 'patch', 'sts', 'web', '-p', '{"spec":{"replicas":1}}'],
    ],
    ['a "b c" d\\ e ""', ['a', 'b c', 'd e', '']],
    ['"a\\"b\\n"', ['a"b\\n']],
    ["-o=jsonpath='{.a}'", ['-o=jsonpath={.a}']],
    ['get # all of them', ['get']],
  ])('%s', (line, words) => {
    expect(shellWords(line)).toEqual(E.right(words));
  });

  test.each(['a | b', 'a > b', 'a; b', 'a && b', 'a `b`', 'a $(b)', "a 'b", 'a "b', 'a \\'])(
    '%s is refused',
    (line) => {
      expect(E.isLeft(shellWords(line))).toBe(true);
    },
  );

  test('any words quoted singly come back', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
        expect(shellWords(line)).toEqual(E.right(words));
      }),
      { seed: 1 },
    );
  });
});

test('KC-221: columns are padded by three blanks, at least six wide, the last not at all, and only grow', () => {
  const writer = new TableWriter();
  expect(
    writer.write([
      ['NAME', 'AGE'],
      ['web-0', '1s'],
    ]),
  ).toEqual(['NAME    AGE', 'web-0   1s']);
  expect(
    writer.write([
      ['x', '2s'],
      ['a-long-name', '3s\nmore'],
    ]),
  ).toEqual(['x             2s', 'a-long-name   3s...']);
  expect(new TableWriter().write([['a', 'b']])).toEqual(['a     b']);
});
