import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { template, TestCluster } from '../cluster.fixture.ts';
import { scheduler } from './index.ts';
import { enough } from './search.ts';

const size = 5000;

/** A cluster of many nodes in three zones, with pods of a Service on the first ones. */
const given = (pods: number): TestCluster => {
  const world = new TestCluster([{ controller: scheduler }], { hashing: false });
  for (let i = 2; i <= size; i++)
    world.node(`node-${i}`, { labels: { 'topology.kubernetes.io/zone': `zone-${i % 3}` } });
  world.create('Service', 'default', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });
  for (let i = 0; i < pods; i++) world.create('Pod', 'default', `there-${i}`, pod({ nodeName: `node-${i + 2}` }));
  world.settle();
  return world;
};

const pod = (spec: JsonObject = {}): JsonObject => ({
  ...template({ app: 'web' }),
  spec: { containers: [{ name: 'main', image: 'x:1', resources: { requests: { cpu: '1m' } } }], ...spec },
});

/** How many records of nodes and pods are read for each of some pods, after a first one. */
const readsPerPod = (world: TestCluster): { readonly nodes: number; readonly pods: number } => {
  const { Node, Pod } = world.cluster.core.state.tables;
  world.create('Pod', 'default', 'first', pod());
  world.settle();
  const count = 20;
  const before = { nodes: Node.reads, pods: Pod.reads };
  for (let i = 0; i < count; i++) world.create('Pod', 'default', `new-${i}`, pod());
  world.settle();
  expect(world.pod(`new-${count - 1}`)?.node).not.toBe('');
  return { nodes: (Node.reads - before.nodes) / count, pods: (Pod.reads - before.pods) / count };
};

describe('SC-6: the cost of a pod', () => {
  test('SC-6: is that of the nodes that the sampling rule looks at, however many there are and whatever runs on them', () => {
    const found = [10, 2000].map((pods) => readsPerPod(given(pods)));
    for (const { nodes, pods } of found) {
      expect(nodes).toBeGreaterThanOrEqual(enough(size));
      expect(nodes).toBeLessThan(enough(size) + 20);
      expect(pods).toBeLessThan(30);
    }
  });
});
