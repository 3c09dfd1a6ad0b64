import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { Command } from '@orrery/core/api';
import { objectAt } from '@orrery/core/cluster';
import { image, onPods, parallel, rolling, StatefulWorld } from './stateful.fixture.ts';

const onStatus = (command: Command): boolean => command.type === 'ReportStatefulSetStatus';

describe.each([
  ['OrderedReady', {}],
  ['Parallel', parallel],
])('%s', (_, policy) => {
  test('S7: creations that fail are made up for, and nothing is made twice', () => {
    const world = new StatefulWorld({ ...policy, replicas: 0 });
    world.refuse(onPods('Create'), 2);
    world.change({ replicas: 3 });
    world.settle(5);
    world.converge();
    expect(world.counts).toBe('3/3/3/3');
    expect(world.events((event) => event.type === 'Created' && event.kind === 'Pod')).toHaveLength(3);
  });

  test('S7: updates of pods that fail are made up for', () => {
    const world = new StatefulWorld(policy);
    world.converge();
    world.refuse(onPods('Update'));
    world.patch('Pod', 'web-1', { metadata: { labels: { 'statefulset.kubernetes.io/pod-name': 'nobody' } } });
    world.settle(5);
    expect(world.messages.filter((message) => message.startsWith('update'))).toEqual([
      'update Pod web-1 in StatefulSet web failed error: denied',
      'update Pod web-1 in StatefulSet web successful',
    ]);
  });

  test('S7: status that cannot be written is written later', () => {
    const world = new StatefulWorld({ ...policy, replicas: 0 });
    world.refuse(onStatus, 3);
    world.change({ replicas: 3 });
    world.settle(5);
    world.converge();
    expect(world.counts).toBe('3/3/3/3');
  });

  test('S8: a delete that fails in a rolling update leaves currentReplicas; the next pass counts it', () => {
    const world = new StatefulWorld(policy);
    world.converge();
    const rows: string[] = [];
    world.cluster.core.witness(({ event }) => {
      if (event.type === 'StatefulSetStatusReported')
        rows.push(`${event.currentReplicas} ${event.currentRevision === event.updateRevision}`);
    });
    world.refuse(onPods('Delete'));
    world.change(image('app:2'));
    expect(rows).toEqual(['3 false', '2 false']);
    expect(world.messages.filter((message) => message.startsWith('delete'))).toEqual([
      'delete Pod web-2 in StatefulSet web failed error: denied',
      'delete Pod web-2 in StatefulSet web successful',
    ]);
  });

  test('S25: status is written although the pass failed, and the pass counts as failed if status does', () => {
    const world = new StatefulWorld({ ...policy, replicas: 0 });
    world.refuse(onPods('Create'), 1e6);
    world.change({ replicas: 1 });
    expect(world.status.observedGeneration).toBe(2);
    const both = new StatefulWorld({ ...policy, replicas: 0 });
    both.refuse((command) => onPods('Create')(command) || onStatus(command), 2);
    both.change({ replicas: 1 });
    both.settle(5);
    expect([both.shown, both.status.observedGeneration]).toEqual([['web-0'], 2]);
  });
});

test('SS-28: status is written although the set is changed at the same time', () => {
  const world = new StatefulWorld({ replicas: 1 });
  world.converge();
  const { core } = world.cluster;
  const execute = core.execute.bind(core);
  let meddled = false;
  core.execute = (command, actor, cause) => {
    if (!meddled && onStatus(command)) {
      meddled = true;
      const { uid, body } = world.set;
      const labelled = { ...objectAt(body.json), metadata: { labels: { seen: 'yes' } } };
      execute({ type: 'Update', kind: 'StatefulSet', uid, body: world.body(labelled) }, 0, 0);
      expect(execute(command, actor, cause)).toMatchObject({ left: { reason: 'Conflict' } });
    }
    return execute(command, actor, cause);
  };
  world.change({ replicas: 2 });
  expect([meddled, world.status.observedGeneration]).toEqual([true, 2]);
  expect(world.set.meta.labels).toEqual({ seen: 'yes' });
});

test('SS-19: a status that counts less than nothing is refused, and the next pass counts again', () => {
  // A third revision comes while all pods are at the second and the first is still the current one.
  const world = new StatefulWorld({ ...parallel, ...rolling(1), replicas: 2 });
  world.converge();
  world.change(image('app:2'));
  world.converge();
  world.remove('web-0');
  world.settle();
  world.patch('Pod', 'web-0', { metadata: { labels: { 'controller-revision-hash': 'none' } } });
  const refused: string[] = [];
  const { core } = world.cluster;
  const execute = core.execute.bind(core);
  core.execute = (command, actor, cause) => {
    const answer = execute(command, actor, cause);
    if (onStatus(command) && E.isLeft(answer)) refused.push(answer.left.message);
    return answer;
  };
  world.change({ ...image('app:3') });
  expect(refused).toEqual([
    expect.stringContaining('status.currentReplicas: Invalid value: -1: must be greater than or equal to 0'),
  ]);
  world.converge();
  expect(world.status.currentReplicas).toBe(0);
});
