import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../engine/index.ts';
import { at } from '../cluster/index.ts';
import { manifests, TestServer } from './handle.fixture.ts';

const given = (metadata: JsonObject = {}, node = 'n1'): TestServer => {
  const server = new TestServer();
  server.create('Node', manifests.Node);
  const placed = node === '' ? {} : { nodeName: node };
  server.create('Pod', {
    metadata: { name: 'p', ...metadata },
    spec: { ...manifests.Pod.spec, ...placed, terminationGracePeriodSeconds: 30 },
  });
  return server;
};

const remove = (server: TestServer, graceSeconds?: number): readonly string[] => {
  const before = server.events.length;
  server.ask('delete', 'Pod', 'p', graceSeconds === undefined ? {} : { graceSeconds });
  return server.events.slice(before).map(({ type }) => type);
};

const deletion = (server: TestServer) => server.state.tables.Pod.find('default', 'p')?.meta.deletion;

describe('API-220: two writes', () => {
  test('API-220: a forced deletion shows a pod that is on its way out before it is gone', () => {
    expect(remove(given(), 0)).toEqual(['DeletionStarted', 'Removed']);
  });

  test('API-220: a pod without a node goes at once, whatever its period', () => {
    expect(remove(given({}, ''))).toEqual(['DeletionStarted', 'Removed']);
  });

  test('API-220: with finalizers only the first is made; when they are gone the pod goes with one', () => {
    const server = given({ finalizers: ['a/b'] });
    expect(remove(server, 0)).toEqual(['DeletionStarted']);
    expect(remove(server, 0)).toEqual([]);
    const before = server.events.length;
    server.ask('patch', 'Pod', 'p', { patchType: 'merge', body: { metadata: { finalizers: null } } });
    expect(server.events.slice(before).map(({ type }) => type)).toEqual(['Updated', 'Removed']);
  });

  test('API-220: other kinds go with one write', () => {
    const server = given();
    server.create('ConfigMap', manifests.ConfigMap);
    const before = server.events.length;
    server.ask('delete', 'ConfigMap', 'settings', { graceSeconds: 0 });
    expect(server.events.slice(before).map(({ type }) => type)).toEqual(['Removed']);
  });
});

describe('a pod that is being deleted', () => {
  test('API-221: takes only a shorter period, counted from the first request', () => {
    const server = given();
    server.now = 100_000_000;
    expect(remove(server)).toEqual(['DeletionStarted']);
    expect(deletion(server)).toEqual({ dueAt: 130_000_000, graceSeconds: 30 });
    expect(remove(server)).toEqual([]);
    expect(remove(server, 60)).toEqual([]);
    server.now = 105_000_000;
    expect(remove(server, 10)).toEqual(['DeletionStarted']);
    expect(deletion(server)).toEqual({ dueAt: 110_000_000, graceSeconds: 10 });
    expect(remove(server, 0)).toEqual(['DeletionStarted', 'Removed']);
  });

  test('API-221: counts its generation up once', () => {
    const server = given();
    remove(server, 20);
    const first = server.ask('get', 'Pod', 'p').body;
    remove(server, 5);
    expect([
      at(first, 'metadata', 'generation'),
      at(server.ask('get', 'Pod', 'p').body, 'metadata', 'generation'),
    ]).toEqual([2, 2]);
  });
});
