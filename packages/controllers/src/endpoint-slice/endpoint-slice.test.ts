import { expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { listAt, textAt, type Records } from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { endpointSliceController } from './index.ts';
import { snapshot } from './memory.ts';

const given = (spec: JsonObject = {}): TestCluster => {
  const world = new TestCluster([{ controller: endpointSliceController }]);
  world.create('Service', 'default', 'nginx', {
    metadata: { labels: { app: 'nginx' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: { app: 'nginx' },
      ports: [{ name: 'web', port: 80, protocol: 'TCP', targetPort: 'http' }],
      ...spec,
    },
  });
  return world;
};

const pod = (world: TestCluster, name: string, ready = true, more: JsonObject = {}, port: JsonObject = {}): void => {
  const ports = [{ name: 'http', containerPort: 8080, protocol: 'TCP', ...port }];
  const spec = { containers: [{ name: 'main', image: 'a', ports }], hostname: name, subdomain: 'nginx', ...more };
  world.create('Pod', 'default', name, { metadata: { labels: { app: 'nginx' } }, spec });
  report(world, name, ready);
};

const report = (world: TestCluster, name: string, ready: boolean, phase = 'Running'): void => {
  const record = world.pod(name);
  if (record?.node === '') world.do({ type: 'BindPod', uid: record.uid, node: 'node-1' });
  const status = world.body({ phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] });
  const uid = record?.uid ?? 0;
  world.do({ type: 'ReportPodStatus', uid, status, times: [], ip: 0x0af4_0000 + uid, hostIp: '10.0.0.1' });
};

const slices = (world: TestCluster): readonly Records['EndpointSlice'][] =>
  world.cluster.core.state.tables.EndpointSlice.toArray();

/** Each endpoint of each slice: who, and its conditions that are true. */
const endpoints = (world: TestCluster): readonly (readonly string[])[] =>
  slices(world).map(({ body }) =>
    listAt(body.json, 'endpoints').map((one) => {
      const { conditions } = one as { conditions: Record<string, boolean> }; // as the controller writes them
      const held = Object.keys(conditions).filter((name) => conditions[name]);
      return [textAt(one, 'targetRef', 'name'), ...held].join(' ');
    }),
  );

test('NE-10, NE-14: a Service has a slice, though it has no pods, that names it and bears its labels', () => {
  const world = given();
  world.settle();
  expect(slices(world)).toHaveLength(1);
  expect(slices(world)[0]?.meta).toMatchObject({
    labels: {
      app: 'nginx',
      'kubernetes.io/service-name': 'nginx',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'service.kubernetes.io/headless': '',
    },
    owners: [{ apiVersion: 'v1', kind: 'Service', name: 'nginx', controller: true, blockOwnerDeletion: true }],
  });
  expect(slices(world)[0]?.meta.name).toMatch(/^nginx-[a-z0-9]{5}$/);
  expect(slices(world)[0]?.body.json).toMatchObject({ addressType: 'IPv4', endpoints: [], ports: [] });
});

test.each<readonly [string, JsonObject]>([
  ['without a selector', { selector: {} }],
  ['that is another name', { type: 'ExternalName', externalName: 'example.com' }],
])('NE-10: a Service %s has none', (_what, spec) => {
  const world = given(spec);
  pod(world, 'web-0');
  world.settle();
  expect(slices(world)).toEqual([]);
});

test('NE-11, NE-12: an endpoint is a pod with its address, hostname, node and zone, under the ports that it names', () => {
  const world = given();
  world.node('node-2', { labels: { 'topology.kubernetes.io/zone': 'z1' } });
  world.create('Pod', 'default', 'web-0', {
    metadata: { labels: { app: 'nginx' } },
    spec: {
      containers: [{ name: 'main', image: 'a', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }],
      hostname: 'web-0',
      subdomain: 'nginx',
    },
  });
  world.do({ type: 'BindPod', uid: 1, node: 'node-2' });
  world.settle();
  expect(endpoints(world)).toEqual([[]]);
  report(world, 'web-0', true);
  world.settle();
  expect(slices(world)).toHaveLength(1);
  expect(slices(world)[0]?.body.json).toMatchObject({
    endpoints: [
      {
        addresses: ['10.244.0.1'],
        conditions: { ready: true, serving: true, terminating: false },
        hostname: 'web-0',
        nodeName: 'node-2',
        targetRef: { kind: 'Pod', namespace: 'default', name: 'web-0' },
        zone: 'z1',
      },
    ],
    ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
  });
});

test('NE-13: what is not ready, on its way out or over is told apart', () => {
  const world = given();
  for (const name of ['web-0', 'web-1', 'web-2', 'web-3']) pod(world, name);
  world.settle();
  report(world, 'web-1', false);
  world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: 'web-2', graceSeconds: 30 });
  report(world, 'web-3', false, 'Failed');
  world.settle();
  expect(endpoints(world)).toEqual([['web-0 ready serving', 'web-1', 'web-2 serving terminating']]);
});

test('NE-13: a Service that publishes what is not ready says of all that they are', () => {
  const world = given({ publishNotReadyAddresses: true });
  pod(world, 'web-0', false);
  world.settle();
  expect(endpoints(world)).toEqual([['web-0 ready']]);
});

test('NE-12: only a pod that names the Service as its subdomain has a hostname there', () => {
  const world = given();
  pod(world, 'web-0', true, { subdomain: 'other' });
  world.settle();
  expect(JSON.stringify(slices(world)[0]?.body.json)).not.toContain('hostname');
});

test('NE-11: pods that have other ports stand in another slice', () => {
  const world = given();
  pod(world, 'web-0');
  pod(world, 'web-1', true, {}, { containerPort: 9090 });
  pod(world, 'web-2', true, {}, { name: 'other' });
  world.settle();
  expect(endpoints(world)).toEqual([['web-0 ready serving'], ['web-1 ready serving'], ['web-2 ready serving']]);
  expect(slices(world).map(({ body }) => listAt(body.json, 'ports').length)).toEqual([1, 1, 0]);
});

test('NE-13: a pod of a node that is not known waits for it', () => {
  const world = given();
  world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-1' });
  world.create('Pod', 'default', 'web-0', {
    metadata: { labels: { app: 'nginx' } },
    spec: { containers: [{ name: 'main', image: 'a' }], nodeName: 'node-1' },
  });
  report(world, 'web-0', true);
  world.settle();
  expect(endpoints(world)).toEqual([[]]);
  world.node('node-1');
  world.settle();
  expect(endpoints(world).flat()).toEqual(['web-0 ready serving']);
});

test('NE-15: at most a hundred stand in one slice; gaps are filled before a new one is made', () => {
  const world = given();
  for (let i = 0; i < 150; i++) pod(world, `web-${i}`);
  world.settle(10);
  expect(endpoints(world).map((of) => of.length)).toEqual([100, 50]);
  for (let i = 0; i < 30; i++) world.remove(`web-${i}`);
  world.settle(10);
  pod(world, 'web-200');
  world.settle(10);
  expect(endpoints(world).map((of) => of.length)).toEqual([71, 50]);
  for (let i = 30; i < 149; i++) world.remove(`web-${i}`);
  world.remove('web-200');
  world.settle(10);
  expect(endpoints(world)).toEqual([['web-149 ready serving']]);
});

test('NE-16: a slice that somebody else changes or deletes is put right after a second', () => {
  const world = given();
  pod(world, 'web-0');
  world.settle();
  const [slice] = slices(world);
  world.update('EndpointSlice', 'default', slice?.meta.name ?? '', {
    ...(slice?.body.json as JsonObject), // an object, as every slice
    endpoints: [],
  });
  world.cluster.runUntil(world.cluster.now + 900_000);
  expect(endpoints(world)).toEqual([[]]);
  world.settle();
  expect(endpoints(world)).toEqual([['web-0 ready serving']]);
  world.do({ type: 'Delete', kind: 'EndpointSlice', namespace: 'default', name: slice?.meta.name ?? '' });
  world.settle(2);
  expect(endpoints(world)).toEqual([['web-0 ready serving']]);
  const { length } = world.cluster.core.log;
  world.settle(100);
  expect(world.cluster.core.log.length).toBe(length);
});

test('NE-16: a controller that lags or restarts writes no slice twice, and remembers what a list would give', () => {
  const world = new TestCluster([
    { controller: endpointSliceController, lags: { EndpointSlice: 500_000, Pod: 50_000 } },
  ]);
  world.create('Service', 'default', 'nginx', {
    spec: { clusterIP: 'None', selector: { app: 'nginx' }, ports: [] },
  });
  for (let i = 0; i < 5; i++) pod(world, `web-${i}`);
  world.settle(5);
  world.cluster.components[0]?.restart(0);
  pod(world, 'web-5');
  world.settle(5);
  expect(endpoints(world).map((of) => of.length)).toEqual([6]);
  const [component] = world.cluster.components;
  if (component === undefined) throw new Error('nothing is installed');
  expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
});
