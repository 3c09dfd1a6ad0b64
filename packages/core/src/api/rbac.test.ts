import { expect, test } from 'vitest';
import type { JsonObject } from '../engine/index.ts';
import { manifests, TestServer } from './handle.fixture.ts';

const create = (kind: 'ClusterRole' | 'Role' | 'ClusterRoleBinding' | 'RoleBinding', body: JsonObject) =>
  new TestServer().ask('create', kind, '', { body: { metadata: { name: 'x' }, ...body } });

const messageOf = (response: ReturnType<typeof create>): string => JSON.stringify(response.body);

test('API-217: a rule names verbs, and groups and resources or else URLs', () => {
  expect(messageOf(create('ClusterRole', { rules: [{}] }))).toContain('verbs must contain at least one value');
  expect(messageOf(create('ClusterRole', { rules: [{ verbs: ['get'] }] }))).toContain(
    'resource rules must supply at least one api group',
  );
  const urls = { rules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }] };
  expect(create('ClusterRole', urls).code).toBe(201);
  expect(messageOf(create('Role', urls))).toContain('namespaced rules cannot apply to non-resource URLs');
});

test('API-217: a binding names a role of its scope and subjects that can be', () => {
  const roleRef = { kind: 'Role', name: 'r' };
  expect(create('RoleBinding', { roleRef }).code).toBe(201);
  expect(messageOf(create('ClusterRoleBinding', { roleRef }))).toContain(
    'roleRef.kind: Unsupported value: \\"Role\\": supported values: \\"ClusterRole\\"',
  );
  const cluster = { roleRef: { kind: 'ClusterRole', name: 'view' } };
  const account = { kind: 'ServiceAccount', name: 'a' };
  expect(messageOf(create('ClusterRoleBinding', { ...cluster, subjects: [account] }))).toContain(
    'subjects[0].namespace: Required value',
  );
  expect(messageOf(create('RoleBinding', { ...cluster, subjects: [{ kind: 'Robot', name: 'a' }] }))).toContain(
    'subjects[0].kind: Unsupported value',
  );
});

test('API-217: the role of a binding cannot be changed', () => {
  const server = new TestServer();
  const made = server.create('ClusterRoleBinding', manifests.ClusterRoleBinding);
  const body = { ...made, roleRef: { kind: 'ClusterRole', name: 'edit', apiGroup: 'rbac.authorization.k8s.io' } };
  expect(server.refusal('update', 'ClusterRoleBinding', 'viewers', { body })).toContain('cannot change roleRef');
});

test('API-218: a version of former times is taken with a warning, and shown in the version of today', () => {
  const server = new TestServer();
  const body = { apiVersion: 'rbac.authorization.k8s.io/v1beta1', ...manifests.ClusterRoleBinding };
  const response = server.ask('create', 'ClusterRoleBinding', '', { body });
  expect(response.code).toBe(201);
  expect(response.warnings).toEqual([
    'rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding is deprecated in v1.17+, unavailable in v1.22+; ' +
      'use rbac.authorization.k8s.io/v1 ClusterRoleBinding',
  ]);
  expect(response.body).toMatchObject({ apiVersion: 'rbac.authorization.k8s.io/v1' });
  const never = { ...body, apiVersion: 'rbac.authorization.k8s.io/v1alpha7' };
  expect(server.refusal('create', 'ClusterRoleBinding', '', { body: never })).toContain('does not match the expected');
});
