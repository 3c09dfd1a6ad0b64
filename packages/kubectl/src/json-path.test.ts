import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '@orrery/core/engine';
import { customColumns } from './custom-columns.ts';
import { jsonPathText } from './json-path-text.ts';

const pods: Json = {
  kind: 'List',
  items: [
    {
      metadata: { name: 'web-0', labels: { 'app.kubernetes.io/name': 'nginx' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx:1' }] },
      status: { phase: 'Running', restarts: 2 },
    },
    { metadata: { name: 'web-1' }, spec: { containers: [] }, status: { phase: 'Pending', restarts: 0 } },
  ],
};

describe('KC-210: JSONPath as kubectl has it', () => {
  test.each([
    ['{.kind}', 'List'],
    ['{.items[*].metadata.name}', 'web-0 web-1'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[0].image}{"\\n"}{end}', 'web-0\tnginx:1\nweb-1\t\n'],
    ['{.items[?(@.status.phase=="Running")].metadata.name}', 'web-0'],
    ['{.items[?(@.status.restarts>0)].metadata.name}', 'web-0'],
    ['{.items[-1].metadata.name}', 'web-1'],
    ['{.items[0:1].metadata.name}', 'web-0'],
    ["{.items[0]['metadata','status'].name}", 'web-0'],
    ['{.items[0].metadata.labels.app\\.kubernetes\\.io/name}', 'nginx'],
    ['{..name}', 'web-0 nginx web-1'],
    ['{.items[0].spec.containers}', '[{"name":"nginx","image":"nginx:1"}]'],
    ['name: {.items[0].metadata.name}!', 'name: web-0!'],
    ['{.nothing.here}', ''],
  ])('%s', (template, text) => {
    expect(jsonPathText(template, pods)).toEqual(E.right(text));
  });

  test('templates that make no sense are refused', () => {
    for (const template of ['{.a', '{range .items[*]}', '{end}', '{.items[x]}'])
      expect(E.isLeft(jsonPathText(template, pods)), template).toBe(true);
  });

  test('no template makes it throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'{}[]().*?@"\'\\$,:-0a= ') }),
        (text) => void jsonPathText(text, pods),
      ),
      {
        numRuns: 500,
        seed: 1,
      },
    );
  });
});

test('KC-211: custom columns', () => {
  const items = (pods as { items: Json[] }).items;
  expect(customColumns('NAME:.metadata.name,APP:.metadata.labels.x', items)).toEqual(
    E.right([
      ['NAME', 'APP'],
      ['web-0', '<none>'],
      ['web-1', '<none>'],
    ]),
  );
  expect(E.isLeft(customColumns('NAME', items))).toBe(true);
});
