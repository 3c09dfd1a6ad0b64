import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWords } from './shell-words.ts';

const settings = { numRuns: 500, seed: 1 };
const word = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab \'"\\$`|>&;#\n(') }));

const quotings: readonly ((text: string) => string)[] = [
  (text) => `'${text.replaceAll("'", `'\\''`)}'`,
  (text) => `"${text.replaceAll(/[$`"\\]/g, '\\$&')}"`,
  (text) =>
    text === '' || text.includes('\n')
      ? `'${text.replaceAll("'", `'\\''`)}'`
      : Array.from(text, (char) => `\\${char}`).join(''),
];

test('KC-220: any words come back, however they are quoted', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.constantFrom(...quotings))), (words) => {
      const line = words.map(([text, quote]) => quote(text)).join(' ');
      expect(shellWords(line)).toEqual(E.right(words.map(([text]) => text)));
    }),
    settings,
  );
});

test('KC-220: no line makes it throw, and words have no blanks but quoted ones', () => {
  fc.assert(
    fc.property(word, (line) => {
      const words = shellWords(line);
      if (E.isRight(words) && !/['"\\]/.test(line)) expect(words.right.every((one) => /^\S+$/.test(one))).toBe(true);
    }),
    settings,
  );
});
