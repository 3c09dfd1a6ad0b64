import { expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import { listAt } from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { endpointsController } from './index.ts';
import { snapshot } from './memory.ts';

const given = (more: JsonObject = {}): TestCluster => {
  const world = new TestCluster([{ controller: endpointsController }]);
  const ports = [{ name: 'web', port: 80, protocol: 'TCP', targetPort: 80 }];
  world.create('Service', 'default', 'nginx', {
    spec: { clusterIP: 'None', selector: { app: 'nginx' }, ports, ...more },
  });
  return world;
};

const pod = (world: TestCluster, name: string, ready = true): void => {
  const spec = { containers: [{ name: 'main', image: 'a' }], hostname: name, subdomain: 'nginx' };
  world.create('Pod', 'default', name, { metadata: { labels: { app: 'nginx' } }, spec });
  const uid = world.pod(name)?.uid ?? 0;
  world.do({ type: 'BindPod', uid, node: 'node-1' });
  const status = world.body({ phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] });
  world.do({ type: 'ReportPodStatus', uid, status, times: [], ip: 0x0af4_0000 + uid, hostIp: '10.0.0.1' });
};

const found = (world: TestCluster): Json | undefined =>
  world.cluster.core.state.tables.Endpoints.find('default', 'nginx')?.body.json;

test('NE-20, NE-21: addresses stand by their ports, ready apart from not ready', () => {
  const world = given();
  pod(world, 'web-1', false);
  pod(world, 'web-0');
  world.settle();
  expect(found(world)).toMatchObject({
    metadata: {
      labels: { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller', 'service.kubernetes.io/headless': '' },
    },
    subsets: [
      {
        addresses: [{ ip: '10.244.0.2', hostname: 'web-0', nodeName: 'node-1', targetRef: { name: 'web-0' } }],
        notReadyAddresses: [{ ip: '10.244.0.1', hostname: 'web-1' }],
        ports: [{ name: 'web', port: 80, protocol: 'TCP' }],
      },
    ],
  });
});

test.each<readonly [boolean, number]>([
  [false, 0],
  [true, 1],
])('NE-20: with publishNotReadyAddresses %s a pod on its way out is %d address', (publishNotReadyAddresses, count) => {
  const world = given({ publishNotReadyAddresses });
  pod(world, 'web-0', false);
  world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: 'web-0', graceSeconds: 30 });
  world.settle();
  expect(listAt(found(world), 'subsets')).toHaveLength(count);
});

test('NE-22: more than a thousand addresses are cut off, and that is said', () => {
  const world = given();
  for (let i = 0; i < 1001; i++) pod(world, `web-${i}`, i > 0);
  world.settle(10);
  expect(found(world)).toMatchObject({
    metadata: { annotations: { 'endpoints.kubernetes.io/over-capacity': 'truncated' } },
  });
  const [subset] = listAt(found(world), 'subsets');
  expect(listAt(subset, 'addresses')).toHaveLength(1000);
  expect(listAt(subset, 'notReadyAddresses')).toHaveLength(0);
  world.remove('web-1000');
  world.settle(10);
  expect(JSON.stringify(found(world))).not.toContain('over-capacity');
});

test('NE-20: Endpoints go with their Service, are made anew when somebody deletes them, and are not written in vain', () => {
  const world = given();
  pod(world, 'web-0');
  world.settle();
  world.do({ type: 'Delete', kind: 'Endpoints', namespace: 'default', name: 'nginx' });
  world.settle();
  expect(listAt(found(world), 'subsets')).toHaveLength(1);
  const { length } = world.cluster.core.log;
  world.cluster.components[0]?.restart(0);
  world.settle();
  expect(world.cluster.core.log.length).toBe(length);
  const [component] = world.cluster.components;
  if (component === undefined) throw new Error('nothing is installed');
  expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
  world.do({ type: 'Delete', kind: 'Service', namespace: 'default', name: 'nginx' });
  world.settle();
  expect(found(world)).toBeUndefined();
});
