import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Bytes, base64Fault, base64Of } from './base64.ts';

test('EN-70: a text in base64 is what every other encoder makes of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const encoded = base64Of(text);
      expect(encoded).toBe(Buffer.from(text, 'utf8').toString('base64'));
      expect(base64Fault(encoded)).toBeUndefined();
      expect(base64Bytes(encoded)).toBe(Buffer.byteLength(text));
    }),
    { seed: 1 },
  );
});

test.each([
  ['abc', 0],
  ['abc?', 3],
  ['YWI=YQ==', 4],
  ['YQ=', 3],
  ['=', 0],
  ['YQ=a', 2],
  ['YWJj\nYQ==', undefined],
])('EN-70: the first byte of %j that is not base64 is found: %s', (text, at) => {
  expect(base64Fault(text)).toBe(at);
});
