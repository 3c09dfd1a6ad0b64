import { expect, test } from 'vitest';
import type { JsonObject } from '../../engine/index.ts';
import { at, ClusterState, evolve, isObjectChange, listAt, objectAt, textAt } from '../../cluster/index.ts';
import { manifests } from '../handle.fixture.ts';
import { ApplyServer, entriesOf, web } from './managed.fixture.ts';

const created = (fieldManager = 'kubectl-create'): ApplyServer => {
  const server = new ApplyServer();
  server.ask('create', 'Deployment', '', { body: manifests.Deployment, fieldManager });
  return server;
};

const label = (server: ApplyServer, fieldManager: string, labels: JsonObject) =>
  server.ask('patch', 'Deployment', 'web', { patchType: 'merge', fieldManager, body: { metadata: { labels } } });

test('API-246: whoever creates an object owns what is in it, defaults included', () => {
  const answer = created().ask('get', 'Deployment', 'web').body;
  const owned = entriesOf(answer)['kubectl-create Update'] ?? [];
  expect(owned).toEqual(expect.arrayContaining(['.spec.replicas', '.spec.strategy.type', '.spec.selector']));
  expect(owned).toContain('.spec.strategy.rollingUpdate');
  expect(owned).toContain('.spec.template.metadata.labels');
  // What is there in every object, and what names it, is nobody's.
  for (const path of ['.spec', '.spec.strategy', '.spec.template', '.spec.template.spec.containers', '.metadata.name'])
    expect(owned).not.toContain(path);
});

test('API-246: a write changes hands of what it changes, and nobody owns what it removes', () => {
  const server = created();
  label(server, 'x', { one: '1', two: '2' });
  server.now = 7_000_000;
  const changed = label(server, 'y', { one: 'uno', two: null, three: '3' }).body;
  expect(entriesOf(changed)).toMatchObject({
    'x Update': ['.metadata.labels'],
    'y Update': ['.metadata.labels.one', '.metadata.labels.three'],
  });
  const unchanged = label(server, 'z', { one: 'uno' });
  expect(unchanged).toMatchObject({ position: 0, body: changed });
});

test('API-247: sub-resources have entries of their own', () => {
  const server = created();
  server.ask('patch', 'Deployment', 'web', {
    subresource: 'scale',
    patchType: 'merge',
    fieldManager: 'kubectl-scale',
    body: { spec: { replicas: 5 } },
  });
  const answer = server.ask('patch', 'Deployment', 'web', {
    subresource: 'status',
    patchType: 'merge',
    fieldManager: 'me',
    body: { status: { conditions: [{ type: 'Fine', status: 'True' }] }, spec: { paused: true } },
  });
  expect(entriesOf(answer.body)).toMatchObject({
    'kubectl-scale Update scale': ['.spec.replicas'],
    'me Update status': [
      '.status.conditions',
      '.status.conditions[type="Fine"]',
      '.status.conditions[type="Fine"].status',
      '.status.conditions[type="Fine"].type',
    ],
  });
  expect(entriesOf(answer.body)['kubectl-create Update']).not.toContain('.spec.replicas');
  const mine = { ...web, status: { replicas: 3, conditions: [{ type: 'Other', status: 'False' }] } };
  const applied = server.apply('b', mine, { subresource: 'status' });
  expect(listAt(applied.body, 'status', 'conditions').map((one) => at(one, 'type'))).toEqual(['Fine', 'Other']);
  expect(entriesOf(applied.body)['b Apply status']).toEqual([
    '.status.replicas',
    '.status.conditions[type="Other"]',
    '.status.conditions[type="Other"].status',
    '.status.conditions[type="Other"].type',
  ]);
  // Applied to the object itself a status is left out.
  expect(entriesOf(server.apply('c', { ...mine, spec: {} }).body)['c Apply']).toEqual(['.spec']);
});

test('API-247: a Scale is applied to its workload, in conflict with whoever manages replicas there', () => {
  const server = created();
  const apply = (fieldManager: string, spec: JsonObject, force = false) =>
    server.ask('patch', 'Deployment', 'web', {
      subresource: 'scale',
      patchType: 'apply',
      fieldManager,
      force,
      body: { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec },
    });
  expect(at(apply('hpa', { replicas: 4 }).body, 'message')).toBe(
    'Apply failed with 1 conflict: conflict with "kubectl-create" using autoscaling/v1: .spec.replicas',
  );
  expect(apply('hpa', { replicas: 4 }, true)).toMatchObject({
    code: 200,
    body: { kind: 'Scale', spec: { replicas: 4 } },
  });
  expect(apply('hpa', { replicas: 4 })).toMatchObject({ code: 200, position: 0 });
  expect(at(apply('hpa', { replicas: 'x' }).body, 'message')).toBe(
    'failed to create typed patch object (/web; autoscaling/v1, Kind=Scale): .spec.replicas: expected numeric (int or float), got string',
  );
  expect(entriesOf(server.ask('get', 'Deployment', 'web').body)).toMatchObject({
    'hpa Apply scale': ['.spec.replicas'],
  });
  const untracked = new ApplyServer();
  untracked.create('StatefulSet', manifests.StatefulSet);
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 9 } };
  const rest = { subresource: 'scale', patchType: 'apply', fieldManager: 'hpa', body: scale } as const;
  expect(at(untracked.ask('patch', 'StatefulSet', 'web', rest).body, 'message')).toBe(
    'Apply failed with 1 conflict: conflict with "before-first-apply" with subresource "scale" using autoscaling/v1: .spec.replicas',
  );
});

test('API-247: a status and who manages it change together: one event of a watch', () => {
  const server = created();
  const pod = { ...manifests.Pod, apiVersion: 'v1', kind: 'Pod' };
  server.ask('create', 'Pod', '', { body: pod, fieldManager: 'k' });
  const before = Number(textAt(server.ask('get', 'Pod', 'p').body, 'metadata', 'resourceVersion'));
  const body = { status: { message: 'hello' } };
  const answer = server.ask('patch', 'Pod', 'p', {
    subresource: 'status',
    patchType: 'merge',
    fieldManager: 'm',
    body,
  });
  expect(entriesOf(answer.body)['m Update status']).toEqual(['.status.message']);
  expect(server.changes.filter(isObjectChange).filter(({ kind, before: old }) => kind === 'Pod' && old)).toHaveLength(
    1,
  );
  expect(Number(textAt(answer.body, 'metadata', 'resourceVersion'))).toBe(before + 2);
  expect(objectAt(answer.body, 'metadata')?.['generation']).toBe(1);
  // What was noted of managers is in the events: folded again they give the same state.
  const again = ClusterState.empty();
  for (const [i, event] of server.events.entries()) evolve(again, event, i + 1, server.now);
  expect(again.hash()).toBe(server.state.hash());
});

test('API-248: nothing is kept of what nobody named a manager for, until it is applied', () => {
  const server = new ApplyServer();
  server.create('Deployment', manifests.Deployment);
  expect(label(server, 'x', { one: '1' }).body).not.toHaveProperty('metadata.managedFields');
  const answer = server.web('a', { paused: true }, { two: '2' });
  expect(entriesOf(answer.body)['a Apply']).toEqual(['.metadata.labels.two', '.spec.paused']);
  expect(entriesOf(answer.body)['before-first-apply Update']).toContain('.metadata.labels.one');
  expect(at(server.web('a', { replicas: 4 }).body, 'message')).toBe(
    'Apply failed with 1 conflict: conflict with "before-first-apply" using apps/v1: .spec.replicas',
  );
});

test('API-248: a write without a manager takes fields from those who had them', () => {
  const server = created();
  label(server, 'x', { one: '1' });
  const answer = server.ask('patch', 'Deployment', 'web', {
    patchType: 'merge',
    body: { metadata: { labels: { one: '2' } } },
  });
  expect(entriesOf(answer.body)['x Update']).toEqual(['.metadata.labels']);
  expect(Object.keys(entriesOf(answer.body))).toEqual(['kubectl-create Update', 'x Update']);
});

test('API-249: managedFields can be written: emptied, replaced, and left alone where they cannot be read', () => {
  const server = created();
  const write = (managedFields: unknown) =>
    server.ask('patch', 'Deployment', 'web', {
      patchType: 'merge',
      fieldManager: 'w',
      body: { metadata: { managedFields } } as JsonObject,
    });
  const before = server.ask('get', 'Deployment', 'web').body;
  const entry = {
    manager: 'mine',
    operation: 'Apply',
    apiVersion: 'apps/v1',
    time: '2026-01-01T00:00:09Z',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': { 'f:replicas': {} } },
  };
  for (const wrong of [{ operation: 'Delete' }, { apiVersion: '' }, { fieldsType: 'X' }, { fieldsV1: { 'k:{': {} } }])
    expect(write([{ ...entry, ...wrong }]).body).toEqual(before);
  expect(at(write([{ ...entry, manager: 'x'.repeat(129) }]).body, 'message')).toBe(
    'Deployment.apps "web" is invalid: metadata.managedFields[0].manager: Too long: may not be more than 128 bytes',
  );
  const replaced = write([entry]).body;
  expect(at(replaced, 'metadata', 'managedFields')).toEqual([entry]);
  expect(write([]).body).not.toHaveProperty('metadata.managedFields');
  expect(write([entry]).body).toHaveProperty('metadata.managedFields');
  expect(write([{}]).body).not.toHaveProperty('metadata.managedFields');
});

test('API-249: an object that is read and written back keeps its managers and leaves no trace', () => {
  const server = created();
  const body = server.ask('get', 'Deployment', 'web').body;
  server.now = 9_000_000;
  expect(server.ask('update', 'Deployment', 'web', { body, fieldManager: 'z' })).toMatchObject({ position: 0, body });
});

test('API-250: an apply names its manager, only an apply is forced, and names are short and can be printed', () => {
  const server = created();
  const refusal = (patchType: 'apply' | 'merge', rest: object): string =>
    server.refusal('patch', 'Deployment', 'web', { patchType, body: web, ...rest });
  expect(refusal('apply', {})).toBe(
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  );
  expect(refusal('merge', { force: false })).toBe(
    'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
  );
  expect(refusal('apply', { fieldManager: 'é'.repeat(65) })).toBe(
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
  );
  expect(server.refusal('update', 'Deployment', 'web', { body: web, fieldManager: 'a\nb' })).toBe(
    'UpdateOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\nb": invalid character U+000A (at position 1)',
  );
});

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

test('API-252: server-side apply by kubectl takes over what its client-side apply set, without force', () => {
  const server = new ApplyServer();
  const config = { ...web, spec: { ...objectAt(web, 'spec'), replicas: 3 } };
  const annotated = { ...config, metadata: { name: 'web', annotations: { [annotation]: JSON.stringify(config) } } };
  server.ask('create', 'Deployment', '', { body: annotated, fieldManager: 'kubectl-client-side-apply' });
  const four = { ...config, spec: { ...config.spec, replicas: 4 } };
  expect(server.apply('other', four).code).toBe(409);
  const answer = server.apply('kubectl', four);
  expect(answer).toMatchObject({ code: 200, body: { spec: { replicas: 4 } } });
  expect(entriesOf(answer.body)['kubectl Apply']).toContain('.spec.replicas');
  // The annotation says from now on what was applied last.
  expect(JSON.parse(textAt(answer.body, 'metadata', 'annotations', annotation) ?? '')).toEqual(four);
  // What somebody changed since is no longer client-side apply's to hand over.
  label(server, 'x', { one: '1' });
  server.ask('update', 'Deployment', 'web', {
    subresource: 'scale',
    fieldManager: 's',
    body: { spec: { replicas: 9 } },
  });
  expect(at(server.apply('kubectl', four).body, 'message')).toContain('"s" with subresource "scale"');
});

test('API-253: entries are in the order of operation and time; beyond ten the oldest updates are joined', () => {
  const server = created();
  for (let i = 1; i <= 12; i++) {
    server.now = i * 1_000_000;
    label(server, `m${String(i).padStart(2, '0')}`, { [`l${i}`]: 'x' });
  }
  const answer = server.web('a', { paused: true }).body;
  const names = Object.keys(entriesOf(answer));
  expect(names.slice(0, 3)).toEqual(['a Apply', 'ancient-changes Update', 'm04 Update']);
  expect(names).toHaveLength(11);
  expect(entriesOf(answer)['ancient-changes Update']).toEqual(
    expect.arrayContaining(['.spec.replicas', '.metadata.labels.l1', '.metadata.labels.l3']),
  );
});
