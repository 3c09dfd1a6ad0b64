import { describe, expect, test } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../engine/index.ts';
import { at, objectAt } from '../cluster/index.ts';
import { manifests, TestServer } from './handle.fixture.ts';

const priorityClass = (name: string, value: number, more: JsonObject = {}): JsonObject => ({
  metadata: { name },
  value,
  ...more,
});

const pod = (spec: JsonObject): JsonObject => ({
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
});

const given = (...classes: readonly JsonObject[]): TestServer => {
  const server = new TestServer();
  for (const one of classes) server.create('PriorityClass', one);
  return server;
};

/** Priority, preemption policy and class of a pod. */
const told = (object: JsonObject): readonly (Json | undefined)[] =>
  ['priority', 'preemptionPolicy', 'priorityClassName'].map((member) => at(object, 'spec', member));

const refused = (server: TestServer, spec: JsonObject): string =>
  server.refusal('create', 'Pod', '', { body: pod(spec) });

describe('SC-30: a pod has the priority of its class', () => {
  const never = priorityClass('batch', 500, { preemptionPolicy: 'Never' });

  test.each([
    ['none', {}, [0, 'PreemptLowerPriority', undefined]],
    ['a user’s', { priorityClassName: 'batch' }, [500, 'Never', 'batch']],
    ['the same, said twice', { priorityClassName: 'batch', priority: 500 }, [500, 'Never', 'batch']],
    [
      'the system’s',
      { priorityClassName: 'system-node-critical' },
      [2_000_001_000, 'PreemptLowerPriority', 'system-node-critical'],
    ],
  ])('SC-30: %s', (_, spec, expected) => {
    expect(told(given(never).create('Pod', pod(spec)))).toEqual(expected);
  });

  test('SC-30: one that names none has that of the default class', () => {
    const server = given(priorityClass('normal', 100, { globalDefault: true }));
    expect(told(server.create('Pod', pod({})))).toEqual([100, 'PreemptLowerPriority', 'normal']);
  });

  test('SC-30: an unknown class is refused, and a priority that the class does not give', () => {
    const server = given(never);
    expect(refused(server, { priorityClassName: 'no' })).toBe(
      'pods "p" is forbidden: no PriorityClass with name no was found',
    );
    expect(refused(server, { priority: 7 })).toBe(
      'pods "p" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission ' +
        'controller computed 0 from the given PriorityClass name',
    );
    expect(refused(server, { priorityClassName: 'batch', preemptionPolicy: 'PreemptLowerPriority' })).toBe(
      'pods "p" is forbidden: the string value of PreemptionPolicy (PreemptLowerPriority) must not be provided in pod ' +
        'spec; priority admission controller computed Never from the given PriorityClass name',
    );
  });

  test('SC-30: an update that leaves it out keeps it, whatever has become of the class', () => {
    const server = given(never);
    server.create('Pod', pod({ priorityClassName: 'batch' }));
    server.ask('delete', 'PriorityClass', 'batch', {});
    const { body } = server.ask('get', 'Pod', 'p', {});
    const live = isJsonObject(body) ? body : {};
    const { priority: _, preemptionPolicy: __, ...spec } = objectAt(live, 'spec') ?? {};
    const updated = server.ask('update', 'Pod', 'p', { body: { ...live, spec } }).body;
    expect(told(isJsonObject(updated) ? updated : {})).toEqual([500, 'Never', 'batch']);
  });
});

describe('SC-31: what a PriorityClass may be', () => {
  const refusal = (server: TestServer, object: JsonObject): string =>
    server.refusal('create', 'PriorityClass', '', { body: object });

  test('SC-31: the system has the highest values and its own names', () => {
    const server = given();
    expect(refusal(server, priorityClass('top', 1_000_000_001))).toBe(
      'PriorityClass.scheduling.k8s.io "top" is invalid: value: Forbidden: maximum allowed value of a user defined ' +
        'priority is 1000000000',
    );
    expect(refusal(server, priorityClass('system-mine', 5))).toContain(
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: " +
        'system-mine is not a known system priority class',
    );
    expect(refusal(server, priorityClass('low', 1, { preemptionPolicy: 'Maybe' }))).toContain(
      'preemptionPolicy: Unsupported value: "Maybe": supported values: "Never", "PreemptLowerPriority"',
    );
  });

  test('SC-31: one class is the default', () => {
    const server = given(priorityClass('one', 1, { globalDefault: true }));
    expect(refusal(server, priorityClass('two', 2, { globalDefault: true }))).toBe(
      'priorityclasses.scheduling.k8s.io "two" is forbidden: PriorityClass one is already marked as default. Only one ' +
        'default can exist',
    );
  });

  test('SC-31: value and policy stay', () => {
    const server = new TestServer();
    const made = server.create('PriorityClass', manifests.PriorityClass);
    const refusedUpdate = (change: JsonObject): string =>
      server.refusal('update', 'PriorityClass', 'high', { body: { ...made, ...change } });
    expect(refusedUpdate({ value: 2 })).toContain('value: Forbidden: may not be changed in an update.');
    expect(refusedUpdate({ preemptionPolicy: 'Never' })).toContain('preemptionPolicy: Invalid value');
  });
});
