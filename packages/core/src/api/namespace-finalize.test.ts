import { expect, test } from 'vitest';
import type { JsonObject } from '../engine/index.ts';
import { at } from '../cluster/index.ts';
import { TestServer } from './handle.fixture.ts';
import type { Request } from './request.ts';

const given = () => {
  const server = new TestServer();
  const base = { kind: 'Namespace', namespace: '', name: 'here' } as const;
  server.handle({ ...base, verb: 'create', name: '', body: { metadata: { name: 'here' } } });
  const ask = (request: Omit<Request, 'kind' | 'namespace' | 'name'>) => server.handle({ ...base, ...request });
  const now = () => server.state.tables.Namespace.find('', 'here');
  const object = (finalizers: readonly string[], more: JsonObject = {}): JsonObject => ({
    metadata: { name: 'here', ...more },
    spec: { finalizers: [...finalizers] },
    status: { phase: 'Terminating' },
  });
  const finalize = (finalizers: readonly string[], more: JsonObject = {}) =>
    ask({ verb: 'update', subresource: 'finalize', body: object(finalizers, more) });
  return { server, ask, now, object, finalize };
};

test('API-224: finalize writes what a namespace waits for, and not its status; a plain update keeps it', () => {
  const { ask, finalize, object } = given();
  const written = finalize(['kubernetes', 'example.com/more']);
  expect(written.code).toBe(200);
  expect(at(written.body, 'spec', 'finalizers')).toEqual(['kubernetes', 'example.com/more']);
  expect(at(written.body, 'status', 'phase')).toBe('Active');
  const updated = ask({ verb: 'update', body: object([]) });
  expect(at(updated.body, 'spec', 'finalizers')).toEqual(['kubernetes', 'example.com/more']);
});

test('API-224: a namespace in deletion goes with the last of its finalizers, wherever that is', () => {
  const { ask, finalize, now } = given();
  finalize(['kubernetes'], { finalizers: ['example.com/held'] });
  ask({ verb: 'delete' });
  expect(now()?.meta.deletion).toBeDefined();
  expect(finalize([], { finalizers: ['example.com/held'] }).code).toBe(200);
  expect(now()?.meta.deletion).toBeDefined();
  expect(finalize([]).code).toBe(200);
  expect(now()).toBeUndefined();
});

test('API-224: names that are none are refused, as are other versions, verbs and kinds', () => {
  const { ask, finalize, now, server, object } = given();
  const refused = finalize(['kubernetes', 'nonsense']);
  expect(refused.code).toBe(422);
  expect(at(refused.body, 'message')).toBe(
    'Namespace "here" is invalid: spec.finalizers[1]: Invalid value: "nonsense": ' +
      'name is neither a standard finalizer name nor is it fully qualified',
  );
  expect(finalize([], { resourceVersion: '999' }).code).toBe(409);
  expect(now()?.body.json).toMatchObject({ spec: { finalizers: ['kubernetes'] } });
  for (const verb of ['get', 'patch', 'delete', 'create'] as const)
    expect(ask({ verb, subresource: 'finalize', body: object([]), patchType: 'merge' }).code).toBe(405);
  const pod = { kind: 'Pod', namespace: 'default', name: 'p', verb: 'update', subresource: 'finalize' } as const;
  expect(server.handle({ ...pod, body: {} }).code).toBe(404);
});
