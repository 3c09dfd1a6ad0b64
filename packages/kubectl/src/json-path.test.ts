import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { Json } from '@orrery/core/engine';
import { jsonPathText, jsonPathTexts } from './json-path-text.ts';

const pods: Json = {
  kind: 'List',
  items: [
    {
      metadata: { name: 'web-0', labels: { 'app.kubernetes.io/name': 'nginx' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx:1' }] },
      status: { phase: 'Running', restarts: 2, ratio: 0.5, ready: true, note: null },
    },
    { metadata: { name: 'web-1' }, spec: { containers: [] }, status: { phase: 'Pending', restarts: 0 } },
    { metadata: { name: 'web-2' }, status: { phase: 'Running', restarts: 7 } },
  ],
};

describe('KC-210: JSONPath as kubectl has it', () => {
  test.each([
    ['{.kind}', 'List'],
    ['{$.kind}', 'List'],
    ['{@.kind}', 'List'],
    ['{.items[*].metadata.name}', 'web-0 web-1 web-2'],
    ["{.items[*]['metadata'].name}", 'web-0 web-1 web-2'],
    [
      '{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[*].image}{"\\n"}{end}',
      'web-0\tnginx:1\nweb-1\t\nweb-2\t\n',
    ],
    ['{range .items[*]}{range .spec.containers[*]}[{.name}]{end}{.metadata.name};{end}', '[nginx]web-0;web-1;web-2;'],
    ['{range .nothing[*]}{.a}{end}after', 'after'],
    ['{range .items[0:2]}{.metadata.name},{end}{.kind}', 'web-0,web-1,List'],
    ['{.items[?(@.status.phase=="Running")].metadata.name}', 'web-0 web-2'],
    ["{.items[?(@.status.phase!='Running')].metadata.name}", 'web-1'],
    ['{.items[?(@.status.restarts>0)].metadata.name}', 'web-0 web-2'],
    ['{.items[?(@.status.restarts<=2)].metadata.name}', 'web-0 web-1'],
    ['{.items[?(@.spec.containers)].metadata.name}', 'web-0 web-1'],
    ['{.items[?(@.status.ready==true)].metadata.name}', 'web-0'],
    ['{.items[?(@.status.ratio==0.5)].metadata.name}', 'web-0'],
    ['{.items[?(@.metadata.labels.app\\.kubernetes\\.io/name=="nginx")].metadata.name}', 'web-0'],
    ['{.items[-1].metadata.name}', 'web-2'],
    ['{.items[0:1].metadata.name}', 'web-0'],
    ['{.items[-2:].metadata.name}', 'web-1 web-2'],
    ['{.items[:-1].metadata.name}', 'web-0 web-1'],
    ['{.items[::2].metadata.name}', 'web-0 web-2'],
    ['{.items[0:0].metadata.name}', ''],
    ['{.items[0,2].metadata.name}', 'web-0 web-2'],
    ["{.items[1]['metadata.name','status.phase']}", 'web-1 Pending'],
    ['{.items[0].metadata.labels.app\\.kubernetes\\.io/name}', 'nginx'],
    ['{..name}', 'web-0 nginx web-1 web-2'],
    ['{.items[0].metadata.*}', '{"app.kubernetes.io/name":"nginx"} web-0'],
    ['{.items[0].spec.containers}', '[{"image":"nginx:1","name":"nginx"}]'],
    ['{.items[0].status.ratio} {.items[0].status.ready} {.items[0].status.note}', '0.5 true null'],
    ['name: {.items[0].metadata.name}!', 'name: web-0!'],
    ["{'it\\'s'} {\"\\u00e9\\x41\"}", "it's éA"],
    ['no braces', 'no braces'],
    ['', ''],
    ['{.nothing.here}', ''],
    ['{.items[*].spec.containers[*].name}', 'nginx'],
  ])('%s', (template, text) => {
    expect(jsonPathText(template, pods)).toEqual(E.right(text));
  });

  test('members are written as Go writes JSON: names sorted, angle brackets escaped', () => {
    expect(jsonPathText('{.a}', { a: { z: '<b>', b: [1, 1.5, 1e21] } })).toEqual(
      E.right('{"b":[1,1.5,1e+21],"z":"\\u003cb\\u003e"}'),
    );
    expect(jsonPathText('{.a}', { a: 0.000001 })).toEqual(E.right('1e-06'));
  });

  test.each([
    ['{.a', 'unclosed action'],
    ['{.items[0}', 'unterminated array'],
    ['{.items[x]}', 'invalid array index x'],
    ['{.items[*]["metadata"]}', 'invalid array index "metadata"'],
    ['{.items[?(@.a}', 'unterminated filter'],
    ['{.items[?(@.a)', 'unclosed array expect ]'],
    ['{"a}', 'unterminated quoted string'],
    ['{....a}', 'invalid multiple recursive descent'],
    ['{(}', "unrecognized character in action: U+0028 '('"],
    ['{1.2.3}', 'cannot parse number 1.2.3'],
  ])('%s cannot be read', (template, message) => {
    expect(jsonPathText(template, pods)).toEqual(E.left(`error parsing jsonpath ${template}, ${message}`));
  });

  test.each([
    ['{end}', 'not in range, nothing to end'],
    ['{hello}', 'unrecognized identifier hello'],
    ['{..containers[0].image}', 'array index out of bounds: index 0, length 0'],
    ['{.items[7]}', 'array index out of bounds: index 7, length 3'],
    ['{.items[2:1]}', 'starting index 2 is greater than ending index 1'],
    ['{.items[0:2:0]}', 'step must be > 0'],
    ['{.kind[0]}', 'string is not array or slice'],
    ['{.kind[?(@.a)]}', 'List is not array or slice and cannot be filtered'],
    ['{.items[?(@.status.restarts=="2")]}', 'incompatible types for comparison'],
    ['{.items[?(@..name=="x")]}', 'can only compare one element at a time'],
  ])('%s cannot be applied', (template, message) => {
    expect(jsonPathText(template, pods)).toMatchObject({
      left: expect.stringContaining(
        `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${message}. Printing`,
      ),
    });
  });

  test('what is missing is an error when it may not be', () => {
    expect(jsonPathText('{.a.b}', { a: {}, c: [null, true, 'x'] }, false)).toEqual(
      E.left(
        'error executing jsonpath "{.a.b}": Error executing template: b is not found. Printing more information for debugging the template:\n' +
          '\ttemplate was:\n\t\t{.a.b}\n\tobject given to jsonpath engine was:\n' +
          '\t\tmap[string]interface {}{"a":map[string]interface {}{}, "c":[]interface {}{interface {}(nil), true, "x"}}\n\n',
      ),
    );
  });

  test('no path at all is the value', () => {
    expect(jsonPathText('{}', { b: 1, a: null })).toEqual(E.right('{"a":null,"b":1}'));
  });

  test('values can be had one by one', () => {
    expect(jsonPathTexts('{.items[*].metadata.name}', pods)).toEqual(E.right(['web-0', 'web-1', 'web-2']));
  });
});
