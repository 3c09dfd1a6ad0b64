import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '@orrery/core/engine';
import { customColumns } from './custom-columns.ts';

const pod: Json = {
  metadata: { name: 'web-0', labels: { k: 'v', a: 'b' } },
  spec: { containers: [{ name: 'a', image: 'i' }, { name: 'b' }], hostNetwork: true, priority: null, n: 2 },
};

test.each<[string, readonly string[], readonly string[]]>([
  ['NAME:.metadata.name,APP:.metadata.labels.x', ['NAME', 'APP'], ['web-0', '<none>']],
  ['n:metadata.name,m:{.metadata.name},o:{metadata.name}', ['n', 'm', 'o'], ['web-0', 'web-0', 'web-0']],
  ['L:.metadata.labels', ['L'], ['map[a:b k:v]']],
  ['C:.spec.containers[*].name', ['C'], ['a,b']],
  ['C:.spec.containers', ['C'], ['[map[image:i name:a] map[name:b]]']],
  ['H:.spec.hostNetwork,N:.spec.n,P:.spec.priority', ['H', 'N', 'P'], ['true', '2', '<nil>']],
  ['E:', ['E'], ['<none>']],
])('KC-211: %s', (spec, header, row) => {
  expect(customColumns(spec, [pod])).toEqual(E.right([header, row]));
});

test.each([
  ['NAME', 'unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>'],
  ['A:.a:b', 'unexpected custom-columns spec: A:.a:b, expected <header>:<json-path-expr>'],
  [
    'A:{.a}b',
    "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
  ],
  ['A:.a[', 'error parsing jsonpath {.a[}, unterminated array'],
])('KC-211: %s is refused', (spec, message) => {
  expect(customColumns(spec, [pod])).toEqual(E.left(message));
});

test('KC-211: there is a row for each object, and no spec makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'NA:.{}[],*a ') }), fc.nat(3), (spec, count) => {
      const table = customColumns(
        spec,
        Array.from({ length: count }, () => pod),
      );
      if (E.isRight(table)) expect(new Set(table.right.map((row) => row.length)).size).toBe(1);
      expect(E.isLeft(table) || table.right.length === count + 1).toBe(true);
    }),
    { numRuns: 500, seed: 1 },
  );
});
