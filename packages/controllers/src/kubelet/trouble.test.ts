import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { listAt, textAt } from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { kubelet } from './index.ts';
import {
  behaving,
  given,
  bound,
  story,
  object,
  conditionsOf,
  remove,
  lifeWords,
  running,
  exit,
} from './kubelet.fixture.ts';
import { snapshot } from './memory.ts';

describe('when things go wrong', () => {
  test('KL-9: a container that stops is started again at once, then after 10 s, 20 s and so on', () => {
    const world = given();
    world.settle();
    const crash = (): void => exit(world, 'web-0', 'nginx', 1);
    crash();
    world.settle(1);
    expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({ restartCount: 1, state: 'running' });
    crash();
    world.settle(9);
    expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({
      reason: 'CrashLoopBackOff',
      restartCount: 1,
    });
    const [status] = listAt(object(world, 'web-0'), 'status', 'containerStatuses');
    expect(textAt(status, 'state', 'waiting', 'message')).toMatch(
      /^back-off 10s restarting failed container=nginx pod=web-0_default\([-0-9a-f]{36}\)$/,
    );
    world.settle(2);
    expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({ restartCount: 2, state: 'running' });
    crash();
    world.settle(19);
    expect(running(world, 'web-0')).toEqual([]);
    world.settle(2);
    expect(running(world, 'web-0')).toEqual(['nginx']);
    expect(world.cluster.core.state.tables.Event.toArray().map(({ body }) => textAt(body.json, 'reason'))).toContain(
      'BackOff',
    );
  });

  test.each([
    ['Always', 0, true],
    ['Always', 1, true],
    ['OnFailure', 0, false],
    ['OnFailure', 1, true],
    ['Never', 0, false],
    ['Never', 1, false],
  ] as const)('KL-8: under %s a container that exits with %d is run again: %s', (restartPolicy, exitCode, again) => {
    const world = given({ restartPolicy });
    world.settle();
    exit(world, 'web-0', 'nginx', exitCode);
    world.settle();
    expect(running(world, 'web-0')).toEqual(again ? ['nginx'] : []);
    const ended = exitCode === 0 ? 'Succeeded' : 'Failed';
    expect(world.pod('web-0')?.status.shape.phase).toBe(again ? 'Running' : ended);
  });

  test('KL-11: at whatever moment a kubelet restarts, its pod comes up and goes down as it should', () => {
    for (let ms = 0; ms < 16; ms++) {
      const world = given();
      const component = world.cluster.component('kubelet');
      world.cluster.runUntil(ms * 500);
      component?.restart(0);
      world.settle();
      expect(world.pod('web-0')?.status.shape, `restart after ${ms * 500} µs`).toMatchObject({ ready: true });
      remove(world, 'web-0');
      world.cluster.runUntil(world.cluster.now + ms * 500);
      component?.restart(0);
      world.settle(5);
      expect(world.podNames(), `restart ${ms * 500} µs after the deletion`).toEqual([]);
      expect(story(world, ['SandboxStarted', 'SandboxStopped'])).toEqual(['SandboxStarted', 'SandboxStopped']);
    }
  });

  test('KL-2: a kubelet whose caches lag sends no status twice', () => {
    const world = new TestCluster([{ controller: kubelet, lags: { Pod: 50_000 } }]);
    bound(world, 'web-0');
    world.settle();
    remove(world, 'web-0');
    world.settle(5);
    expect(story(world, ['PodStatusReported'])).toEqual([
      'Pending:ContainerCreating',
      'Running:running',
      'Succeeded:Completed',
    ]);
    expect(world.podNames()).toEqual([]);
  });

  test('KL-11: a kubelet that restarts goes on from what it finds', () => {
    const world = given();
    world.cluster.runUntil(2_500);
    const component = world.cluster.component('kubelet');
    component?.crash();
    world.settle();
    expect(world.pod('web-0')?.status.shape.phase).toBe('Pending');
    component?.restart(0);
    world.settle();
    expect(world.pod('web-0')?.status.shape).toMatchObject({ phase: 'Running', ready: true });
    const words = story(world, lifeWords).length;
    component?.restart(0);
    world.settle();
    expect(story(world, lifeWords).length).toBe(words);
  });

  test('KL-11: a kubelet that was away when a pod was removed stops its processes when it is back', () => {
    const world = given();
    world.settle();
    const uid = world.pod('web-0')?.uid ?? 0;
    world.cluster.component('kubelet')?.crash();
    remove(world, 'web-0', 0);
    world.settle(5);
    expect(world.cluster.core.state.physical.sandbox(uid)).toBeDefined();
    world.cluster.component('kubelet')?.restart(0);
    world.settle(5);
    expect(world.cluster.core.state.physical.sandbox(uid)).toBeUndefined();
  });

  test('KL-11: a machine that loses power runs nothing, and starts its pods again when it is back', () => {
    const world = given();
    world.settle();
    world.do({ type: 'PowerOffNode', node: 'node-1' });
    remove(world, 'web-0');
    bound(world, 'web-1');
    world.settle(60);
    expect(world.pod('web-0')?.meta.deletion).toBeDefined();
    expect(world.pod('web-1')?.status.shape.containers).toEqual([]);
    world.do({ type: 'PowerOnNode', node: 'node-1' });
    world.settle(5);
    expect(world.pod('web-0')).toBeUndefined();
    expect(world.pod('web-1')?.status.shape.ready).toBe(true);
    world.do({ type: 'PowerOffNode', node: 'node-1' });
    world.do({ type: 'PowerOnNode', node: 'node-1' });
    world.settle(5);
    expect(world.pod('web-1')?.status.shape.containers[0]).toMatchObject({ restartCount: 1, state: 'running' });
  });

  test('KL-10: a pod that is removed by force while a report of it is under way', () => {
    const world = behaving({ stop: { takes: undefined, ignoresSigterm: true, exitCode: 0 } });
    bound(world, 'web-0');
    world.cluster.runUntil(4_000);
    remove(world, 'web-0', 0);
    world.settle(29);
    expect(world.cluster.core.state.physical.sandbox(1)?.containers[0]?.state).toBe('running');
    world.settle(2);
    expect(world.cluster.core.state.physical.sandbox(1)).toBeUndefined();
  });

  test('KL-10: the kubelet of a node that was deleted does nothing', () => {
    const world = given();
    world.settle();
    world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-1' });
    remove(world, 'web-0');
    world.settle(60);
    expect(world.pod('web-0')?.meta.deletion).toBeDefined();
  });

  test('KL-2: what others wrote into the conditions stays, before the kubelet’s own', () => {
    const world = given();
    world.settle();
    const pod = world.pod('web-0');
    const { body, containerTimes, ip, hostIp } = pod?.status ?? {
      body: world.body({}),
      containerTimes: [],
      ip: 0,
      hostIp: '',
    };
    const mark = { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' };
    const status = world.body({ ...(body.json as JsonObject), conditions: [...listAt(body.json, 'conditions'), mark] });
    world.do({ type: 'ReportPodStatus', uid: pod?.uid ?? 0, status, times: containerTimes, ip, hostIp });
    world.settle();
    expect(conditionsOf(world, 'web-0')[0]).toBe('DisruptionTarget True EvictionByEvictionAPI');
    expect(conditionsOf(world, 'web-0')).toHaveLength(6);
  });
});

test('KL-12: what the kubelets remember of the cluster is what they would remember if they listed it anew', () => {
  const world = given({ volumes: [{ name: 'www', persistentVolumeClaim: { claimName: 'www' } }] });
  bound(world, 'web-1');
  world.node('node-2');
  bound(world, 'web-2', {}, 'node-2');
  world.settle();
  remove(world, 'web-1');
  world.do({ type: 'Delete', kind: 'Node', namespace: '', name: 'node-2' });
  world.settle(5);
  const component = world.cluster.component('kubelet');
  if (component === undefined) throw new Error('no kubelet');
  expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
});
