import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonArray, isJsonObject, jsonEqual, type Json, type JsonObject } from '../../engine/index.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';
import { threeWayPatch } from './three-way.ts';

const settings = { numRuns: 400, seed: 1 };

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const env = fc.record({ name, value: fc.constantFrom('1', '2') }, { requiredKeys: ['name'] });
const byName = <T extends { readonly name: string }>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.uniqueArray(item, { selector: (one) => one.name, maxLength: 4 });
const container = fc.record(
  { name, image: fc.constantFrom('1', '2'), args: fc.array(name, { maxLength: 2 }), env: byName(env) },
  { requiredKeys: ['name'] },
);
const volume = fc
  .tuple(
    name,
    fc.constantFrom<JsonObject>({ emptyDir: {} }, { hostPath: { path: '/x' } }, { configMap: { name: 'c' } }),
  )
  .map(([own, source]) => ({ name: own, ...source }));
const template = fc.record(
  {
    containers: byName(container),
    volumes: byName(volume),
    nodeSelector: fc.dictionary(name, name, { maxKeys: 3 }),
    tolerations: fc.array(fc.record({ key: name }), { maxLength: 2 }),
  },
  { requiredKeys: ['containers'] },
);
const set: fc.Arbitrary<JsonObject> = fc
  .record(
    { replicas: fc.nat(3), finalizers: fc.uniqueArray(name, { maxLength: 3 }), template },
    { requiredKeys: ['template'] },
  )
  .map(({ finalizers, template: spec, ...rest }) => {
    const object = { metadata: finalizers === undefined ? {} : { finalizers }, spec: { ...rest, template: { spec } } };
    return JSON.parse(JSON.stringify(object)) as JsonObject; // it is JSON: made of records, lists, texts and numbers
  });

const patchOf = (original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject => {
  const patch = threeWayPatch('StatefulSet', original, modified, current);
  if (E.isLeft(patch)) throw new Error(patch.left);
  return patch.right;
};

const applied = (object: JsonObject, patch: JsonObject): JsonObject => {
  const result = strategicMergePatch('StatefulSet', object, patch);
  if (E.isLeft(result)) throw new Error(result.left);
  return result.right as JsonObject; // a patch of an object gives an object
};

/** Empty lists and maps, directives and nulls left out: that is how decoding stores an object. */
const stored = (value: Json): Json | undefined => {
  if (value === null) return undefined;
  if (isJsonArray(value)) return value.length === 0 ? undefined : value.map((item) => stored(item) ?? {});
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value)
    .filter(([key]) => !key.startsWith('$'))
    .map(([key, member]) => [key, stored(member)] as const);
  const kept = members.filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

/** Does the object say all that the file says, whatever else it says? */
const says = (object: Json | undefined, file: Json): boolean => {
  if (isJsonArray(file)) {
    const list = isJsonArray(object) ? object : [];
    return file.every((item) => list.some((one) => says(one, item)));
  }
  if (!isJsonObject(file)) return jsonEqual(object, file);
  const found = isJsonObject(object) ? object : {};
  return Object.entries(file).every(([key, member]) => stored(member) === undefined || says(found[key], member));
};

test('API-203: applied to an object that nobody else changed, the patch gives what the file says', () => {
  fc.assert(
    fc.property(set, set, (original, modified) => {
      const result = applied(original, patchOf(original, modified, original));
      expect(stored(result)).toEqual(stored(modified));
    }),
    settings,
  );
});

test('API-203: whatever others changed, the object then says what the file says, and a second patch changes nothing', () => {
  fc.assert(
    fc.property(set, set, set, (original, modified, current) => {
      const result = applied(current, patchOf(original, modified, current));
      expect(says(result, modified)).toBe(true);
      const again = applied(result, patchOf(modified, modified, result));
      expect(stored(again)).toEqual(stored(result));
    }),
    settings,
  );
});

/** Sets in the order of their texts: upstream asks for any other order again at each apply. */
const inTextOrder = ({ metadata, ...rest }: JsonObject): JsonObject => {
  const finalizers = isJsonObject(metadata) ? metadata['finalizers'] : undefined;
  return isJsonArray(finalizers) ? { ...rest, metadata: { finalizers: finalizers.toSorted() } } : rest;
};

test('API-203: the patch is empty when the file is what was applied and what is there', () => {
  fc.assert(
    fc.property(set.map(inTextOrder), (one) => {
      expect(patchOf(one, one, { ...one, status: { replicas: 1 } })).toEqual({});
    }),
    settings,
  );
});

test('API-203: entries that only others have are kept', () => {
  fc.assert(
    fc.property(set, set, (original, modified) => {
      const { spec } = original as { readonly spec: { readonly template: { readonly spec: JsonObject } } };
      const { containers } = spec.template.spec;
      const list = isJsonArray(containers) ? containers : [];
      const template = { spec: { ...spec.template.spec, containers: [...list, { name: 'sidecar' }] } };
      const result = applied(
        { ...original, spec: { ...spec, template } },
        patchOf(original, modified, { ...original, spec: { ...spec, template } }),
      );
      expect(says(result, { spec: { template: { spec: { containers: [{ name: 'sidecar' }] } } } })).toBe(true);
    }),
    settings,
  );
});
