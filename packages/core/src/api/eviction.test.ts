import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../engine/index.ts';
import { at, uuidOf } from '../cluster/index.ts';
import { manifests, TestServer } from './handle.fixture.ts';
import type { Request } from './request.ts';

const labels = { app: 'nginx' };

/** A pod on a node, in this phase, and as ready as it says. */
const pod = (server: TestServer, name: string, phase = 'Running', ready = true): void => {
  const [container] = manifests.Pod.spec.containers;
  server.create('Pod', { metadata: { name, labels }, spec: { nodeName: 'n1', containers: [container] } });
  const status = { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] };
  const answer = server.ask('update', 'Pod', name, { subresource: 'status', body: { metadata: { name }, status } });
  if (answer.code !== 200) throw new Error(JSON.stringify(answer.body));
};

/** A budget and what its controller has last said of it. */
const budget = (server: TestServer, name: string, status: JsonObject, spec: JsonObject = {}): void => {
  server.create('PodDisruptionBudget', {
    metadata: { name },
    spec: { minAvailable: 2, selector: { matchLabels: labels }, ...spec },
  });
  const whole = {
    currentHealthy: 3,
    desiredHealthy: 2,
    expectedPods: 3,
    disruptionsAllowed: 1,
    observedGeneration: 1,
    ...status,
  };
  server.ask('update', 'PodDisruptionBudget', name, {
    subresource: 'status',
    body: { metadata: { name }, status: whole },
  });
};

const evict = (server: TestServer, name: string, rest: Partial<Request> = {}, deleteOptions: JsonObject = {}) =>
  server.ask('create', 'Pod', name, { subresource: 'eviction', body: { metadata: { name }, deleteOptions }, ...rest });

const given = (status: JsonObject = {}, spec: JsonObject = {}): TestServer => {
  const server = new TestServer();
  server.create('Node', manifests.Node);
  pod(server, 'web-0');
  budget(server, 'web', status, spec);
  server.now = 7_300_000;
  return server;
};

const since = (server: TestServer, from: number): readonly string[] =>
  server.events.slice(from).map((event) => ('kind' in event ? `${event.kind} ${event.type}` : event.type));

const isLeaving = (server: TestServer, name = 'web-0'): boolean =>
  server.state.tables.Pod.find('default', name)?.meta.deletion !== undefined;

describe('a budget', () => {
  test('DC-31: that allows the eviction is written first, then the mark on the pod, then the deletion', () => {
    const server = given();
    const before = server.events.length;
    expect(evict(server, 'web-0').body).toMatchObject({ status: 'Success' });
    expect(since(server, before)).toEqual([
      'PodDisruptionBudget StatusUpdated',
      'PodStatusReported',
      'Pod DeletionStarted',
    ]);
    expect(at(server.ask('get', 'PodDisruptionBudget', 'web').body, 'status')).toMatchObject({
      disruptionsAllowed: 0,
      disruptedPods: { 'web-0': '2026-01-01T00:00:07Z' },
      conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', observedGeneration: 1 }],
    });
  });

  test('DC-32: that allows none refuses with 429, and says how many are needed', () => {
    const server = given({ disruptionsAllowed: 0, currentHealthy: 2 });
    const { code, body } = evict(server, 'web-0');
    expect(code).toBe(429);
    expect(body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      reason: 'TooManyRequests',
      details: {
        causes: [
          { reason: 'DisruptionBudget', message: 'The disruption budget web needs 2 healthy pods and has 2 currently' },
        ],
      },
      code: 429,
    });
    expect(isLeaving(server)).toBe(false);
  });

  test('DC-32: that its controller has not seen as it is now refuses, and says when to come back', () => {
    const server = given({ observedGeneration: 0 });
    expect(at(evict(server, 'web-0').body, 'details')).toEqual({
      causes: [
        { reason: 'DisruptionBudget', message: 'The disruption budget web is still being processed by the server.' },
      ],
      retryAfterSeconds: 10,
    });
  });

  test('DC-32: with more than 2000 evictions under way refuses', () => {
    const disruptedPods = Object.fromEntries(
      Array.from({ length: 2001 }, (_, i) => [`p-${i}`, '2026-01-01T00:00:00Z']),
    );
    const { code, body } = evict(given({ disruptedPods }), 'web-0');
    expect([code, at(body, 'message')]).toEqual([
      403,
      'poddisruptionbudget.policy "web" is forbidden: DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    ]);
  });

  test('DC-33: beside another one for the same pod is an error', () => {
    const server = given();
    budget(server, 'web-too', {});
    expect(evict(server, 'web-0')).toMatchObject({
      code: 500,
      body: {
        status: 'Failure',
        message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      },
    });
    expect(isLeaving(server)).toBe(false);
  });

  test('DC-33: without a selector guards nothing; with an empty one it guards everything', () => {
    const server = given();
    server.ask('delete', 'PodDisruptionBudget', 'web');
    server.create('PodDisruptionBudget', { metadata: { name: 'none' }, spec: { minAvailable: 1 } });
    server.create('PodDisruptionBudget', { metadata: { name: 'all' }, spec: { minAvailable: 1, selector: {} } });
    expect(evict(server, 'web-0').code).toBe(429);
    server.ask('delete', 'PodDisruptionBudget', 'all');
    expect(evict(server, 'web-0').code).toBe(201);
  });
});

describe('pods', () => {
  test.each(['Pending', 'Succeeded', 'Failed'])('DC-34: that are %s go without asking the budget', (phase) => {
    const server = given({ disruptionsAllowed: 0 });
    pod(server, 'other', phase, false);
    const before = server.events.length;
    expect(evict(server, 'other').code).toBe(201);
    expect(since(server, before)).not.toContain('PodDisruptionBudget StatusUpdated');
  });

  test('DC-34: that are on their way out go without asking the budget, and are marked', () => {
    const server = given({ disruptionsAllowed: 0 });
    server.ask('delete', 'Pod', 'web-0');
    const before = server.events.length;
    expect(evict(server, 'web-0').code).toBe(201);
    expect(since(server, before)).toEqual(['PodStatusReported']);
    expect(evict(server, 'web-0').position).toBe(0);
  });

  test('DC-35: that are not ready go when enough others are, and cost the budget nothing', () => {
    const server = given({ disruptionsAllowed: 0, currentHealthy: 2 });
    pod(server, 'sick', 'Running', false);
    expect(evict(server, 'sick').code).toBe(201);
    expect(at(server.ask('get', 'PodDisruptionBudget', 'web').body, 'status', 'disruptedPods')).toBeUndefined();
  });

  test.each([
    [{ currentHealthy: 1, disruptionsAllowed: 0 }, {}, 429],
    [{ currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0 }, {}, 429],
    [{ currentHealthy: 1, disruptionsAllowed: 0 }, { unhealthyPodEvictionPolicy: 'IfHealthyBudget' }, 429],
    [{ currentHealthy: 1, disruptionsAllowed: 0 }, { unhealthyPodEvictionPolicy: 'AlwaysAllow' }, 201],
  ])('DC-35: that are not ready, with a budget of %o and %o: %i', (status, spec, code) => {
    const server = given(status, spec);
    pod(server, 'sick', 'Running', false);
    expect(evict(server, 'sick').code).toBe(code);
  });
});

describe('a request', () => {
  test.each([
    ['of the request', { dryRun: true }, {}],
    ['of the delete options', {}, { dryRun: ['All'] }],
  ])('DC-36: that is dry by the word %s changes nothing', (_, rest, options) => {
    const server = given();
    const before = server.events.length;
    expect(evict(server, 'web-0', rest, options).code).toBe(201);
    expect(server.events.length).toBe(before);
    const strict = given({ disruptionsAllowed: 0 });
    expect(evict(strict, 'web-0', rest, options).code).toBe(429);
  });

  test('DC-37: holds its preconditions before the pod is touched, after the budget was', () => {
    const server = given();
    const uid = uuidOf('Pod', 77);
    const { code, body } = evict(server, 'web-0', {}, { preconditions: { uid } });
    expect(code).toBe(409);
    expect(at(body, 'message')).toMatch(/^Operation cannot be fulfilled on Pod "web-0": the UID in the precondition/);
    expect(isLeaving(server)).toBe(false);
    const stale = evict(given({ disruptionsAllowed: 1 }), 'web-0', {}, { preconditions: { resourceVersion: '1' } });
    expect(at(stale.body, 'message')).toMatch(/the ResourceVersion in the precondition \(1\) does not match/);
  });

  test('DC-37: names its pod, which exists', () => {
    const server = given();
    const body = { metadata: { name: 'web-1' } };
    expect(server.refusal('create', 'Pod', 'web-0', { subresource: 'eviction', body })).toBe(
      'name in URL does not match name in Eviction object',
    );
    expect(evict(server, 'nobody').code).toBe(404);
  });

  test('DC-37: gives the pod the period that it asks for', () => {
    const server = given();
    evict(server, 'web-0', {}, { gracePeriodSeconds: 5 });
    expect(server.state.tables.Pod.find('default', 'web-0')?.meta.deletion?.graceSeconds).toBe(5);
  });
});
