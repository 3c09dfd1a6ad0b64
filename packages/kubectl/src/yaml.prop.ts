import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonEqual, type Json } from '@orrery/core/engine';
import { parseYaml, readYaml } from './yaml.ts';
import { formatYaml } from './yaml-writer.ts';

const settings = { numRuns: 500, seed: 1 };

/** Texts that a reader or a writer may take for something else. */
const odd = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab01 -+._:#\'"\\\n\t{}[],&*!|>%@`?=<~eoxyn\r\u0085\u2028\u{1F600}') }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '0644',
    '1:30',
    '2020-01-01',
    '1_000',
    '.5',
    '---',
    '<<',
    '',
    'a\n\n',
    '\n',
    ' \n',
  ),
);
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    odd,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.constantFrom<Json>(null, true, false, 0, 42),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(odd, tie('value'), { maxKeys: 4 }),
  ),
})).value;

test('KC-202: what is written is read as the same value', () => {
  fc.assert(
    fc.property(json, (value) => {
      const parsed = parseYaml(formatYaml(value));
      const values = E.isRight(parsed) ? parsed.right : [parsed.left.message];
      expect(values.length === 0 ? value === null : jsonEqual(values[0], value)).toBe(true);
    }),
    settings,
  );
});

test('KC-202: what is read and written again is written the same', () => {
  fc.assert(
    fc.property(json, (value) => {
      const parsed = parseYaml(JSON.stringify(value));
      fc.pre(E.isRight(parsed) && parsed.right.length === 1);
      expect(formatYaml(parsed.right[0] ?? null)).toBe(formatYaml(value));
    }),
    settings,
  );
});

test('KC-201: no text makes the reader throw, and errors lie within the text', () => {
  const yaml = fc.string({ unit: fc.constantFrom(...'ab1:- \n\t{}[],&*!|>\'"#?%.<~') });
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 200 }), yaml), (text) => {
      const documents = readYaml(text);
      const places = E.isLeft(documents) ? [documents.left] : documents.right.map((one) => one.locate(['a', 0]));
      for (const { line, column } of places) {
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
        expect(Math.min(line, column)).toBeGreaterThan(0);
      }
    }),
    { ...settings, numRuns: 1000 },
  );
});
