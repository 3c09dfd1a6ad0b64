import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { Json } from '../engine/index.ts';
import { formatSelector, isEmptySelector, readSelector, selects } from '../cluster/index.ts';
import { parseSelector } from './selector.ts';

const web = { app: 'nginx', tier: 'front', size: '5', 'example.com/a': '' };

describe('API-211: label selectors in text form', () => {
  test.each<[string, boolean, string?]>([
    ['', true],
    ['app=nginx', true],
    ['app==nginx', true],
    ['app=other', false],
    ['app!=other', true],
    ['app!=nginx', false],
    ['none!=x', true],
    ['tier in (front,back)', true, 'tier in (back,front)'],
    ['tier notin (front)', false],
    ['none notin (a,b)', true],
    ['app', true],
    ['none', false],
    ['!none', true],
    ['! app', false, '!app'],
    ['example.com/a', true],
    ['example.com/a=', true],
    ['example.com/a in ()', true],
    ['app in (,nginx)', true],
    ['size>4', true],
    ['size>5', false],
    ['size<6,size>-1', false, 'size<6,size>-1'],
    ['app<6', false],
    ['in in (in,notin)', false],
    ['tier=front, app = nginx ,!none', true, 'app=nginx,!none,tier=front'],
  ])('%s', (text, matches, shown = text) => {
    const selector = parseSelector(text);
    if (text.includes('>-')) {
      expect(E.isLeft(selector)).toBe(true); // a value of a label cannot be negative
      return;
    }
    if (E.isLeft(selector)) throw new Error(selector.left);
    expect([selects(selector.right, web), formatSelector(selector.right)]).toEqual([matches, shown]);
    expect(isEmptySelector(selector.right)).toBe(text === '');
  });

  test.each<[string, string]>([
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['a,,b', "found ',', expected: identifier after ','"],
    ['=b', "found '=', expected: !, identifier, or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a=(b)', "unable to parse requirement: found '(', expected: identifier"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
    ['a in (=)', "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
    [
      'a>b',
      `unable to parse requirement: values[0]: Invalid value: "b": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
  ])('%s is refused', (text, message) => {
    expect(parseSelector(text)).toEqual(E.left(message));
  });

  test.each(['a=-b', 'a in (b,c_)', '-a', 'a/b/c', '/a', `${'x'.repeat(64)}`])(
    '%s: no name or value of a label',
    (text) => {
      expect(parseSelector(text)).toMatchObject({
        left: expect.stringMatching(/^unable to parse requirement: .*Invalid value: /),
      });
    },
  );
});

describe('API-211: label selectors in object form', () => {
  test.each<[Json, boolean, string]>([
    [{}, true, ''],
    [{ matchLabels: { tier: 'front', app: 'nginx' } }, true, 'app=nginx,tier=front'],
    [{ matchLabels: { app: 'x' } }, false, 'app=x'],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['nginx'] }] }, true, 'app in (nginx)'],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['b', 'a'] }] }, true, 'app notin (a,b)'],
    [{ matchExpressions: [{ key: 'none', operator: 'Exists' }] }, false, 'none'],
    [{ matchExpressions: [{ key: 'none', operator: 'DoesNotExist' }] }, true, '!none'],
    [{ matchExpressions: [{ key: 'size', operator: 'Gt', values: ['4'] }] }, true, 'size>4'],
    [{ matchExpressions: [{ key: 'size', operator: 'Lt', values: ['x'] }] }, false, 'size<x'],
    [
      { matchLabels: { app: 'nginx' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      true,
      'app=nginx,tier',
    ],
  ])('%j', (object, matches, shown) => {
    const selector = readSelector(object);
    expect([selects(selector, web), formatSelector(selector)]).toEqual([matches, shown]);
  });
});
