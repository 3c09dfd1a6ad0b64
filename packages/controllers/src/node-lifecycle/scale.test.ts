import { expect, test } from 'vitest';
import { TestCluster } from '../cluster.fixture.ts';
import { nodeHeartbeat } from '../node-heartbeat/index.ts';
import { taintEviction } from '../taint-eviction/index.ts';
import { nodeLifecycle } from './index.ts';

/** Two zones with half of the nodes each. */
const given = (nodes: number): TestCluster => {
  const world = new TestCluster(
    [{ controller: nodeLifecycle }, { controller: nodeHeartbeat }, { controller: taintEviction }],
    { hashing: false },
  );
  for (let i = 2; i <= nodes; i++)
    world.node(`node-${i}`, { labels: { 'topology.kubernetes.io/zone': i % 2 === 0 ? 'a' : 'b' } });
  world.settle();
  return world;
};

const lose = (world: TestCluster, i: number): void => world.do({ type: 'PowerOffNode', node: `node-${i}` });

const reads = (world: TestCluster): number => world.cluster.core.state.tables.Node.reads;

const silent = (world: TestCluster): number =>
  world.cluster.core.state.tables.Node.toArray().filter(({ ready }) => ready === 'Unknown').length;

/** Records read when one node of a cluster is lost and comes back. */
const readsOfOneLoss = (nodes: number): number => {
  const world = given(nodes);
  const before = reads(world);
  lose(world, 2);
  world.settle(200);
  world.do({ type: 'PowerOnNode', node: 'node-2' });
  world.settle(100);
  return reads(world) - before;
};

test('NL-30, NL-36: a cluster at rest costs nothing, and a lost node as much as in a small one', () => {
  const world = given(5000);
  const { length } = world.cluster.core.log;
  expect(world.cluster.core.simulation.foreground).toBe(0);
  world.settle(86_400);
  expect(world.cluster.core.log.length).toBe(length);
  expect(readsOfOneLoss(5000)).toBe(readsOfOneLoss(10));
});

test('NL-35, NL-36: of 5,000 nodes a zone is lost: each lost node costs a few reads, and its pods go at 0.1 a second', () => {
  const world = given(5000);
  const before = reads(world);
  for (let i = 2; i <= 5000; i += 2) lose(world, i);
  world.settle(400);
  expect(silent(world)).toBe(2500);
  expect((reads(world) - before) / 2500).toBeLessThan(30);
  const evicting = (): number =>
    world.cluster.core.state.tables.Node.toArray().filter(({ taints }) =>
      taints.some(({ effect }) => effect === 'NoExecute'),
    ).length;
  const first = evicting();
  world.settle(100);
  expect(evicting() - first).toBe(10);
});
