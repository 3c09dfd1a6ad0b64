import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from '../engine/index.ts';
import { apiVersionOf, at, draftOf, kindNames, toObject, type KindName } from '../cluster/index.ts';
import { withDefaults } from './defaulting/index.ts';
import { manifests, TestServer } from './handle.fixture.ts';
import type { PatchType, Request, Subresource } from './request.ts';
import { decode } from './schema/decode.ts';
import { schemas } from './schema/kinds.ts';
import { mergePatch } from './patch/merge-patch.ts';
import { storedForm } from './stored.ts';

const kind = fc.constantFrom(...kindNames);
const made = fc.constantFrom(...(Object.keys(manifests) as (keyof typeof manifests)[])); // keys of a literal
// A JSON value of fast-check is one of ours; it only does not say readonly.
const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

/** All paths in a value, as lists of steps. */
const pathsOf = (value: Json, path: readonly string[] = []): readonly (readonly string[])[] => {
  const entries = isJsonArray(value) ? [...value.entries()] : isJsonObject(value) ? Object.entries(value) : [];
  return [path, ...entries.flatMap(([key, member]) => pathsOf(member, [...path, String(key)]))];
};

const replaced = (value: Json, [step, ...rest]: readonly string[], by: Json): Json => {
  if (step === undefined) return by;
  if (isJsonArray(value)) return value.map((item, i) => (String(i) === step ? replaced(item, rest, by) : item));
  if (!isJsonObject(value)) return value;
  return { ...value, [step]: replaced(value[step] ?? null, rest, by) };
};

/** Values that fields are often given, right or wrong. */
const likely: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    '',
    'x',
    'A',
    '1',
    '1Gi',
    '-1',
    '50%',
    'Always',
    'None',
    'RollingUpdate',
    'OnDelete',
    null,
    true,
  ),
  fc.constantFrom<Json>(0, 1, -1, 80, 2 ** 40, 0.5, [], {}, [{}], [null], { a: 'b' }, '2026-01-01T00:00:00Z'),
  json,
);

const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'u' };

/** Metadata that users add, empty or not. */
const metadata: fc.Arbitrary<JsonObject> = fc.record(
  {
    labels: fc.constantFrom<Json>({}, { app: 'nginx' }, { app: '' }),
    annotations: fc.constantFrom<Json>({}, { note: '' }),
    finalizers: fc.constantFrom<Json>([], ['a/b']),
    ownerReferences: fc.constantFrom<Json>([], [{ ...owner, controller: false }], [{ ...owner, controller: true }]),
    generateName: fc.constantFrom<Json>('', 'x-'),
  },
  { requiredKeys: [] },
);

/** A manifest of a kind with more metadata and a few members replaced. */
const nearly = fc
  .tuple(made, metadata, fc.array(fc.tuple(fc.nat(), likely), { maxLength: 2 }))
  .map(([name, more, changes]) => {
    let object: Json = { ...manifests[name], metadata: { ...more, ...manifests[name].metadata } };
    for (const [at, by] of changes) {
      const paths = pathsOf(object).slice(1);
      object = replaced(object, paths[at % Math.max(1, paths.length)] ?? [], by);
    }
    return { name, object };
  });

const verbs: readonly Request['verb'][] = ['create', 'get', 'list', 'update', 'patch', 'delete', 'deletecollection'];
const subresources: readonly Subresource[] = ['', 'status', 'scale', 'eviction', 'binding', 'finalize'];
const patchTypes: readonly PatchType[] = ['json', 'merge', 'strategic', 'apply'];

/** Who writes, if they say. */
const signature = fc.constantFrom<Pick<Request, 'fieldManager' | 'force'>>(
  {},
  { fieldManager: 'a' },
  { fieldManager: 'kubectl' },
  { fieldManager: 'a', force: true },
);

const plain: fc.Arbitrary<Request> = fc.record({
  verb: fc.constantFrom(...verbs),
  kind,
  namespace: fc.constantFrom('', 'default', 'gone'),
  name: fc.constantFrom('', 'web', 'p', 'n1', 'www', 'pv1', 'local', 'nginx', 'agent'),
  subresource: fc.constantFrom(...subresources),
  body: fc.oneof(
    json,
    nearly.map(({ object }) => object),
  ),
  patchType: fc.constantFrom(...patchTypes),
  dryRun: fc.boolean(),
  fieldValidation: fc.constantFrom('Strict', 'Warn', 'Ignore'),
  labelSelector: fc.constantFrom('', 'a=b', 'a in (', '!!'),
  fieldSelector: fc.constantFrom('', 'metadata.name=p', 'x', 'x=y'),
});

/** A configuration as it has to be for an apply to be looked at. */
const applied: fc.Arbitrary<Request> = nearly.map(({ name, object }) => ({
  verb: 'patch',
  kind: name,
  namespace: 'default',
  name: manifests[name].metadata.name,
  patchType: 'apply',
  body: isJsonObject(object) ? { ...object, apiVersion: apiVersionOf(name), kind: name } : object,
}));

const request = fc
  .tuple(fc.oneof({ weight: 2, arbitrary: plain }, { weight: 1, arbitrary: applied }), signature)
  .map(([asked, signed]): Request => ({ ...asked, ...signed }));

const populated = (): TestServer => {
  const server = new TestServer();
  for (const [name, manifest] of Object.entries(manifests)) server.create(name as KindName, manifest); // its own keys
  return server;
};

test('API-60: whatever is asked, the answer is an object, a list or a Status, and a refusal changes nothing', () => {
  const server = populated();
  fc.assert(
    fc.property(request, (asked) => {
      const before = server.position;
      const hash = server.state.hash();
      const { code, body, position } = server.handle(asked);
      expect(isJsonObject(body)).toBe(true);
      if (code >= 400) expect(body).toMatchObject({ kind: 'Status', status: 'Failure', code });
      if (code >= 400 || asked.dryRun === true) expect([server.position, server.state.hash()]).toEqual([before, hash]);
      else expect(position === 0 || position > before).toBe(true);
    }),
    { numRuns: 1500, seed: 7 },
  );
});

test('API-61: an object that was accepted and is written back as it reads leaves no trace: its record is what its object says', () => {
  fc.assert(
    fc.property(nearly, ({ name, object }) => {
      const server = new TestServer();
      const { code, body } = server.ask('create', name, '', { body: object });
      if (code !== 201) return;
      const [record] = server.state.tables[name].toArray().slice(-1);
      if (record === undefined) throw new Error('it was created');
      expect(storedForm(body as JsonObject)).toEqual(draftOf(record)); // 201 answers the object
      expect(server.ask('update', name, record.meta.name, { body })).toMatchObject({ code: 200, position: 0 });
      expect(toObject(record, server.epoch)).toEqual(body);
    }),
    { numRuns: 1500, seed: 7 },
  );
});

/** A patch of one member, at most three deep, or of the metadata. */
const patches: fc.Arbitrary<{ readonly name: keyof typeof manifests; readonly patch: JsonObject }> = fc
  .tuple(made, fc.oneof(metadata, fc.constant(undefined)), fc.nat(), likely)
  .map(([name, more, at, by]) => {
    if (more !== undefined) return { name, patch: { metadata: more } };
    const paths = pathsOf(manifests[name]).filter(
      (path) => path.length > 0 && path.length <= 3 && path[0] !== 'metadata',
    );
    const path = paths[at % Math.max(1, paths.length)] ?? [];
    const patch = path.reduceRight<Json>((inner, step) => ({ [step]: inner }), by);
    return { name, patch: isJsonObject(patch) ? patch : {} };
  });

test('API-64: what a patch makes of an object is what an update makes that says the same', () => {
  let changed = 0;
  fc.assert(
    fc.property(patches, fc.constantFrom({}, { fieldManager: 'a' }), ({ name, patch }, signed) => {
      const [patching, updating] = [populated(), populated()];
      const object = manifests[name].metadata.name;
      const asked = { fieldValidation: 'Ignore', ...signed } as const;
      const { body } = updating.ask('get', name, object);
      // Parsed anew, so that nothing of it is what is stored.
      const whole = JSON.parse(JSON.stringify(mergePatch(body, patch))) as Json; // what was JSON before
      const answer = patching.ask('patch', name, object, { ...asked, patchType: 'merge', body: patch });
      expect(answer).toEqual(updating.ask('update', name, object, { ...asked, body: whole }));
      expect(patching.state.hash()).toBe(updating.state.hash());
      if (answer.position > 0) changed++;
    }),
    { numRuns: 500, seed: 7 },
  );
  expect(changed).toBeGreaterThan(100);
});

test('API-256: an object of any kind that was applied can be applied again, and read and written back, without a trace', () => {
  let seen = 0;
  fc.assert(
    fc.property(applied, fc.boolean(), (asked, tracked) => {
      const server = new TestServer();
      const { kind: name, name: object } = asked;
      if (tracked)
        server.ask('create', name, '', { body: manifests[name as keyof typeof manifests], fieldManager: 'c' });
      const apply = () => server.handle({ ...asked, fieldManager: 'm', force: true });
      const first = apply();
      // Who names nothing owns nothing, and the next apply finds an object that nobody manages.
      if (first.code >= 300 || at(first.body, 'metadata', 'managedFields') === undefined) return;
      seen++;
      server.now = 60_000_000;
      expect(apply()).toMatchObject({ code: 200, position: 0, body: first.body });
      expect(server.ask('update', name, object, { body: first.body, fieldManager: 'w' })).toMatchObject({
        position: 0,
      });
    }),
    { numRuns: 1500, seed: 7 },
  );
  expect(seen).toBeGreaterThan(300);
});

test('API-62: decoding and defaulting what was decoded and defaulted changes nothing', () => {
  fc.assert(
    fc.property(nearly, ({ name, object }) => {
      if (!isJsonObject(object)) return;
      const once = decode(schemas[name], object);
      if (E.isLeft(once)) return;
      const twice = decode(schemas[name], once.right.object);
      expect(twice).toEqual(E.right({ object: once.right.object, unknown: [] }));
      const defaulted = withDefaults(name, once.right.object);
      expect(canonicalJson(withDefaults(name, defaulted))).toBe(canonicalJson(defaulted));
    }),
    { numRuns: 1500, seed: 7 },
  );
});
