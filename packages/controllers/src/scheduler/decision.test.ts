import { describe, expect, test } from 'vitest';
import { isJsonObject, type JsonObject } from '@orrery/core/engine';
import { listAt } from '@orrery/core/cluster';
import { template, TestCluster } from '../cluster.fixture.ts';
import { scheduler } from './index.ts';

const asking = (cpu: string, spec: JsonObject = {}): JsonObject => ({
  ...template({ app: 'x' }),
  spec: { containers: [{ name: 'main', image: 'x:1', resources: { requests: { cpu, memory: '1Gi' } } }], ...spec },
});

/** What the log keeps of attempts, in its order. */
const decisions = (world: TestCluster): readonly JsonObject[] => {
  const { log } = world.cluster.core;
  return Array.from({ length: log.length }, (_, i) => log.event(i + 1)).flatMap((event) => {
    const json = 'decision' in event ? event.decision.json : null;
    return isJsonObject(json) ? [json] : [];
  });
};

const given = (): TestCluster => new TestCluster([{ controller: scheduler }]);

const make = (world: TestCluster, name: string, body: JsonObject): void => {
  world.create('Pod', 'default', name, body);
  world.settle(2);
};

describe('SC-43: the log keeps what an attempt saw', () => {
  test('SC-43: the nodes that refused, and the best of the others with their scores', () => {
    const world = given();
    world.node('node-2', { taints: [{ key: 'only', effect: 'NoSchedule' }] });
    for (const name of ['node-3', 'node-4', 'node-5', 'node-6']) world.node(name);
    make(world, 'a', asking('1'));
    const [decision] = decisions(world);
    expect(decision).toMatchObject({
      nodes: 6,
      feasible: 5,
      refused: [
        { plugin: 'TaintToleration', reasons: ['node(s) had untolerated taint(s)'], nodes: ['node-2'], count: 1 },
      ],
    });
    const best = listAt(decision, 'best');
    expect(best).toHaveLength(3);
    expect(best[0]).toMatchObject({ node: world.pod('a')?.node, of: { TaintToleration: 300 } });
  });

  test('SC-43: every attempt that failed, also when its Event only counts up', () => {
    const world = given();
    make(world, 'a', asking('64'));
    world.node('node-2');
    world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-2' });
    world.settle(400);
    const found = decisions(world);
    expect(found.length).toBeGreaterThan(1);
    expect(world.cluster.core.state.tables.Event.size).toBeLessThan(found.length + 1);
    expect(found[0]).toEqual({
      nodes: 1,
      refused: [{ plugin: 'NodeResourcesFit', reasons: ['Insufficient cpu'], nodes: ['node-1'], count: 1 }],
    });
  });

  test('SC-43: who had to go, and problems that come before any node', () => {
    const world = given();
    make(world, 'low', asking('4'));
    make(world, 'high', asking('4', { priority: 9 }));
    make(world, 'claiming', asking('1', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'none' } }] }));
    expect(decisions(world).slice(1)).toEqual([
      {
        nodes: 1,
        refused: [{ plugin: 'NodeResourcesFit', reasons: ['Insufficient cpu'], nodes: ['node-1'], count: 1 }],
        preempts: { node: 'node-1', victims: ['default/low'] },
      },
      { nodes: 1, before: 'persistentvolumeclaim "none" not found' },
    ]);
  });

  test('SC-43: of many nodes that say the same some are named', () => {
    const world = given();
    for (let i = 2; i <= 20; i++) world.node(`node-${i}`);
    make(world, 'a', asking('64'));
    const [group] = listAt(decisions(world)[0], 'refused');
    expect(group).toMatchObject({ count: 20 });
    expect(listAt(group, 'nodes')).toHaveLength(8);
  });
});
