import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { shellWords } from './shell-words.ts';

describe('KC-220: a line is split as POSIX quotes it', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    ['   ', []],
    ['kubectl get pods', ['kubectl', 'get', 'pods']],
    ['  a \t b\n', ['a', 'b']],
    [
      `kubectl patch sts web -p '{"spec":{"replicas":1}}'`,
      ['kubectl', 'patch', 'sts', 'web', '-p', '{"spec":{"replicas":1}}'],
    ],
    ['a "b c" d\\ e ""', ['a', 'b c', 'd e', '']],
    ["'' ''''x", ['', 'x']],
    ['"a\\"b\\n"', ['a"b\\n']],
    ['"\\$a \\` \\\\"', ['$a ` \\']],
    ["'a\\'b", ['a\\b']],
    ["-o=jsonpath='{.a}'", ['-o=jsonpath={.a}']],
    ['a\'b\'"c"d', ['abcd']],
    ['a\\\nb "c\\\nd"', ['ab', 'cd']],
    ['get # all of them', ['get']],
    ['a#b', ['a#b']],
    ['a \\# b', ['a', '#', 'b']],
    ["'|' '>' \"&\" \\;", ['|', '>', '&', ';']],
    ['$a *', ['$a', '*']],
    ['-l !x', ['-l', '!x']],
  ])('%j', (line, words) => {
    expect(shellWords(line)).toEqual(E.right(words));
  });

  const shell = (char: string, what: string): string =>
    `"${char}" would be ${what}, and there is no shell here: quote it if it is meant as text`;
  test.each([
    ['a | b', shell('|', 'a pipe')],
    ['a > b', shell('>', 'a redirection')],
    ['a < b', shell('<', 'a redirection')],
    ['a; b', shell(';', 'a second command')],
    ['a && b', shell('&', 'a background job')],
    ['a `b`', shell('`', 'a command substitution')],
    ['a $(b)', shell('$(', 'a command substitution')],
    ["a 'b", 'the quote that begins at character 3 does not end'],
    ['a "b', 'the quote that begins at character 3 does not end'],
    ['a "b\\"', 'the quote that begins at character 3 does not end'],
    ['a \\', 'the line ends in a backslash that quotes nothing'],
  ])('%s is refused', (line, message) => {
    expect(shellWords(line)).toEqual(E.left(message));
  });
});
