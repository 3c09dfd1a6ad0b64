import { expect, test } from 'vitest';
import type { Json } from '../../engine/index.ts';
import { at } from '../../cluster/index.ts';
import { manifests, TestServer } from '../handle.fixture.ts';
import type { PatchType } from '../request.ts';

const withSet = (): TestServer => {
  const server = new TestServer();
  server.create('StatefulSet', manifests.StatefulSet);
  return server;
};

const image = ['spec', 'template', 'spec', 'containers', 0, 'image'] as const;

const toImage = (text: string): Json => ({
  spec: { template: { spec: { containers: [{ name: 'nginx', image: text }] } } },
});

test.each<[PatchType, Json]>([
  ['strategic', toImage('nginx:2')],
  [
    'merge',
    {
      spec: {
        template: { spec: { containers: [{ name: 'nginx', image: 'nginx:2', ports: [{ containerPort: 80 }] }] } },
      },
    },
  ],
  ['json', [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx:2' }]],
])('API-50: a %s patch changes what it names, defaulted and checked as any update', (patchType, body) => {
  const server = withSet();
  const answer = server.ask('patch', 'StatefulSet', 'web', { patchType, body });
  expect(answer.code).toBe(200);
  expect(at(answer.body, ...image)).toBe('nginx:2');
  expect(at(answer.body, 'spec', 'template', 'spec', 'containers', 0, 'ports', 0, 'containerPort')).toBe(80);
  expect(at(answer.body, 'metadata', 'generation')).toBe(2);
  const again = server.ask('patch', 'StatefulSet', 'web', { patchType, body });
  expect(again).toMatchObject({ code: 200, position: 0, body: answer.body });
});

test('API-51: a patch that holds another resourceVersion is a conflict; one without any is not', () => {
  const server = withSet();
  const patch = (body: Json) => server.ask('patch', 'StatefulSet', 'web', { patchType: 'merge', body });
  expect(patch({ metadata: { resourceVersion: '1' }, spec: { replicas: 3 } }).code).toBe(409);
  expect(patch({ spec: { replicas: 3 } }).code).toBe(200);
});

test('API-52: what a patch makes wrong is refused, and nothing is stored', () => {
  const server = withSet();
  const position = server.position;
  const refusal = (patchType: PatchType, body: Json): string =>
    server.refusal('patch', 'StatefulSet', 'web', { patchType, body, fieldValidation: 'Strict' });
  expect(refusal('merge', { spec: { serviceName: 'x' } })).toContain('spec: Forbidden: updates to statefulset spec');
  expect(refusal('merge', { metadata: { name: 'x' } })).toBe(
    'the name of the object (x) does not match the name on the URL (web)',
  );
  expect(refusal('strategic', { spec: { bogus: 1 } })).toBe(
    ' "" is invalid: patch: Invalid value: "map[spec:map[bogus:1]]": strict decoding error: unknown field "spec.bogus"',
  );
  expect(refusal('json', [{ op: 'remove', path: '/nothing' }])).toBe(
    'the server rejected our request due to an error in our request',
  );
  expect(refusal('merge', { spec: { replicas: 'x' } })).toContain('json: cannot unmarshal string into Go struct field');
  expect(server.position).toBe(position);
});

test('API-53: the scale sub-resource is patched as kubectl scale does', () => {
  const server = withSet();
  const scaled = server.ask('patch', 'StatefulSet', 'web', {
    subresource: 'scale',
    patchType: 'merge',
    body: { spec: { replicas: 5 } },
  });
  expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } });
});

test('API-54: a dry run of a patch answers the result with the version that there is, and stores nothing', () => {
  const server = withSet();
  const version = at(server.ask('get', 'StatefulSet', 'web').body, 'metadata', 'resourceVersion');
  const position = server.position;
  const dry = server.ask('patch', 'StatefulSet', 'web', { patchType: 'strategic', body: toImage('x'), dryRun: true });
  expect(at(dry.body, ...image)).toBe('x');
  expect(at(dry.body, 'metadata', 'resourceVersion')).toBe(version);
  expect(server.position).toBe(position);
});
