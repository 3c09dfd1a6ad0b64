import { describe, expect, test } from 'vitest';
import { at, listAt, textAt, toObject } from '@orrery/core/cluster';
import type { JsonObject } from '@orrery/core/engine';
import type { Request } from '@orrery/core/api';
import type { KubernetesVersion } from '@orrery/core/control';
import { claimed, image, onDelete, rolling, StatefulWorld } from './stateful.fixture.ts';

const on = (verb: Request['verb'], rest: Partial<Request> = {}): Request => ({
  verb,
  kind: 'StatefulSet',
  namespace: 'default',
  name: 'web',
  ...rest,
});

test('S46: hostname, domain and volume stay with the ordinal, whatever becomes of its pod', () => {
  const world = new StatefulWorld(claimed);
  world.converge();
  const identity = (name: string): unknown => {
    const pod = world.pod(name);
    const spec = pod === undefined ? undefined : at(toObject(pod, 0), 'spec');
    const claim = textAt(listAt(spec, 'volumes')[0], 'persistentVolumeClaim', 'claimName') ?? '';
    return [textAt(spec, 'hostname'), textAt(spec, 'subdomain'), claim, world.claim(claim)?.uid];
  };
  const names = ['web-0', 'web-1', 'web-2'];
  const before = names.map(identity);
  expect(before.map((one) => (one as readonly unknown[]).slice(0, 3))).toEqual(
    names.map((name) => [name, 'web', `data-${name}`]),
  );
  for (const name of names) world.remove(name);
  world.settle();
  world.converge();
  world.phase('web-1', 'Failed', false);
  world.settle();
  world.converge();
  expect(names.map(identity)).toEqual(before);
});

describe('S56: sub-resources and collections', () => {
  test('S56: the scale sub-resource changes replicas', () => {
    const world = new StatefulWorld({ replicas: 1 });
    world.converge();
    const scale = world.ask(on('get', { subresource: 'scale' })).body;
    expect(at(scale, 'spec', 'replicas')).toBe(1);
    const body = { ...(scale as JsonObject), spec: { replicas: 2 } };
    world.ask(on('update', { subresource: 'scale', body }));
    world.settle();
    world.converge();
    expect(world.counts).toBe('2/2/2/2');
  });

  test('S56: sets are listed, patched and deleted as a collection', () => {
    const world = new StatefulWorld({ replicas: 0 });
    world.patch('StatefulSet', 'web', { metadata: { labels: { e2e: 'yes' } } });
    const list = (): number =>
      listAt(world.ask(on('list', { name: '', labelSelector: 'e2e=yes' })).body, 'items').length;
    expect(list()).toBe(1);
    world.ask(on('deletecollection', { name: '', labelSelector: 'e2e=yes' }));
    expect(list()).toBe(0);
  });

  test('S56: status is patched through its sub-resource, and the spec is not', () => {
    const world = new StatefulWorld({ replicas: 1 });
    const body = { status: { readyReplicas: 1 }, spec: { replicas: 9 } };
    const { generation } = world.set.meta;
    world.ask(on('patch', { subresource: 'status', patchType: 'merge', body }));
    expect([world.status.readyReplicas, world.set.spec.replicas, world.set.meta.generation]).toEqual([
      1,
      1,
      generation,
    ]);
    // The controller's next pass counts for itself.
    world.settle();
    expect(world.status.readyReplicas).toBe(0);
  });
});

describe('SS-34: what the API makes of a StatefulSet', () => {
  const create = (spec: JsonObject, version: KubernetesVersion = '1.36', metadata: JsonObject = {}) => {
    const world = new StatefulWorld({ replicas: 0 }, { version });
    const base = { replicas: 1, selector: { matchLabels: { app: 'db' } } };
    const template = {
      metadata: { labels: { app: 'db' } },
      spec: { containers: [{ name: 'main', image: 'db:1' }] },
    };
    const body = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db', ...metadata },
      spec: { ...base, template, ...spec },
    };
    return world.cluster.handle(on('create', { name: '', body }));
  };

  const refusal = (spec: JsonObject): string =>
    (textAt(create(spec).body, 'message') ?? '').replace('StatefulSet.apps "db" is invalid: ', '');

  test('SS-34: defaults are upstream’s; a strategy that names its type alone gets no block', () => {
    const { body } = create({});
    expect(at(body, 'spec')).toMatchObject({
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    });
    expect(at(create({ updateStrategy: { type: 'RollingUpdate' } }).body, 'spec', 'updateStrategy')).toEqual({
      type: 'RollingUpdate',
    });
  });

  const podSpec = { containers: [{ name: 'main', image: 'db:1' }] };
  const labelled = { labels: { app: 'db' } };

  test.each([
    [{ selector: { matchLabels: {} } }, 'empty selector is invalid for statefulset'],
    [{ selector: { matchLabels: { app: 'x' } } }, '`selector` does not match template `labels`'],
    [
      { template: { metadata: labelled, spec: { ...podSpec, restartPolicy: 'Never' } } },
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    [
      { template: { metadata: labelled, spec: { ...podSpec, activeDeadlineSeconds: 5 } } },
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported',
    ],
    [{ replicas: -1 }, 'spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    [{ minReadySeconds: -1 }, 'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0'],
    [{ ordinals: { start: -1 } }, 'spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0'],
    [{ podManagementPolicy: 'Fast' }, "must be 'OrderedReady' or 'Parallel'"],
    [
      { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
      "only allowed for updateStrategy 'RollingUpdate'",
    ],
    [{ serviceName: 'No_Name' }, 'spec.serviceName: Invalid value: "No_Name"'],
    [rolling(-1), 'spec.updateStrategy.rollingUpdate.partition: Invalid value: -1'],
  ])('SS-34: %j is refused in upstream’s words', (spec, message) => {
    expect(refusal(spec)).toContain(message);
  });

  test.each([
    [
      {
        selector: { matchLabels: { app: 'web', a: 'b' } },
        template: { metadata: { labels: { app: 'web', a: 'b' } }, spec: podSpec },
      },
    ],
    [{ serviceName: 'other' }],
    [claimed],
    [{ podManagementPolicy: 'Parallel' }],
  ])('SS-34: %j is immutable', (spec) => {
    const world = new StatefulWorld();
    expect(() => world.change(spec)).toThrow(
      'StatefulSet.apps "web" is invalid: spec: Forbidden: updates to statefulset spec for fields other than ' +
        "'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', " +
        "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    );
  });

  test('SS-34: the seven others are not, and each change of the spec counts as a generation', () => {
    const world = new StatefulWorld();
    world.change({ replicas: 2, ordinals: { start: 1 }, ...image('app:2'), ...onDelete, revisionHistoryLimit: 2 });
    world.change({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
      minReadySeconds: 3,
    });
    expect(world.set.meta.generation).toBe(3);
  });

  test('SS-34: a negative history limit is taken, with a warning, and keeps all', () => {
    expect(create({ revisionHistoryLimit: -1 }).warnings).toEqual([
      'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
    ]);
    const world = new StatefulWorld({ replicas: 0, revisionHistoryLimit: -1 });
    for (let n = 2; n < 20; n++) world.change(image(`app:${n}`));
    expect(world.revisions).toHaveLength(19);
  });

  const most = (version: KubernetesVersion, spec: JsonObject) =>
    at(create(spec, version).body, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable');

  test('SS-31: maxUnavailable is dropped while its gate is shut, and 1 by default while it is open', () => {
    expect(most('1.36', rolling(0, 2))).toBeUndefined();
    expect(most('1.37', rolling(0, 2))).toBe(2);
    expect(most('1.35.0', rolling(0))).toBe(1);
    expect(most('1.37', {})).toBe(1);
    expect(most('1.36', {})).toBeUndefined();
  });

  test('SS-31: a stored one is kept', () => {
    const world = new StatefulWorld();
    const stored = { ...(world.set.body.json as JsonObject) };
    const strategy = { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 2 } };
    const spec = { ...(stored['spec'] as JsonObject), updateStrategy: strategy };
    // As it was written while the gate was open.
    world.update('StatefulSet', 'default', 'web', { ...stored, spec });
    world.change(rolling(0, 3));
    expect(world.set.spec.updateStrategy.maxUnavailable).toBe(3);
  });
});
