import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonObject, jsonEqual, type Json } from '../../engine/index.ts';
import { jsonPatch } from './json-patch.ts';

const settings = { numRuns: 300, seed: 1 };

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const name = fc.constantFrom('a', 'b', 'a/b', 'm~n', '0', '1', '-', '');
const doc = fc.letrec<{ value: Json; object: Json }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.nat(9), fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
}));
const pointer = fc
  .array(name, { maxLength: 3 })
  .map((steps) => steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
const operation = fc.record(
  {
    op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
    path: pointer,
    from: pointer,
    value: fc.nat(3),
  },
  { requiredKeys: ['op'] },
);

test('API-200: a patch never throws and leaves the document as it was', () => {
  fc.assert(
    fc.property(doc.object, fc.oneof(fc.array(operation, { maxLength: 4 }), json), (object, patch) => {
      const before = JSON.stringify(object);
      jsonPatch(object, JSON.parse(JSON.stringify(patch)) as Json);
      expect(JSON.stringify(object)).toBe(before);
    }),
    settings,
  );
});

test('API-200: what was added is found by test, and removing it gives the document back', () => {
  fc.assert(
    fc.property(doc.object, pointer, fc.nat(9), (object, path, value) => {
      const added = jsonPatch(object, [{ op: 'add', path, value }]);
      fc.pre(E.isRight(added) && !path.endsWith('/-'));
      const same = (result: E.Either<string, Json>, to: Json): boolean =>
        E.isRight(result) && jsonEqual(result.right, to);
      const wasThere = E.isRight(jsonPatch(object, [{ op: 'remove', path }]));
      expect(same(jsonPatch(added.right, [{ op: 'test', path, value }]), added.right)).toBe(true);
      const removed = jsonPatch(added.right, [{ op: 'remove', path }]);
      if (!wasThere) expect(same(removed, object)).toBe(true);
    }),
    settings,
  );
});

test('API-200: operations in two patches do what they do in one', () => {
  fc.assert(
    fc.property(doc.object, operation, operation, (object, first, second) => {
      const [one, two] = [first, second].map((each) => JSON.parse(JSON.stringify(each)) as Json);
      const once = jsonPatch(object, [one ?? null, two ?? null]);
      const half = jsonPatch(object, [one ?? null]);
      expect(once).toEqual(E.isLeft(half) ? half : jsonPatch(half.right, [two ?? null]));
    }),
    settings,
  );
});

test('API-200: a move is a copy followed by a removal, where neither place lies in the other', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), json), (object) => {
      fc.pre(isJsonObject(object) && 'a' in object);
      const moved = jsonPatch(object, [{ op: 'move', from: '/a', path: '/z' }]);
      const copied = jsonPatch(object, [
        { op: 'copy', from: '/a', path: '/z' },
        { op: 'remove', path: '/a' },
      ]);
      expect(moved).toEqual(copied);
    }),
    settings,
  );
});
