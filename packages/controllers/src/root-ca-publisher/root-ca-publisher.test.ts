import { expect, test } from 'vitest';
import { objectAt, textAt, toObject } from '@orrery/core/cluster';
import { fastSettings, TestCluster } from '../cluster.fixture.ts';
import { rootCaPublisher } from './index.ts';
import { snapshot } from './memory.ts';

const mapOf = (world: TestCluster, namespace: string) =>
  world.cluster.core.state.tables.ConfigMap.find(namespace, 'kube-root-ca.crt');

const certificateIn = (world: TestCluster, namespace: string): string | undefined => {
  const record = mapOf(world, namespace);
  return record === undefined ? undefined : textAt(objectAt(toObject(record, fastSettings.epoch), 'data'), 'ca.crt');
};

test('NE-43: every namespace has the certificates of the API server, which come back when they are changed or deleted', () => {
  const world = new TestCluster([{ controller: rootCaPublisher }]);
  world.settle();
  world.create('Namespace', '', 'shop', {});
  world.settle();
  const certificate = certificateIn(world, 'shop');
  expect(certificate).toMatch(/^-----BEGIN CERTIFICATE-----\n(.{64}\n){4}-----END CERTIFICATE-----\n$/);
  expect(certificateIn(world, 'default')).toBe(certificate);
  world.update('ConfigMap', 'shop', 'kube-root-ca.crt', { metadata: { labels: { a: 'b' } }, data: { other: 'x' } });
  world.settle();
  expect(certificateIn(world, 'shop')).toBe(certificate);
  expect(mapOf(world, 'shop')?.meta.labels).toEqual({ a: 'b' });
  world.do({ type: 'Delete', kind: 'ConfigMap', namespace: 'shop', name: 'kube-root-ca.crt' });
  world.settle();
  expect(certificateIn(world, 'shop')).toBe(certificate);
  const events = world.cluster.core.log.length;
  world.settle(60);
  expect(world.cluster.core.log.length).toBe(events);
  const [component] = world.cluster.components;
  if (component === undefined) throw new Error('nothing is installed');
  expect(snapshot(component.memory as never)).toEqual(snapshot(component.rebuiltMemory() as never)); // its own
});

test('NE-43: a namespace that is going gets nothing more', () => {
  const world = new TestCluster([{ controller: rootCaPublisher }]);
  world.create('Namespace', '', 'shop', { spec: { finalizers: ['kubernetes'] } });
  world.settle();
  world.do({ type: 'Delete', kind: 'Namespace', namespace: '', name: 'shop' });
  world.do({ type: 'Delete', kind: 'ConfigMap', namespace: 'shop', name: 'kube-root-ca.crt' });
  world.settle(30);
  expect(mapOf(world, 'shop')).toBeUndefined();
});
