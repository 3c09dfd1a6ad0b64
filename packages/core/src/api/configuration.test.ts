import { expect, test } from 'vitest';
import { at, toObject } from '../cluster/index.ts';
import { manifests, TestServer } from './handle.fixture.ts';
import type { Json, JsonObject } from '../engine/index.ts';

const stored = (server: TestServer, kind: 'Secret' | 'ConfigMap', ...path: readonly string[]): Json | undefined => {
  const [record] = server.state.tables[kind].toArray();
  return record === undefined ? undefined : at(toObject(record, server.epoch), ...path);
};

test('API-214: a Secret is Opaque unless it says otherwise, and keeps plain texts in base64 among its data', () => {
  const server = new TestServer();
  server.create('Secret', { metadata: { name: 's' }, data: { a: 'eA==', b: 'eQ==' }, stringData: { b: 'z', c: 'ä' } });
  expect(stored(server, 'Secret', 'type')).toBe('Opaque');
  expect(stored(server, 'Secret', 'data')).toEqual({ a: 'eA==', b: 'eg==', c: 'w6Q=' });
  expect(stored(server, 'Secret', 'stringData')).toBeUndefined();
});

test.each<readonly [string, JsonObject, string]>([
  ['not base64', { data: { a: 'x?' } }, 'illegal base64 data at input byte 1'],
  ['a bad key', { stringData: { 'a b': 'x' } }, 'data[a b]: Invalid value: "a b": a valid config key must consist of'],
  ['no certificate', { type: 'kubernetes.io/tls', stringData: { 'tls.key': 'x' } }, 'data[tls.crt]: Required value'],
  [
    'neither name nor password',
    { type: 'kubernetes.io/basic-auth' },
    '[data[username]: Required value, data[password]: Required value]',
  ],
])('API-215: a Secret with %s is refused', (_title, body, message) => {
  expect(new TestServer().refusal('create', 'Secret', '', { body: { metadata: { name: 's' }, ...body } })).toContain(
    message,
  );
});

test('API-216: what was made immutable stays as it is', () => {
  const server = new TestServer();
  const made = server.create('ConfigMap', { ...manifests.ConfigMap, immutable: true });
  const refusal = (change: JsonObject): string =>
    server.refusal('update', 'ConfigMap', 'settings', { body: { ...made, ...change } });
  expect(refusal({ data: { colour: 'red' } })).toContain('data: Forbidden: field is immutable when `immutable` is set');
  expect(refusal({ immutable: false })).toContain('immutable: Forbidden: field is immutable when `immutable` is set');
  const labels = server.ask('patch', 'ConfigMap', 'settings', {
    patchType: 'merge',
    body: { metadata: { labels: { a: 'b' } } },
  });
  expect(labels.code).toBe(200);
});

test('API-215: a ConfigMap holds at most a mebibyte, and no key twice', () => {
  const create = (body: JsonObject): string =>
    new TestServer().refusal('create', 'ConfigMap', '', { body: { metadata: { name: 'c' }, ...body } });
  expect(create({ data: { a: 'x'.repeat(1024 * 1024 + 1) } })).toContain(
    'Too long: may not be more than 1048576 bytes',
  );
  expect(create({ data: { a: 'x' }, binaryData: { a: 'eA==' } })).toContain('duplicate of key present in binaryData');
});
