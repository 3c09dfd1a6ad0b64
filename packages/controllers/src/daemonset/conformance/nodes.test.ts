import { expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { objectAt } from '@orrery/core/cluster';
import { template } from '../../cluster.fixture.ts';
import { Daemons, nodeNames, noExecute, noSchedule, onDelete, settled, type Given } from '../daemons.fixture.ts';

test('D5: without nodes nothing is made; with one node one pod', () => {
  const none = new Daemons();
  none.removeNode('node-1');
  expect(none.total()).toEqual([0, 0]);
  expect(new Daemons().total()).toEqual([1, 0]);
});

test('D6, DS-1: a node that is not ready and has no taint gets its pod', () => {
  const daemons = new Daemons();
  daemons.removeNode('node-1');
  const conditions = [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady' }];
  daemons.world.create('Node', '', 'node-2', { spec: {} }, { conditions });
  expect(daemons.total()).toEqual([1, 0]);
});

test('D8, DS-2: pods on the host network tolerate a network that is not there, others do not', () => {
  const network = 'node.kubernetes.io/network-unavailable';
  for (const hostNetwork of [true, false]) {
    const daemons = new Daemons({ podSpec: { hostNetwork } });
    daemons.taint('node-1', noSchedule(network));
    expect(daemons.total()).toEqual([hostNetwork ? 1 : 0, 0]);
  }
});

const ssd = { nodeSelector: { disk: 'ssd' } };
const requiring = (key: string, value: string): JsonObject => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }],
      },
    },
  },
});

test.each<readonly [string, JsonObject, readonly string[]]>([
  ['a selector that nobody matches', { nodeSelector: { disk: 'tape' } }, []],
  ['a node that is there', { nodeName: 'node-2' }, ['node-2']],
  ['a node that is not there', { nodeName: 'node-9' }, []],
  ['a node that the selector takes', { nodeName: 'node-2', ...ssd }, ['node-2']],
  ['a node that the selector does not take', { nodeName: 'node-1', ...ssd }, []],
])('D15, DS-1: %s', (_what, podSpec, expected) => {
  const daemons = new Daemons({ nodes: nodeNames(3), podSpec });
  daemons.label('node-2', { disk: 'ssd' });
  daemons.label('node-3', { disk: 'ssd' });
  daemons.world.settle();
  expect(daemons.targets).toEqual(expected);
});

test('D20, DS-1: a NoSchedule taint leaves the running pod alone, a NoExecute taint drives it out', () => {
  for (const [taint, deletes] of [
    [noSchedule('dedicated'), 0],
    [noExecute('dedicated'), 1],
  ] as const) {
    const daemons = settled();
    daemons.taint('node-1', taint);
    expect(daemons.total()).toEqual([0, deletes]);
  }
});

const own = (key: string): string => `node.kubernetes.io/${key}`;

test.each([
  ['of its own, untolerated', noSchedule('dedicated'), {}, 0],
  ['of its own, tolerated', noSchedule('dedicated'), { tolerations: [{ key: 'dedicated', operator: 'Exists' }] }, 1],
  ['not-ready:NoExecute', noExecute(own('not-ready')), {}, 1],
  ['unreachable:NoExecute', noExecute(own('unreachable')), {}, 1],
  ['not-ready:NoSchedule', noSchedule(own('not-ready')), {}, 0],
  ['unreachable:NoSchedule', noSchedule(own('unreachable')), {}, 0],
  ['disk-pressure', noSchedule(own('disk-pressure')), {}, 1],
  ['memory-pressure', noSchedule(own('memory-pressure')), {}, 1],
  ['pid-pressure', noSchedule(own('pid-pressure')), {}, 1],
  ['unschedulable', noSchedule(own('unschedulable')), {}, 1],
] as const)('D21, DS-2: a node with a taint %s', (_what, taint, podSpec, creates) => {
  const daemons = new Daemons({ podSpec: podSpec as JsonObject });
  daemons.taint('node-1', taint);
  expect(daemons.total()).toEqual([creates, 0]);
});

/** Does the set want a pod where there is none, and does it leave one that is there? */
const judged = (given: Given, prepare: (daemons: Daemons) => void): readonly [boolean, boolean] => {
  const empty = new Daemons(given);
  prepare(empty);
  const [creates] = empty.total();
  const taken = new Daemons({ ...given, spec: onDelete });
  prepare(taken);
  taken.pod('node-1');
  const [, deletes] = taken.each()[0] ?? [0, 0];
  return [creates === 1, deletes === 0];
};

const withPort = (port: number): JsonObject => ({
  containers: [{ name: 'main', image: 'agent:1', ports: [{ containerPort: port, hostPort: port, protocol: 'TCP' }] }],
});

test.each<readonly [string, JsonObject, (daemons: Daemons) => void, readonly [boolean, boolean]]>([
  ['fits', {}, () => undefined, [true, true]],
  [
    'asks for more than the node has',
    { containers: [{ name: 'main', image: 'agent:1', resources: { requests: { cpu: '64' } } }] },
    () => undefined,
    [true, true],
  ],
  ['names another node', { nodeName: 'node-9' }, () => undefined, [false, false]],
  [
    'wants a port that is taken',
    withPort(666),
    ({ world }) => {
      const spec = { ...objectAt(template({}), 'spec'), ...withPort(666), nodeName: 'node-1' };
      world.create('Pod', 'default', 'other', { metadata: { labels: { app: 'other' } }, spec });
    },
    [true, true],
  ],
  ['selects other nodes', ssd, () => undefined, [false, false]],
  ['has affinity to other nodes', requiring('disk', 'ssd'), () => undefined, [false, false]],
  [
    'meets a node that is cordoned',
    {},
    ({ world }) => world.update('Node', '', 'node-1', { spec: { unschedulable: true } }),
    [true, true],
  ],
])('D23, DS-1: a pod that %s', (_what, podSpec, prepare, expected) => {
  expect(judged({ podSpec }, prepare)).toEqual(expected);
});

test.each<readonly [string, Given, (daemons: Daemons) => void, (daemons: Daemons) => void, boolean]>([
  [
    'nothing that matters',
    {},
    () => undefined,
    ({ world }) => world.update('Node', '', 'node-1', { metadata: { annotations: { seen: 'yes' } }, spec: {} }),
    false,
  ],
  ['labels', { podSpec: ssd }, () => undefined, (daemons) => daemons.label('node-1', { disk: 'ssd' }), true],
  [
    'taints',
    {},
    (daemons) => daemons.taint('node-1', noSchedule('dedicated')),
    (daemons) => daemons.taint('node-1'),
    true,
  ],
  [
    'what the node can bear',
    {},
    () => undefined,
    (daemons) => {
      const { uid } = daemons.node('node-1');
      const status = daemons.world.body({ allocatable: { cpu: '1' } });
      daemons.world.do({ type: 'UpdateStatus', kind: 'Node', uid, status });
    },
    false,
  ],
])('D24, DS-7: a node that changes %s', (_what, given, prepare, change, wakes) => {
  const daemons = new Daemons(given);
  prepare(daemons);
  daemons.world.settle();
  daemons.allReady();
  daemons.world.settle();
  const before = daemons.decisions;
  change(daemons);
  daemons.world.settle();
  expect(daemons.decisions > before).toBe(wakes);
});

test('D24, DS-7: a node whose pod was misscheduled and no longer is wakes the set', () => {
  const daemons = settled({ nodes: nodeNames(2) });
  daemons.taint('node-1', noSchedule('dedicated'));
  daemons.taint('node-2', noExecute('dedicated'));
  daemons.world.settle();
  expect(daemons.status.numberMisscheduled).toBe(2);
  daemons.reap();
  daemons.world.settle();
  expect(daemons.status.numberMisscheduled).toBe(1);
  daemons.taint('node-1');
  daemons.world.settle();
  expect(daemons.status.numberMisscheduled).toBe(0);
});

test('D26, DS-7: a pod that waits for a node which is gone is deleted', () => {
  const daemons = new Daemons();
  daemons.world.settle();
  daemons.pod('node-9', { pinned: true });
  expect(daemons.total()).toEqual([0, 1]);
});

test('D48, DS-2: tainted nodes get no pod, cordoned ones do', () => {
  const daemons = new Daemons({ nodes: nodeNames(4) });
  daemons.taint('node-2', noSchedule('dedicated'));
  daemons.world.update('Node', '', 'node-3', {
    spec: { unschedulable: true, taints: [noSchedule(own('unschedulable'))] },
  });
  daemons.world.settle();
  expect(daemons.targets).toEqual(['node-1', 'node-3', 'node-4']);
});

test('D51, DS-3: a simple set runs everywhere, and a pod that is deleted comes back', () => {
  const daemons = settled({ nodes: nodeNames(3) });
  daemons.delete(daemons.first.meta.name);
  daemons.world.settle();
  daemons.reap();
  expect(daemons.total()).toEqual([1, 0]);
  expect([...daemons.targets].sort()).toEqual(nodeNames(3));
});

test.each([
  ['its node selector', { nodeSelector: { color: 'blue' } }],
  ['its affinity', requiring('color', 'blue')],
])('D51, DS-1, DS-7: a complex set follows the labels that %s names', (_what, podSpec) => {
  const daemons = new Daemons({ nodes: nodeNames(2), podSpec });
  expect(daemons.total()).toEqual([0, 0]);
  daemons.label('node-2', { color: 'blue' });
  expect(daemons.total()).toEqual([1, 0]);
  daemons.allReady();
  daemons.label('node-2', { color: 'green' });
  expect(daemons.total()).toEqual([0, 1]);
  daemons.reap();
  daemons.update({
    podSpec: 'nodeSelector' in podSpec ? { nodeSelector: { color: 'green' } } : requiring('color', 'green'),
  });
  daemons.world.settle();
  expect(daemons.targets).toEqual(['node-2']);
});

test('D51, DS-4: a pod that failed is removed and made again', () => {
  const daemons = settled();
  const { first } = daemons;
  daemons.report(first, 'Failed', false);
  expect(daemons.total(2)).toEqual([1, 1]);
  expect(daemons.world.pod(first.meta.name)).toBeUndefined();
});
