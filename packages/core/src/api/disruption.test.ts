import { expect, test } from 'vitest';
import type { JsonObject } from '../engine/index.ts';
import { at } from '../cluster/index.ts';
import { manifests, TestServer } from './handle.fixture.ts';

const refusal = (spec: JsonObject): string =>
  new TestServer().refusal('create', 'PodDisruptionBudget', '', { body: { metadata: { name: 'web' }, spec } });

test('API-219: a budget says how many must stay or how many may go, not both', () => {
  expect(refusal({ minAvailable: 1, maxUnavailable: 1 })).toContain(
    'minAvailable and maxUnavailable cannot be both set',
  );
  expect(refusal({ minAvailable: -1 })).toContain('spec.minAvailable: Invalid value: -1: must be greater than');
  expect(refusal({ maxUnavailable: '101%' })).toBe(
    'PodDisruptionBudget.policy "web" is invalid: spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
  );
  expect(refusal({ minAvailable: 'two' })).toContain('spec.minAvailable: Invalid value: "two"');
  expect(refusal({ unhealthyPodEvictionPolicy: 'Never' })).toBe(
    'PodDisruptionBudget.policy "web" is invalid: spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": ' +
      'supported values: "AlwaysAllow", "IfHealthyBudget"',
  );
});

test('API-219: the status has its counts from the start, none of them negative, and keeps times that are written back', () => {
  const server = new TestServer();
  const made = server.create('PodDisruptionBudget', manifests.PodDisruptionBudget);
  const zeros = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
  expect(made['status']).toEqual(zeros);
  expect(at(made, 'metadata', 'generation')).toBe(1);
  const status = {
    ...zeros,
    disruptedPods: { 'web-0': '2026-01-01T00:00:05Z' },
    conditions: [
      {
        type: 'DisruptionAllowed',
        status: 'False',
        reason: 'InsufficientPods',
        message: '',
        lastTransitionTime: '2026-01-01T00:00:05Z',
      },
    ],
  };
  const write = (body: JsonObject) =>
    server.ask('update', 'PodDisruptionBudget', 'web', { subresource: 'status', body: { ...made, ...body } });
  const written = write({ metadata: { name: 'web' }, status });
  expect(at(written.body, 'status')).toEqual(status);
  expect(at(write({ metadata: { name: 'web' }, status: { ...zeros, currentHealthy: -1 } }).body, 'message')).toContain(
    'status.currentHealthy: Invalid value: -1: must be greater than or equal to 0',
  );
});
