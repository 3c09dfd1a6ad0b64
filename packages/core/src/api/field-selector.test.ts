import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { matchesFields, parseFieldSelector } from './field-selector.ts';

const pod: Readonly<Record<string, string>> = {
  'metadata.name': 'web-0',
  'spec.nodeName': 'n1',
  'status.phase': 'Running',
  odd: 'a,b=c\\',
};

test.each<[string, boolean]>([
  ['', true],
  ['metadata.name=web-0', true],
  ['metadata.name==web-0,spec.nodeName=n1', true],
  ['metadata.name=web-0,spec.nodeName=n2', false],
  ['status.phase!=Running', false],
  ['status.phase!=Pending,', true],
  ['spec.nodeName=', false],
  ['missing=', true],
  ['odd=a\\,b\\=c\\\\', true],
])('API-212: %s', (text, matches) => {
  const selector = parseFieldSelector(text);
  if (E.isLeft(selector)) throw new Error(selector.left);
  expect(matchesFields(selector.right, (field) => pod[field])).toBe(matches);
});

test.each([
  ['a', "invalid selector: 'a'; can't understand 'a'"],
  ['a=b,c', "invalid selector: 'a=b,c'; can't understand 'c'"],
  ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
  ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ['a=b\\', 'invalid field selector: invalid escape sequence: \\'],
])('API-212: %s is refused', (text, message) => {
  expect(parseFieldSelector(text)).toEqual(E.left(message));
});
