import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import type { KindName } from '../cluster/index.ts';
import type { OwnerChange } from './command.ts';
import { manifests, TestServer } from './handle.fixture.ts';

const reference = (name: string, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  name,
  uid: `uid-of-${name}`,
  ...more,
});

const given = () => {
  const server = new TestServer();
  server.create('ConfigMap', manifests.ConfigMap);
  const [record] = server.state.tables.ConfigMap.toArray();
  if (record === undefined) throw new Error('the ConfigMap was not created');
  const kind: KindName = 'ConfigMap';
  const { uid } = record;
  const now = () => server.state.tables.ConfigMap.get(uid);
  return { server, now, patch: (change: OwnerChange) => server.execute({ type: 'PatchOwners', kind, uid, change }) };
};

test('API-222: a patch puts one reference in, changes one of the same uid, or takes it out, and leaves the rest alone', () => {
  const { server, now, patch } = given();
  const { name = '', namespace, labels } = now()?.meta ?? {};
  patch({ add: reference('a', { controller: true, blockOwnerDeletion: true }) });
  patch({ add: reference('b') });
  patch({ add: reference('b', { blockOwnerDeletion: true }) });
  const data = { metadata: { name }, data: { written: 'meanwhile' } };
  server.handle({
    verb: 'patch',
    kind: 'ConfigMap',
    namespace: 'default',
    name,
    patchType: 'merge',
    body: data,
  });
  patch({ blocking: false });
  expect(now()?.meta.owners.map((one) => [one.name, one.blockOwnerDeletion])).toEqual([
    ['a', false],
    ['b', false],
  ]);
  patch({ without: ['uid-of-a', 'uid-of-nobody'] });
  expect(now()?.meta).toMatchObject({ name, namespace, labels, owners: [{ name: 'b' }] });
  expect(now()?.body.json).toMatchObject({ data: { written: 'meanwhile' } });
  const before = server.position;
  patch({ without: ['uid-of-a'] });
  expect(server.position).toBe(before);
});

test('API-222: a second controller is refused', () => {
  const { now, patch } = given();
  patch({ add: reference('a', { controller: true }) });
  const answer = patch({ add: reference('b', { controller: true }) });
  expect(E.isLeft(answer) && answer.left.message).toContain(
    'Only one reference can have Controller set to true. Found "true" in references for a and b',
  );
  expect(now()?.meta.owners).toHaveLength(1);
});

test('API-223: while a deletion goes on another policy may be asked for, but not of a pod whose period stays', () => {
  const server = new TestServer();
  const metadata = { name: 'x', finalizers: ['a/b'] };
  server.create('Node', manifests.Node);
  server.create('ConfigMap', { ...manifests.ConfigMap, metadata });
  server.create('Pod', { ...manifests.Pod, metadata, spec: { ...manifests.Pod.spec, nodeName: 'n1' } });
  const finalizers = (kind: 'ConfigMap' | 'Pod') => server.state.tables[kind].find('default', 'x')?.meta.finalizers;
  const remove = (kind: KindName, propagation: 'Background' | 'Foreground' | 'Orphan', graceSeconds?: number) =>
    server.handle({
      verb: 'delete',
      kind,
      namespace: 'default',
      name: 'x',
      propagation,
      ...(graceSeconds === undefined ? {} : { graceSeconds }),
    });
  for (const kind of ['ConfigMap', 'Pod'] as const) remove(kind, 'Background');
  for (const kind of ['ConfigMap', 'Pod'] as const) remove(kind, 'Foreground');
  expect(finalizers('ConfigMap')).toEqual(['a/b', 'foregroundDeletion']);
  expect(finalizers('Pod')).toEqual(['a/b']);
  remove('ConfigMap', 'Orphan');
  expect(finalizers('ConfigMap')).toEqual(['a/b', 'orphan']);
  remove('Pod', 'Foreground', 1);
  expect(finalizers('Pod')).toEqual(['a/b', 'foregroundDeletion']);
  remove('ConfigMap', 'Background');
  expect(finalizers('ConfigMap')).toEqual(['a/b']);
});
