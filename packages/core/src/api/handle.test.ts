import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../engine/index.ts';
import { at, objectAt, textAt } from '../cluster/index.ts';
import { manifests, template, TestServer } from './handle.fixture.ts';
import type { Request } from './request.ts';

const kinds = Object.keys(manifests) as (keyof typeof manifests)[]; // keys of a literal
const nameOf = (kind: keyof typeof manifests): string => manifests[kind].metadata.name;

describe('every kind', () => {
  test.each(kinds)('API-1: a %s is created, read back, listed and deleted', (kind) => {
    const server = new TestServer();
    const created = server.ask('create', kind, '', { body: manifests[kind] });
    expect(created.code).toBe(201);
    expect(server.ask('get', kind, nameOf(kind))).toMatchObject({ code: 200, body: created.body });
    const { body } = server.ask('list', kind);
    expect(at(body, 'kind')).toBe(`${kind}List`);
    expect(at(body, 'items')).toContainEqual(created.body);
    expect(server.ask('delete', kind, nameOf(kind)).code).toBe(200);
  });

  test.each(kinds)('API-2: a %s that is read and written back leaves no trace', (kind) => {
    const server = new TestServer();
    const body = server.create(kind, manifests[kind]);
    const position = server.position;
    expect(server.ask('update', kind, nameOf(kind), { body })).toMatchObject({ code: 200, body, position: 0 });
    expect(server.position).toBe(position);
  });

  test.each(kinds)('API-3: a dry run of creating a %s answers it and stores nothing', (kind) => {
    const server = new TestServer();
    const position = server.position;
    const dry = server.ask('create', kind, '', { body: manifests[kind], dryRun: true });
    expect(dry.code).toBe(201);
    expect(server.position).toBe(position);
    expect(server.ask('get', kind, nameOf(kind)).code).toBe(404);
    // Nothing has been written that could have a version.
    expect(textAt(dry.body, 'metadata', 'resourceVersion')).toBeUndefined();
    const made = server.ask('create', kind, '', { body: manifests[kind] }).body;
    const { resourceVersion, ...metadata } = objectAt(made, 'metadata') ?? {};
    expect(resourceVersion).toBe(String(server.position));
    expect(dry.body).toEqual({ ...(made as JsonObject), metadata }); // what is created is an object
  });
});

test('API-4: names, kinds, namespaces and versions that do not fit are refused in the words of the API', () => {
  const server = new TestServer();
  const web = server.create('StatefulSet', manifests.StatefulSet);
  const cases: readonly (readonly [Request['verb'], string, Partial<Request>, string])[] = [
    ['create', '', { body: manifests.StatefulSet }, 'statefulsets.apps "web" already exists'],
    ['get', 'no', {}, 'statefulsets.apps "no" not found'],
    ['delete', 'no', {}, 'statefulsets.apps "no" not found'],
    ['create', '', { body: manifests.StatefulSet, namespace: 'gone' }, 'namespaces "gone" not found'],
    [
      'create',
      '',
      { body: { ...manifests.StatefulSet, metadata: { name: 'a', namespace: 'other' } } },
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'create',
      '',
      { body: { ...manifests.StatefulSet, apiVersion: 'v1' } },
      'the API version in the data (v1) does not match the expected API version (apps/v1)',
    ],
    [
      'create',
      '',
      { body: { ...manifests.StatefulSet, metadata: { name: 'a', resourceVersion: '1' } } },
      'resourceVersion should not be set on objects to be created',
    ],
    ['update', 'other', { body: web }, 'statefulsets.apps "other" not found'],
    [
      'update',
      'web',
      { body: { ...web, metadata: { name: 'web', resourceVersion: '1' } } },
      'Operation cannot be fulfilled on statefulsets.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'update',
      'web',
      { body: { ...web, metadata: { name: 'x' } } },
      'the name of the object (x) does not match the name on the URL (web)',
    ],
    ['create', '', { body: null }, ''],
  ];
  for (const [verb, name, rest, message] of cases)
    expect(server.refusal(verb, 'StatefulSet', name, rest)).toContain(message);
});

test('API-5: a refusal is a Status with code, reason, details and causes', () => {
  const server = new TestServer();
  expect(server.ask('get', 'StatefulSet', 'web')).toEqual({
    code: 404,
    position: 0,
    warnings: [],
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'statefulsets.apps "web" not found',
      reason: 'NotFound',
      details: { name: 'web', group: 'apps', kind: 'statefulsets' },
      code: 404,
    },
  });
  const body = { ...manifests.StatefulSet, spec: { ...manifests.StatefulSet.spec, replicas: -1 } };
  expect(server.ask('create', 'StatefulSet', '', { body }).body).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'StatefulSet.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    reason: 'Invalid',
    details: {
      name: 'web',
      group: 'apps',
      kind: 'StatefulSet',
      causes: [
        {
          reason: 'FieldValueInvalid',
          message: 'Invalid value: -1: must be greater than or equal to 0',
          field: 'spec.replicas',
        },
      ],
    },
    code: 422,
  });
});

test('API-6: unknown fields are refused under Strict, warned of by default and dropped in silence under Ignore', () => {
  const server = new TestServer();
  const [container] = template['spec'] === undefined ? [] : [{ name: 'c', image: 'x', bogus: 1 }];
  const body: JsonObject = { metadata: { name: 'p' }, spec: { containers: [container ?? {}], other: true } };
  expect(server.refusal('create', 'Pod', '', { body, fieldValidation: 'Strict' })).toBe(
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.other", unknown field "spec.containers[0].bogus"',
  );
  const warned = server.ask('create', 'Pod', '', { body });
  expect(warned.warnings).toEqual(['unknown field "spec.other"', 'unknown field "spec.containers[0].bogus"']);
  expect(at(warned.body, 'spec', 'other')).toBeUndefined();
  server.ask('delete', 'Pod', 'p');
  expect(server.ask('create', 'Pod', '', { body, fieldValidation: 'Ignore' })).toMatchObject({
    code: 201,
    warnings: [],
  });
});

test('API-7: a value of the wrong type is refused with the name of its Go field', () => {
  const server = new TestServer();
  const refusal = (spec: JsonObject): string =>
    server.refusal('create', 'StatefulSet', '', { body: { metadata: { name: 'a' }, spec } });
  expect(refusal({ replicas: 'two' })).toBe(
    'StatefulSet in version "v1" cannot be handled as a StatefulSet: json: cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32',
  );
  const env = { spec: { containers: [{ name: 'c', env: [{ name: 'A', value: 1 }] }] } };
  expect(refusal({ template: env })).toContain(
    'json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
  );
  const limits = { spec: { containers: [{ name: 'c', resources: { limits: { cpu: 'much' } } }] } };
  expect(refusal({ template: limits })).toContain(
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  );
});

test('API-8: lists are ordered by namespace and name, and chosen by labels and fields', () => {
  const server = new TestServer();
  server.create('Namespace', { metadata: { name: 'apps' } });
  for (const [namespace, name, tier] of [
    ['default', 'b', 'x'],
    ['default', 'a', 'y'],
    ['apps', 'c', 'x'],
  ] as const)
    server.ask('create', 'Pod', '', {
      namespace,
      body: { metadata: { name, labels: { tier } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    });
  const names = (rest: Partial<Request>): unknown => {
    const { body } = server.ask('list', 'Pod', '', rest);
    return (at(body, 'items') as JsonObject[]).map((pod) => textAt(pod, 'metadata', 'name'));
  };
  expect(names({ namespace: '' })).toEqual(['c', 'a', 'b']);
  expect(names({})).toEqual(['a', 'b']);
  expect(names({ labelSelector: 'tier=x' })).toEqual(['b']);
  expect(names({ namespace: '', labelSelector: 'tier in (x)' })).toEqual(['c', 'b']);
  expect(names({ fieldSelector: 'metadata.name!=a' })).toEqual(['b']);
  expect(names({ fieldSelector: 'status.phase=Pending,spec.nodeName=' })).toEqual(['a', 'b']);
  expect(server.refusal('list', 'Pod', '', { fieldSelector: 'spec.x=1' })).toBe('field label not supported: spec.x');
  expect(server.refusal('list', 'StatefulSet', '', { fieldSelector: 'spec.x=1' })).toBe(
    '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
  );
});

test('API-9: generateName gives a name with five characters more', () => {
  const server = new TestServer();
  const pod = server.create('Pod', { ...manifests.Pod, metadata: { generateName: 'p-' } });
  expect(textAt(pod, 'metadata', 'name')).toMatch(/^p-[bcdfghjklmnpqrstvwxz2-9]{5}$/);
});

test('API-10: scale reads and writes the replicas of a StatefulSet, and no other kind has it', () => {
  const server = new TestServer();
  server.create('StatefulSet', manifests.StatefulSet);
  const scale = server.ask('get', 'StatefulSet', 'web', { subresource: 'scale' });
  expect(scale.body).toMatchObject({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    spec: { replicas: 2 },
    status: { replicas: 0, selector: 'app=nginx' },
  });
  const body = { spec: { replicas: 5 } };
  expect(server.ask('update', 'StatefulSet', 'web', { subresource: 'scale', body }).code).toBe(200);
  expect(at(server.ask('get', 'StatefulSet', 'web').body, 'spec', 'replicas')).toBe(5);
  expect(at(server.ask('get', 'StatefulSet', 'web').body, 'metadata', 'generation')).toBe(2);
  expect(
    server.refusal('update', 'StatefulSet', 'web', { subresource: 'scale', body: { spec: { replicas: -1 } } }),
  ).toBe('Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0');
  expect(server.refusal('get', 'DaemonSet', 'agent', { subresource: 'scale' })).toBe(
    'the server could not find the requested resource',
  );
});

test('API-11: status is written through its sub-resource alone, which writes nothing else', () => {
  const server = new TestServer();
  const web = server.create('StatefulSet', manifests.StatefulSet);
  const changed = { ...web, spec: { ...(web['spec'] as JsonObject), replicas: 7 }, status: { replicas: 2 } };
  const main = server.ask('update', 'StatefulSet', 'web', { body: changed });
  expect(at(main.body, 'status', 'replicas')).toBe(0);
  const body = main.body as JsonObject;
  const status = { ...body, spec: web['spec'] ?? {}, status: { replicas: 2, readyReplicas: 1 } };
  const written = server.ask('update', 'StatefulSet', 'web', { subresource: 'status', body: status });
  expect(at(written.body, 'spec', 'replicas')).toBe(7);
  expect(at(written.body, 'status', 'readyReplicas')).toBe(1);
  expect(at(written.body, 'metadata', 'generation')).toBe(2);
});

test('API-12: a pod status that is read and written back keeps its times', () => {
  const server = new TestServer();
  server.create('Node', manifests.Node);
  server.create('Pod', manifests.Pod);
  server.now = 1_500_000;
  const binding = { target: { name: 'n1' } };
  expect(server.ask('create', 'Pod', 'p', { subresource: 'binding', body: binding }).code).toBe(201);
  server.now = 9_000_000;
  const pod = server.ask('get', 'Pod', 'p').body as JsonObject;
  const position = server.position;
  expect(server.ask('update', 'Pod', 'p', { subresource: 'status', body: pod }).body).toEqual(pod);
  expect(server.position).toBe(position);
  const state = { running: { startedAt: '2026-01-01T00:00:03Z' } };
  const containerStatuses = [
    { name: 'c', image: 'nginx', imageID: '', ready: true, restartCount: 0, state, lastState: {} },
  ];
  const status = {
    ...(pod['status'] as JsonObject),
    phase: 'Running',
    podIP: '10.1.0.2',
    hostIP: '10.0.0.1',
    containerStatuses,
  };
  const running = server.ask('update', 'Pod', 'p', { subresource: 'status', body: { ...pod, status } }).body;
  expect(running).toMatchObject({
    status: { phase: 'Running', podIP: '10.1.0.2', podIPs: [{ ip: '10.1.0.2' }], containerStatuses: [{ state }] },
  });
});

test('API-13: a deletion that is complete answers a Status or the object, one that waits the object', () => {
  const server = new TestServer();
  server.create('StatefulSet', manifests.StatefulSet);
  expect(server.ask('delete', 'StatefulSet', 'web').body).toMatchObject({
    kind: 'Status',
    status: 'Success',
    details: { name: 'web', group: 'apps', kind: 'statefulsets' },
  });
  server.create('Pod', manifests.Pod);
  expect(server.ask('delete', 'Pod', 'p').body).toMatchObject({ kind: 'Pod' });
  server.create('PersistentVolumeClaim', manifests.PersistentVolumeClaim);
  const claim = server.ask('delete', 'PersistentVolumeClaim', 'www').body;
  expect(textAt(claim, 'metadata', 'deletionTimestamp')).toBe('2026-01-01T00:00:00Z');
  expect(at(claim, 'metadata', 'finalizers')).toEqual(['kubernetes.io/pvc-protection']);
});

test('API-14: a precondition on the uid or version of another object refuses the deletion', () => {
  const server = new TestServer();
  const uid = textAt(server.create('Pod', manifests.Pod), 'metadata', 'uid') ?? '';
  expect(server.refusal('delete', 'Pod', 'p', { preconditions: { uid: 'other' } })).toBe(
    `Operation cannot be fulfilled on Pod "p": the UID in the precondition (other) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
  );
  expect(server.ask('delete', 'Pod', 'p', { body: { preconditions: { uid } } }).code).toBe(200);
});

test('API-15: while an object is being deleted, finalizers are only taken off; without any it is gone', () => {
  const server = new TestServer();
  server.create('PersistentVolumeClaim', manifests.PersistentVolumeClaim);
  server.ask('delete', 'PersistentVolumeClaim', 'www');
  const claim = server.ask('get', 'PersistentVolumeClaim', 'www').body as JsonObject;
  const metadata = claim['metadata'] as JsonObject;
  const withFinalizers = (...finalizers: readonly string[]) => ({ ...claim, metadata: { ...metadata, finalizers } });
  expect(
    server.refusal('update', 'PersistentVolumeClaim', 'www', {
      body: withFinalizers('kubernetes.io/pvc-protection', 'a/b'),
    }),
  ).toContain(
    'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/b"}',
  );
  expect(server.ask('update', 'PersistentVolumeClaim', 'www', { body: withFinalizers() }).code).toBe(200);
  expect(server.ask('get', 'PersistentVolumeClaim', 'www').code).toBe(404);
});

test('API-16: an eviction says in the status why the pod goes, and deletes it', () => {
  const server = new TestServer();
  server.create('Node', manifests.Node);
  server.create('Pod', { ...manifests.Pod, metadata: { name: 'p', finalizers: ['a/b'] } });
  expect(server.ask('create', 'Pod', 'p', { subresource: 'eviction', body: { metadata: { name: 'p' } } }).code).toBe(
    201,
  );
  expect(server.ask('get', 'Pod', 'p').body).toMatchObject({
    metadata: { deletionGracePeriodSeconds: 0 },
    status: { conditions: [{ type: 'DisruptionTarget', reason: 'EvictionByEvictionAPI' }] },
  });
});

test('API-17: a collection is deleted by its selectors', () => {
  const server = new TestServer();
  for (const name of ['a', 'b', 'c'])
    server.create('Pod', { ...manifests.Pod, metadata: { name, labels: { keep: String(name === 'b') } } });
  expect(server.ask('deletecollection', 'Pod', '', { labelSelector: 'keep!=true' }).code).toBe(200);
  expect(at(server.ask('list', 'Pod').body, 'items')).toMatchObject([{ metadata: { name: 'b' } }]);
});

test('API-17: namespaces are deleted one by one only', () => {
  const server = new TestServer();
  server.create('Namespace', manifests.Namespace);
  const before = server.ask('list', 'Namespace').body;
  expect(server.ask('deletecollection', 'Namespace')).toMatchObject({
    code: 405,
    body: { reason: 'MethodNotAllowed' },
  });
  expect(server.ask('list', 'Namespace').body).toEqual(before);
});

const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'u' };

test.each<[Request['kind'], JsonObject]>([
  [
    'PersistentVolume',
    {
      metadata: { name: 'x', annotations: {}, ownerReferences: [{ ...owner, controller: false }] },
      spec: { ...manifests.PersistentVolume.spec, claimRef: { namespace: 'default', name: 'c', uid: 'u' } },
    },
  ],
  [
    'PersistentVolumeClaim',
    { metadata: { name: 'x' }, spec: { ...manifests.PersistentVolumeClaim.spec, volumeName: 'v' } },
  ],
  [
    'Pod',
    {
      metadata: {
        name: 'x',
        labels: { a: '' },
        ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
      },
      spec: { ...manifests.Pod.spec, nodeName: 'n1' },
    },
  ],
  ['Service', { metadata: { name: 'x' }, spec: { type: 'ExternalName', externalName: 'a.b' } }],
])('API-2: a %s with references that is read and written back leaves no trace', (kind, manifest) => {
  const server = new TestServer();
  const body = server.create(kind, manifest);
  expect(server.ask('update', kind, 'x', { body })).toMatchObject({ code: 200, body, position: 0 });
});
