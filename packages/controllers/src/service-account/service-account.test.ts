import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { hole, listAt, textAt, toObject, type PodRecord } from '@orrery/core/cluster';
import { fastSettings, TestCluster } from '../cluster.fixture.ts';
import { serviceAccountController } from './index.ts';
import { snapshot } from './memory.ts';

const accounts = (world: TestCluster): readonly string[] =>
  world.cluster.core.state.tables.ServiceAccount.toArray().map(({ meta }) => `${meta.namespace}/${meta.name}`);

const given = (): TestCluster => {
  const world = new TestCluster([{ controller: serviceAccountController }]);
  world.settle();
  return world;
};

const submitPod = (world: TestCluster, namespace: string, serviceAccountName: string) => {
  const body = world.body({ spec: { containers: [{ name: 'main', image: 'a' }], serviceAccountName } });
  return world.cluster.submit({ type: 'Create', kind: 'Pod', namespace, name: 'p', body });
};

test('NE-40: every namespace has the account default, which is made again when it is deleted', () => {
  const world = given();
  expect(accounts(world)).toEqual(['default/default']);
  world.create('Namespace', '', 'shop', {});
  world.settle();
  expect(accounts(world)).toEqual(['default/default', 'shop/default']);
  world.do({ type: 'Delete', kind: 'ServiceAccount', namespace: 'shop', name: 'default' });
  world.settle();
  expect(accounts(world)).toEqual(['default/default', 'shop/default']);
  const [component] = world.cluster.components;
  if (component === undefined) throw new Error('nothing is installed');
  expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
});

test('NE-41: a pod needs its account', () => {
  const world = given();
  const refused = submitPod(world, 'default', 'agent');
  expect(E.isLeft(refused) ? refused.left : undefined).toMatchObject({
    reason: 'Forbidden',
    message: 'pods "p" is forbidden: error looking up service account default/agent: serviceaccount "agent" not found',
  });
  world.create('ServiceAccount', 'default', 'agent', {});
  expect(E.isRight(submitPod(world, 'default', 'agent'))).toBe(true);
});

test('NE-41: so a namespace that has just been made takes no pods before its account is there', () => {
  const world = given();
  world.create('Namespace', '', 'shop', {});
  expect(E.isLeft(submitPod(world, 'shop', 'default'))).toBe(true);
  world.settle();
  expect(E.isRight(submitPod(world, 'shop', 'default'))).toBe(true);
});

describe('NE-42: the volume through which a pod gets at the API', () => {
  const made = (more: JsonObject = {}, args?: readonly string[]): JsonObject => {
    const world = given();
    world.create('ServiceAccount', 'default', 'shy', { automountServiceAccountToken: false });
    const containers = [{ name: 'main', image: 'a' }];
    const body = world.body({ spec: { serviceAccountName: 'default', containers, ...more } });
    const command = { type: 'Create', kind: 'Pod', namespace: 'default', name: 'p', body } as const;
    world.do(args === undefined ? command : { ...command, args });
    const pod = world.pod('p');
    return pod === undefined ? {} : toObject(pod, fastSettings.epoch);
  };
  const mounts = (pod: JsonObject, list = 'containers') =>
    listAt(pod, 'spec', list).flatMap((one) => listAt(one, 'volumeMounts').map((mount) => textAt(mount, 'name')));

  test('is mounted in every container, with a name of its own', () => {
    const pod = made({ initContainers: [{ name: 'setup', image: 'a' }] });
    const [volume] = listAt(pod, 'spec', 'volumes');
    expect(textAt(volume, 'name')).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect([...mounts(pod), ...mounts(pod, 'initContainers')]).toEqual([
      textAt(volume, 'name'),
      textAt(volume, 'name'),
    ]);
    expect(listAt(volume, 'projected', 'sources').map((source) => Object.keys(source as JsonObject)[0])).toEqual([
      'serviceAccountToken',
      'configMap',
      'downwardAPI',
    ]);
  });

  const named = (world: ReturnType<typeof given>, name: string): PodRecord => {
    const pod = world.pod(name);
    if (pod === undefined) throw new Error(`there is no pod ${name}`);
    return pod;
  };

  const pair = (container: string, argsOf?: (name: string) => readonly string[]) => {
    const world = given();
    const body = world.body({ spec: { serviceAccountName: 'default', containers: [{ name: container, image: 'a' }] } });
    for (const name of ['p', 'q']) {
      const command = { type: 'Create', kind: 'Pod', namespace: 'default', name, body } as const;
      world.do(argsOf === undefined ? command : { ...command, args: argsOf(name) });
    }
    return [named(world, 'p'), named(world, 'q')] as const;
  };
  const shown = (pod: PodRecord) => toObject(pod, fastSettings.epoch);

  test.each([
    ['with holes', hole(0), (name: string) => [name]],
    ['without', 'main', undefined],
  ])('pods of one template %s share their body and have names of their own', (_, container, argsOf) => {
    const [p, q] = pair(container, argsOf);
    expect(p.body).toBe(q.body);
    expect(p.args.at(-1)).not.toBe(q.args.at(-1));
    expect(mounts(shown(p))).toEqual([`kube-api-access-${p.args.at(-1)}`]);
  });

  test('marks that a user typed stay what they are', () => {
    const [p, q] = pair(`x${hole(0)}`);
    expect([p, q].map((pod) => listAt(shown(pod), 'spec', 'containers').map((one) => textAt(one, 'name')))).toEqual([
      [`x${hole(0)}`],
      [`x${hole(0)}`],
    ]);
    expect(mounts(shown(p))).not.toEqual(mounts(shown(q)));
  });

  test.each<[string, JsonObject]>([
    ['the pod says so', { automountServiceAccountToken: false }],
    ['its account says so', { serviceAccountName: 'shy' }],
    [
      'something is mounted there already',
      {
        volumes: [{ name: 'own', emptyDir: {} }],
        containers: [
          {
            name: 'main',
            image: 'a',
            volumeMounts: [{ name: 'own', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
          },
        ],
      },
    ],
  ])('is left out when %s', (_why, more) => {
    expect(mounts(made(more)).filter((name) => name?.startsWith('kube-api-access-'))).toEqual([]);
  });

  test('is there although its account wants none, when the pod says so', () => {
    expect(mounts(made({ serviceAccountName: 'shy', automountServiceAccountToken: true }))).toHaveLength(1);
  });
});
