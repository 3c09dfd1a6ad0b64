import { expect, test } from 'vitest';
import type { JsonObject } from '../../engine/index.ts';
import { at, listAt, textsAt } from '../../cluster/index.ts';
import { ApplyServer, entriesOf, template, web } from './managed.fixture.ts';

const selector = { matchLabels: { app: 'nginx' } };

const applied = (): ApplyServer => {
  const server = new ApplyServer();
  server.web('a', { replicas: 2, selector, template: template('nginx') });
  return server;
};

test('API-240: an apply makes the object that is not there, and its manager owns what it names, no defaults', () => {
  const server = new ApplyServer();
  server.now = 3_700_000;
  const answer = server.apply('a', web);
  expect(answer).toMatchObject({ code: 201, body: { spec: { replicas: 1, strategy: { type: 'RollingUpdate' } } } });
  expect(entriesOf(answer.body)).toEqual({
    'a Apply': [
      '.spec.selector',
      '.spec.template.metadata.labels.app',
      '.spec.template.spec.containers[name="nginx"]',
      '.spec.template.spec.containers[name="nginx"].image',
      '.spec.template.spec.containers[name="nginx"].name',
      '.spec.template.spec.containers[name="nginx"].ports[containerPort=80,protocol="TCP"]',
      '.spec.template.spec.containers[name="nginx"].ports[containerPort=80,protocol="TCP"].containerPort',
      '.spec.template.spec.containers[name="nginx"].ports[containerPort=80,protocol="TCP"].name',
    ],
  });
  expect(at(answer.body, 'metadata', 'managedFields', 0)).toMatchObject({
    apiVersion: 'apps/v1',
    fieldsType: 'FieldsV1',
    time: '2026-01-01T00:00:03Z',
  });
});

test('API-241: a configuration that is applied again changes nothing and leaves no trace', () => {
  const server = applied();
  const first = server.ask('get', 'Deployment', 'web').body;
  server.now = 60_000_000;
  const again = server.web('a', { replicas: 2, selector, template: template('nginx') });
  expect(again).toMatchObject({ code: 200, position: 0, body: first });
  // A quantity that is written otherwise counts as a change to those who compare texts, and is none when it is stored.
  const limits = (cpu: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: pod(cpu) });
  const pod = (cpu: string) => ({ containers: [{ name: 'c', image: 'x', resources: { limits: { cpu } } }] });
  const made = server.apply('a', limits('1000m'));
  server.now = 120_000_000;
  expect(server.apply('a', limits('1000m'))).toMatchObject({ code: 200, position: 0, body: made.body });
});

test('API-242: what another manages and an apply would change is a conflict, with a cause for each field', () => {
  const server = applied();
  const position = server.position;
  const one = server.web('b', { replicas: 3 });
  expect(one).toMatchObject({ code: 409, position: 0 });
  expect(one.body).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Apply failed with 1 conflict: conflict with "a": .spec.replicas',
    reason: 'Conflict',
    details: {
      causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.spec.replicas' }],
    },
    code: 409,
  });
  server.ask('update', 'Deployment', 'web', {
    subresource: 'scale',
    fieldManager: 'kubectl-scale',
    body: { spec: { replicas: 9 } },
  });
  const image = { metadata: { labels: { app: 'nginx' } }, spec: { containers: [{ name: 'nginx', image: 'x' }] } };
  expect(at(server.web('b', { replicas: 3, template: image }).body, 'message')).toBe(
    'Apply failed with 2 conflicts: conflicts with "a":\n' +
      '- .spec.template.spec.containers[name="nginx"].image\n' +
      'conflicts with "kubectl-scale" with subresource "scale" using apps/v1:\n' +
      '- .spec.replicas',
  );
  expect(server.position).toBe(position + 1);
});

test('API-242: whoever applies the value that is there owns it too', () => {
  const server = applied();
  server.now = 5_000_000;
  const answer = server.web('b', { replicas: 2 });
  expect(answer.code).toBe(200);
  expect(entriesOf(answer.body)).toMatchObject({ 'b Apply': ['.spec.replicas'] });
  expect(entriesOf(answer.body)['a Apply']).toContain('.spec.replicas');
  // It changed nothing of the object, so its entry has no time.
  expect(listAt(answer.body, 'metadata', 'managedFields').map((entry) => at(entry, 'time'))).toEqual([
    undefined,
    '2026-01-01T00:00:00Z',
  ]);
});

test('API-243: force takes over what others manage', () => {
  const server = applied();
  const answer = server.web('b', { replicas: 3 }, {}, { force: true });
  expect(at(answer.body, 'spec', 'replicas')).toBe(3);
  expect(entriesOf(answer.body)).toMatchObject({ 'b Apply': ['.spec.replicas'] });
  expect(entriesOf(answer.body)['a Apply']).not.toContain('.spec.replicas');
});

test('API-244: what an applier gives up is gone when nobody else owns it', () => {
  const server = applied();
  const spec = { selector, template: template('nginx', 'side') };
  server.web('a', spec, { team: 'x', stage: 'y' });
  server.web('b', {}, { stage: 'y' });
  server.ask('patch', 'Deployment', 'web', {
    patchType: 'merge',
    fieldManager: 'kubectl-label',
    body: { metadata: { labels: { other: 'z' } } },
  });
  const answer = server.web('a', { selector, template: template('nginx') });
  expect(textsAt(answer.body, 'metadata', 'labels')).toEqual({ stage: 'y', other: 'z' });
  expect(listAt(answer.body, 'spec', 'template', 'spec', 'containers').map((one) => at(one, 'name'))).toEqual([
    'nginx',
  ]);
  // replicas was applied once: given up, it takes its default.
  expect(at(answer.body, 'spec', 'replicas')).toBe(1);
});

test('API-244: an item that an applier gives up goes with what was set in it, unless somebody owns the item', () => {
  const server = applied();
  server.web('a', { selector, template: template('nginx', 'side') });
  const pull = { spec: { template: { spec: { containers: [{ name: 'side', imagePullPolicy: 'Never' }] } } } };
  server.ask('patch', 'Deployment', 'web', { patchType: 'strategic', fieldManager: 'e', body: pull });
  server.web('b', { template: template('side') });
  const kept = server.web('a', { selector, template: template('nginx') });
  expect(listAt(kept.body, 'spec', 'template', 'spec', 'containers')).toHaveLength(2);
  const gone = server.web('b', {});
  expect(listAt(gone.body, 'spec', 'template', 'spec', 'containers')).toHaveLength(1);
});

test('API-245: lists are merged by their keys or as sets, others and atomic objects are owned whole', () => {
  const server = applied();
  const port = (containerPort: number, protocol?: string) => ({
    template: {
      spec: {
        containers: [{ name: 'nginx', ports: [{ containerPort, ...(protocol === undefined ? {} : { protocol }) }] }],
        tolerations: [{ key: String(containerPort), operator: 'Exists' }],
      },
    },
  });
  server.web('b', port(53, 'UDP'));
  const other = server.web('c', { template: { spec: { containers: port(53).template.spec.containers } } });
  const ports = listAt(at(other.body, 'spec', 'template', 'spec', 'containers', 0), 'ports');
  expect(ports.map((one) => at(one, 'protocol'))).toEqual(['UDP', 'TCP']);
  expect(at(server.web('d', port(54)).body, 'message')).toBe(
    'Apply failed with 1 conflict: conflict with "b": .spec.template.spec.tolerations',
  );
  const finalizers = (name: string) => ({
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', finalizers: [`example.com/${name}`] } },
  });
  server.apply('a', finalizers('x'));
  const both = server.apply('b', finalizers('y')).body;
  expect(at(both, 'metadata', 'finalizers')).toEqual(['example.com/x', 'example.com/y']);
  expect(entriesOf(both)).toEqual({
    'a Apply': ['.metadata.finalizers[="example.com/x"]'],
    'b Apply': ['.metadata.finalizers[="example.com/y"]'],
  });
});

test('API-240: what an apply makes is what a creation of the same makes', () => {
  const server = new ApplyServer();
  const applied = server.apply('kubectl', web).body;
  const other = new ApplyServer();
  expect(at(applied, 'spec')).toEqual(at(other.create('Deployment', web), 'spec'));
});

test('API-245: an owner reference is owned whole, and told apart by its uid', () => {
  const server = new ApplyServer();
  const owned = (uid: string, controller: boolean): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'm', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid, controller }] },
  });
  server.apply('a', owned('u', false));
  expect(entriesOf(server.apply('b', owned('v', false)).body)).toEqual({
    'a Apply': ['.metadata.ownerReferences[uid="u"]'],
    'b Apply': ['.metadata.ownerReferences[uid="v"]'],
  });
  expect(at(server.apply('b', owned('u', true)).body, 'message')).toBe(
    'Apply failed with 1 conflict: conflict with "a": .metadata.ownerReferences[uid="u"]',
  );
});

test('API-245: items that both name take the order of the configuration, others keep their places', () => {
  const server = new ApplyServer();
  server.web('a', { selector, template: template('p', 'one', 'q', 'two', 'r') });
  const answer = server.web('b', { template: template('two', 'new', 'one') }, {}, { force: true });
  const names = listAt(answer.body, 'spec', 'template', 'spec', 'containers').map((one) => at(one, 'name'));
  expect(names).toEqual(['p', 'q', 'two', 'r', 'new', 'one']);
});

test('API-251: a configuration of the wrong shape is refused, and nothing is stored', () => {
  const server = applied();
  const position = server.position;
  const refusal = (spec: Parameters<ApplyServer['web']>[1]) => server.web('b', spec).body;
  const failed = 'failed to create typed patch object (/web; apps/v1, Kind=Deployment): ';
  expect(refusal({ bogus: 1 })).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${failed}.spec.bogus: field not declared in schema`,
    code: 500,
  });
  expect(at(refusal({ replicas: '3', paused: 'yes' }), 'message')).toBe(
    `${failed}errors:\n  .spec.replicas: expected numeric (int or float), got string\n` +
      '  .spec.paused: expected boolean, got &value.valueUnstructured{Value:"yes"}',
  );
  const containers = (...items: readonly { readonly [key: string]: string }[]) =>
    at(refusal({ template: { spec: { containers: items } } }), 'message');
  expect(containers({ image: 'x' })).toBe(
    `${failed}.spec.template.spec.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn't have default value)`,
  );
  expect(containers({ name: 'x' }, { name: 'x' })).toBe(
    `${failed}.spec.template.spec.containers: duplicate entries for key [name="x"]`,
  );
  const message = (body: Parameters<ApplyServer['apply']>[1]) =>
    server.refusal('patch', 'Deployment', 'web', { patchType: 'apply', fieldManager: 'b', body });
  expect(message({ apiVersion: 'v1', kind: 'Pod' })).toBe('invalid object type: /v1, Kind=Pod');
  expect(message({ ...web, metadata: { managedFields: [] } })).toBe('metadata.managedFields must be nil');
  expect(message({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } })).toContain(
    'does not match the name on the URL (web)',
  );
  expect(server.web('b', {}, {}, { name: 'none', body: { ...web, metadata: {} } }).code).toBe(400);
  expect(server.position).toBe(position);
});

test('API-254: an apply can be run dry, and holds a lock when it names a resourceVersion', () => {
  const server = applied();
  const before = server.ask('get', 'Deployment', 'web').body;
  const dry = server.web('b', { paused: true }, {}, { dryRun: true });
  expect(entriesOf(dry.body)).toMatchObject({ 'b Apply': ['.spec.paused'] });
  expect(server.ask('get', 'Deployment', 'web').body).toEqual(before);
  const locked = { ...web, metadata: { name: 'web', resourceVersion: '1' } };
  expect(at(server.apply('a', locked).body, 'message')).toContain('the object has been modified');
});
