import { describe, expect, test } from 'vitest';
import { TestCluster } from '../cluster.fixture.ts';
import { kubelet } from './index.ts';
import {
  behaving,
  bound,
  columns,
  conditionsOf,
  container,
  given,
  object,
  remove,
  running,
  told,
} from './kubelet.fixture.ts';

const asking = (requests: Readonly<Record<string, string>>) => ({
  containers: [container('nginx', { resources: { requests } })],
});

const rejectedWith = (world: TestCluster, name: string): readonly [string | undefined, string | undefined] => {
  const shape = world.pod(name)?.status.shape;
  return [shape?.reason, shape?.message];
};

describe('KL-25: a kubelet rejects what does not fit its node', () => {
  test.each([
    [
      'cpu',
      asking({ cpu: '3' }),
      'OutOfcpu',
      "Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000",
    ],
    [
      'memory',
      asking({ memory: '16Gi' }),
      'OutOfmemory',
      "Node didn't have enough resource: memory, requested: 17179869184, used: 1073741824, capacity: 17179869184",
    ],
    [
      'labels',
      { nodeSelector: { disk: 'ssd' } },
      'NodeAffinity',
      "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
    [
      'a port of the host',
      { containers: [container('nginx', { ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] })] },
      'NodePorts',
      "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    ],
  ])('%s', (_what, more, reason, message) => {
    const world = given({
      containers: [
        container('nginx', {
          ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }],
          resources: { requests: { cpu: '2', memory: '1Gi' } },
        }),
      ],
    });
    bound(world, 'web-1', more);
    expect(columns(world, 'web-1', 5)).toEqual([reason]);
    expect(rejectedWith(world, 'web-1')).toEqual([reason, `Pod was rejected: ${message}`]);
    expect(told(world, 'web-1')).toEqual([`${reason}: ${message}`]);
    expect(running(world, 'web-1')).toEqual([]);
    expect(object(world, 'web-1')['status']).not.toHaveProperty('containerStatuses');
  });

  test('a taint NoExecute that it does not tolerate', () => {
    const world = given();
    world.node('node-2', { taints: [{ key: 'a', effect: 'NoExecute' }] });
    bound(world, 'web-1', {}, 'node-2');
    world.settle();
    expect(told(world, 'web-1')).toEqual([
      "TaintToleration: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
    ]);
  });

  test('more pods than the node takes', () => {
    const world = behaving({});
    for (let i = 0; i < 111; i++) bound(world, `web-${i}`);
    world.settle();
    expect(rejectedWith(world, 'web-110')).toEqual([
      'OutOfpods',
      "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110",
    ]);
  });

  test('what a pod gave back another may take', () => {
    const world = given(asking({ cpu: '3' }));
    world.settle();
    remove(world, 'web-0');
    world.settle(5);
    bound(world, 'web-1', asking({ cpu: '3' }));
    world.settle();
    expect(running(world, 'web-1')).toEqual(['nginx']);
  });

  test('a rejected pod is removed at once when it is deleted', () => {
    const world = given({ nodeSelector: { disk: 'ssd' } });
    world.settle();
    remove(world, 'web-0');
    world.settle();
    expect(world.pod('web-0')).toBeUndefined();
  });

  test('a kubelet that starts looks at its pods again, and at what runs too', () => {
    const world = given(asking({ cpu: '3' }));
    world.settle();
    world.do({ type: 'StopKubelet', node: 'node-1' });
    world.do({ type: 'StartKubelet', node: 'node-1' });
    bound(world, 'web-1', asking({ cpu: '3' }));
    world.settle();
    expect(running(world, 'web-0')).toEqual(['nginx']);
    expect(rejectedWith(world, 'web-1')[0]).toBe('OutOfcpu');
  });
});

test('KL-25: a kubelet that starts rejects what runs, when its node no longer has the labels (kubernetes/kubernetes#123859)', () => {
  const world = new TestCluster([{ controller: kubelet }]);
  world.node('node-2', { labels: { disk: 'ssd' } });
  bound(world, 'web-0', { nodeSelector: { disk: 'ssd' } }, 'node-2');
  world.settle();
  world.update('Node', '', 'node-2', { metadata: { labels: {} }, spec: {} });
  world.settle();
  expect(running(world, 'web-0')).toEqual(['nginx']);
  world.do({ type: 'StopKubelet', node: 'node-2' });
  world.do({ type: 'StartKubelet', node: 'node-2' });
  world.settle(5);
  expect(running(world, 'web-0')).toEqual([]);
  expect(rejectedWith(world, 'web-0')[0]).toBe('NodeAffinity');
});

test('KL-26: a pod that has been active for longer than its deadline fails, and its containers stop', () => {
  const world = given({ activeDeadlineSeconds: 20 });
  world.settle(19);
  expect(running(world, 'web-0')).toEqual(['nginx']);
  expect(columns(world, 'web-0', 5)).toEqual(['Completed']);
  expect(rejectedWith(world, 'web-0')).toEqual([
    'DeadlineExceeded',
    'Pod was active on the node longer than the specified deadline',
  ]);
  expect(world.pod('web-0')?.status.shape.phase).toBe('Failed');
  expect(told(world, 'web-0').slice(-2)).toEqual([
    'DeadlineExceeded: Pod was active on the node longer than the specified deadline',
    'Killing: Stopping container nginx',
  ]);
});

describe('KL-39: a critical pod for which there is no room', () => {
  const critical = { priority: 2_000_000_000 };

  test('has pods of lower priority make room: as few as will do, of the lowest class of service', () => {
    const world = behaving({});
    bound(world, 'burst-1', asking({ cpu: '1' }));
    bound(world, 'burst-2', asking({ cpu: '2' }));
    const exact = { cpu: '1', memory: '1Gi' };
    bound(world, 'guaranteed', {
      containers: [container('nginx', { resources: { requests: exact, limits: exact } })],
    });
    world.settle(2);
    bound(world, 'system', { ...asking({ cpu: '1500m' }), ...critical });
    world.settle(5);
    expect(running(world, 'system')).toEqual(['nginx']);
    const reasons = ['burst-1', 'burst-2', 'guaranteed'].map((name) => world.pod(name)?.status.shape.reason);
    expect(reasons).toEqual([undefined, 'Preempting', undefined]);
    expect(told(world, 'burst-2')).toContain('Preempting: Preempted in order to admit critical pod');
    expect(conditionsOf(world, 'burst-2').at(-1)).toBe('DisruptionTarget True TerminationByKubelet');
  });

  test('is rejected when all that may go would not do', () => {
    const world = behaving({});
    bound(world, 'web-0', asking({ cpu: '1' }));
    world.settle(2);
    bound(world, 'system', { ...asking({ cpu: '5' }), ...critical });
    world.settle(2);
    expect(rejectedWith(world, 'system')).toEqual([
      'UnexpectedAdmissionError',
      'Pod was rejected: Unexpected error while attempting to recover from admission failure: preemption: error finding a ' +
        'set of pods to preempt: no set of running pods found to reclaim resources: [(res: cpu, q: 1000), ]',
    ]);
    expect(running(world, 'web-0')).toEqual(['nginx']);
  });

  test('is rejected as others are when it is resources alone that it does not lack', () => {
    const world = behaving({});
    bound(world, 'web-0', asking({ cpu: '3' }));
    world.settle(2);
    bound(world, 'system', { ...asking({ cpu: '2' }), ...critical, nodeSelector: { disk: 'ssd' } });
    world.settle(2);
    expect(world.pod('web-0')?.status.shape.phase).toBe('Running');
    expect(world.pod('system')?.status.shape.phase).toBe('Failed');
  });
});
