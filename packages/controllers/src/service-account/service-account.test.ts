import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { TestCluster } from '../cluster.fixture.ts';
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
