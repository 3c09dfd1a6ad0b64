import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/index.ts';
import { kindNames } from '../../cluster/index.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

const settings = { numRuns: 500, seed: 1 };

/** Objects and patches of every shape, with directives and fields that mean something here and there. */
const member = fc.constantFrom(
  ...['spec', 'metadata', 'template', 'containers', 'env', 'volumes', 'finalizers', 'name', 'labels', 'ports', 'x'],
  ...['$patch', '$retainKeys', '$setElementOrder/containers', '$setElementOrder/env', '$setElementOrder'],
  ...['$deleteFromPrimitiveList/finalizers', '$setElementOrder/finalizers', '__proto__'],
);
const wild = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<Json>(null, 1, 'a', 'b', 'delete', 'replace', 'merge', true),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(member, tie('value')), { maxLength: 4 })
    .map((entries): JsonObject => Object.fromEntries(entries)),
}));

test('API-202: no patch throws or changes what it is applied to', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kindNames), wild.object, wild.object, (kind, object, patch) => {
      const before = JSON.stringify([object, patch]);
      const result = strategicMergePatch(kind, object, patch);
      expect(E.isLeft(result) || typeof result.right === 'object').toBe(true);
      expect(JSON.stringify([object, patch])).toBe(before);
    }),
    settings,
  );
});

test('API-202: an empty patch changes nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kindNames), wild.object, (kind, object) => {
      expect(strategicMergePatch(kind, object, {})).toEqual(E.right(object));
    }),
    settings,
  );
});
