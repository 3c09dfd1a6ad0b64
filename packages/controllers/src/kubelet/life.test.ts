import { describe, expect, test } from 'vitest';
import { constant, quantiles, second } from '@orrery/core/engine';
import { listAt, objectAt, textAt } from '@orrery/core/cluster';
import { timingProfiles } from '@orrery/core/control';
import { fastSettings, TestCluster } from '../cluster.fixture.ts';
import { kubelet } from './index.ts';
import {
  always,
  behaving,
  bound,
  columns,
  conditionsOf,
  container,
  object,
  remove,
  running,
  told,
} from './kubelet.fixture.ts';

const ending = (after: number, exitCode: number, more = {}) => ({
  ...always,
  after: constant(after * second),
  exitCode,
  oomKilled: false,
  ...more,
});

describe('processes that end by themselves', () => {
  test('KL-15: a container crashes as often as its behaviour says and then runs on', () => {
    const world = behaving({ run: [ending(3, 1, { times: 2 })] });
    bound(world, 'web-0');
    expect(columns(world, 'web-0', 60)).toEqual([
      'ContainerCreating',
      'Running',
      'Error',
      'Running',
      'Error',
      'CrashLoopBackOff',
      'Running',
    ]);
    expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({ restartCount: 2, state: 'running' });
  });

  test('KL-15: a pod whose containers complete is Succeeded', () => {
    const world = behaving({ run: [ending(3, 0)] });
    bound(world, 'job', { restartPolicy: 'OnFailure' });
    expect(columns(world, 'job', 60)).toEqual(['ContainerCreating', 'Running', 'Completed']);
    expect(world.pod('job')?.status.shape.phase).toBe('Succeeded');
  });

  test('KL-15: a container that is killed for its memory says so', () => {
    const world = behaving({ run: [ending(3, 137, { oomKilled: true })] });
    bound(world, 'web-0');
    expect(columns(world, 'web-0', 12)).toEqual([
      'ContainerCreating',
      'Running',
      'OOMKilled',
      'Running',
      'OOMKilled',
      'CrashLoopBackOff',
    ]);
    expect({ ...(listAt(object(world, 'web-0'), 'status', 'containerStatuses')[0] as object) }).toMatchObject({
      lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
    });
  });

  test('KL-9, KL-15: an init container that fails is run again with back-off until it succeeds', () => {
    const match = { images: [], labels: {}, namespace: undefined, container: 'setup' };
    const run = [ending(2, 1, { times: 2 }), ending(2, 0)];
    const world = new TestCluster([{ controller: kubelet }], { behaviours: [{ match, behaviour: { run } }] });
    bound(world, 'web-0', { initContainers: [container('setup')] });
    expect(columns(world, 'web-0', 30)).toEqual([
      'Init:0/1',
      'Init:Error',
      'Init:0/1',
      'Init:Error',
      'Init:CrashLoopBackOff',
      'Init:0/1',
      'PodInitializing',
      'Running',
    ]);
    expect(world.pod('web-0')?.status.shape.initContainers[0]).toMatchObject({ restartCount: 2, reason: 'Completed' });
  });

  test('KL-15: it ends while its kubelet is away, which finds it so', () => {
    const world = behaving({ run: [ending(30, 1, { times: 1 })] });
    bound(world, 'web-0');
    world.settle(5);
    world.do({ type: 'StopKubelet', node: 'node-1' });
    world.settle(60);
    expect(running(world, 'web-0')).toEqual([]);
    expect(world.pod('web-0')?.status.shape.ready).toBe(true);
    world.do({ type: 'StartKubelet', node: 'node-1' });
    world.settle(5);
    expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({ restartCount: 1, state: 'running' });
  });

  test('KL-15: what becomes of a container depends on seed and pod alone', () => {
    const run = [
      { ...ending(0, 1), after: quantiles({ median: 20 * second, p99: 200 * second }), millionths: 500_000 },
    ];
    const story = (seed: number): string => {
      const world = behaving({ run }, { seed });
      for (let i = 0; i < 8; i++) bound(world, `web-${i}`);
      world.settle(120);
      return JSON.stringify(world.pods().map(({ status }) => status.containerTimes));
    };
    expect(story(1)).toBe(story(1));
    expect(story(1)).not.toBe(story(2));
  });
});

describe('processes that are told to stop', () => {
  const stop = { takes: undefined, ignoresSigterm: false, exitCode: 0 };

  test('KL-5: one that ignores SIGTERM is killed when its grace is over', () => {
    const world = behaving({ stop: { ...stop, ignoresSigterm: true } });
    bound(world, 'web-0', { terminationGracePeriodSeconds: 10 });
    world.settle(5);
    remove(world, 'web-0');
    world.settle(9);
    expect(running(world, 'web-0')).toEqual(['nginx']);
    expect(columns(world, 'web-0', 3)).toEqual(['Error']);
    expect(world.pod('web-0')).toBeUndefined();
  });

  test('KL-5: one that obeys ends with the code of its behaviour', () => {
    const world = behaving({ stop: { ...stop, exitCode: 143 } });
    bound(world, 'web-0');
    world.settle(5);
    remove(world, 'web-0');
    expect(columns(world, 'web-0', 3)).toEqual(['Error']);
  });

  test('KL-23: a preStop hook that sleeps puts SIGTERM off, and its time is part of the grace', () => {
    const lifecycle = { preStop: { sleep: { seconds: 8 } } };
    const world = behaving({ stop: { ...stop, takes: constant(30 * second) } });
    bound(world, 'web-0', { containers: [container('nginx', { lifecycle })], terminationGracePeriodSeconds: 9 });
    world.settle(5);
    remove(world, 'web-0');
    world.settle(9);
    expect(running(world, 'web-0')).toEqual(['nginx']);
    world.settle(2); // 2 s are left to every container
    expect(world.pod('web-0')).toBeUndefined();
  });

  test('KL-23: a preStop hook that fails is reported', () => {
    const lifecycle = { preStop: { exec: { command: ['false'] } } };
    const world = behaving({ preStop: { takes: constant(second), fails: always } });
    bound(world, 'web-0', { containers: [container('nginx', { lifecycle })] });
    world.settle(5);
    remove(world, 'web-0');
    world.settle(0.5);
    expect(running(world, 'web-0')).toEqual(['nginx']);
    world.settle(2);
    expect(world.pod('web-0')).toBeUndefined();
    expect(told(world, 'web-0').slice(-2)).toEqual([
      'Killing: Stopping container nginx',
      'FailedPreStopHook: PreStopHook failed',
    ]);
  });

  test('KL-24: sidecars stop after the containers they serve, the last first', () => {
    const timing = { ...timingProfiles.fast, containerStop: constant(second) };
    const world = behaving({}, { ...fastSettings, timing });
    const initContainers = [
      container('log', { restartPolicy: 'Always' }),
      container('proxy', { restartPolicy: 'Always' }),
    ];
    bound(world, 'web-0', { initContainers });
    world.settle(5);
    remove(world, 'web-0');
    const seen: string[] = [];
    for (let i = 0; i < 40; i++) {
      world.settle(0.1);
      const now = running(world, 'web-0').join();
      if (seen.at(-1) !== now) seen.push(now);
    }
    expect(seen).toEqual(['log,proxy,nginx', 'log,proxy', 'log', '']);
    expect(world.pod('web-0')).toBeUndefined();
  });
});

describe('KL-31: what goes on for ever does not keep a run going', () => {
  const minute = 60 * second;

  test('a container that crashes for ever, once its pauses are at their longest', () => {
    const world = behaving({ run: [ending(3, 1)] });
    bound(world, 'web-0');
    world.cluster.runUntilQuiet(60 * minute);
    expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({
      restartCount: 6,
      reason: 'CrashLoopBackOff',
    });
    expect(world.cluster.now).toBeLessThan(7 * minute);
    const restarts = (): number => world.pod('web-0')?.status.shape.containers[0]?.restartCount ?? 0;
    world.settle(6 * 60);
    expect(restarts()).toBe(7);
  });

  test('an image that cannot be had, a ConfigMap that nobody makes, a probe that fails for ever', () => {
    const missing = { envFrom: [{ configMapRef: { name: 'none' } }] };
    const probe = { readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 5 } };
    const pull = { bytes: undefined, takes: undefined, failures: [{ ...always, error: 'notFound' }] };
    const image = behaving({ pull });
    bound(image, 'web-0');
    const config = behaving({});
    bound(config, 'web-0', { containers: [container('nginx', missing)] });
    const unready = behaving({ probes: { readiness: [{ fromUs: 0, failure: 'timeout' }] } });
    bound(unready, 'web-0', { containers: [container('nginx', probe)] });
    for (const [world, within] of [
      [image, 7 * minute],
      [config, minute],
      [unready, minute],
    ] as const) {
      world.cluster.runUntilQuiet(60 * minute);
      expect(world.cluster.now).toBeLessThan(within);
    }
  });

  test('what still may change keeps it going: crashes that come to an end, an application that answers later', () => {
    const crashes = behaving({ run: [ending(3, 1, { times: 5 })] });
    bound(crashes, 'web-0');
    const late = behaving({ ready: constant(30 * minute) });
    const probe = { readinessProbe: { tcpSocket: { port: 80 } } };
    bound(late, 'web-0', { containers: [container('nginx', probe)] });
    for (const world of [crashes, late]) {
      world.cluster.runUntilQuiet(60 * minute);
      expect(world.pod('web-0')?.status.shape.ready).toBe(true);
    }
  });
});

describe('KL-37: postStart hooks', () => {
  const hook = { lifecycle: { postStart: { exec: { command: ['warm', 'up'] } } } };
  const two = { containers: [container('first', hook), container('second')] };

  test('the containers after one, its readiness and the status wait for its hook', () => {
    const world = behaving({ postStart: { takes: constant(5 * second), fails: undefined } });
    bound(world, 'web-0', two);
    world.settle(3);
    expect(running(world, 'web-0')).toEqual(['first']);
    expect(columns(world, 'web-0', 1)).toEqual([]);
    expect(world.pod('web-0')?.status.shape.ready).toBe(false);
    world.settle(4);
    expect(running(world, 'web-0')).toEqual(['first', 'second']);
    expect(world.pod('web-0')?.status.shape.ready).toBe(true);
  });

  test('a hook sleeps as long as it says; a pod that is deleted does not wait for it', () => {
    const sleep = { lifecycle: { postStart: { sleep: { seconds: 3600 } } } };
    const world = behaving({});
    bound(world, 'web-0', { containers: [container('first', sleep), container('second')] });
    world.settle(60);
    expect(running(world, 'web-0')).toEqual(['first']);
    remove(world, 'web-0');
    world.settle(5);
    expect(world.podNames()).toEqual([]);
  });

  test('a hook that fails has its container killed, which is run again as after a crash', () => {
    const world = behaving({ postStart: { takes: constant(second), fails: { ...always, times: 2 } } });
    bound(world, 'web-0', { containers: [container('nginx', hook)] });
    expect(columns(world, 'web-0', 30)).toEqual([
      'ContainerCreating',
      'PostStartHookError',
      'CrashLoopBackOff',
      'Running',
    ]);
    expect(told(world, 'web-0')).toEqual(
      expect.arrayContaining(['FailedPostStartHook: PostStartHook failed (x2)', 'Killing: FailedPostStartHook (x2)']),
    );
  });

  test('what the status says of it', () => {
    const world = behaving({ postStart: { takes: constant(second), fails: always } });
    bound(world, 'web-0', { containers: [container('nginx', hook)] });
    const messages = new Set<string>();
    for (let i = 0; i < 100; i++) {
      world.settle(0.05);
      const waiting = objectAt(listAt(object(world, 'web-0'), 'status', 'containerStatuses')[0], 'state', 'waiting');
      if (textAt(waiting, 'reason') === 'PostStartHookError') messages.add(textAt(waiting, 'message') ?? '');
    }
    expect([...messages]).toEqual([
      expect.stringMatching(
        /^Exec lifecycle hook \(\[warm up\]\) for Container "nginx" in Pod "web-0_default\(.*\)" failed - error: command 'warm up' exited with 1: , message: ""$/,
      ),
    ]);
  });
});

test('KL-9: while a container waits for its restart that is reported again, whenever the kubelet looks', () => {
  const world = behaving({ run: [ending(1, 1)] });
  bound(world, 'web-0');
  world.settle(660);
  const back = told(world, 'web-0').find((text) => text.startsWith('BackOff:')) ?? '';
  const times = Number(/\(x(\d+)\)$/.exec(back)?.[1]);
  const restarts = world.pod('web-0')?.status.shape.containers[0]?.restartCount ?? 0;
  expect(restarts).toBe(7);
  expect(times).toBeGreaterThan(restarts + 4);
  expect(times).toBeLessThan(restarts + 12);
});

test('KL-20: readiness is probed until the containers of a pod on its way out have stopped, liveness is not', () => {
  const answers = [
    { fromUs: 0, failure: undefined },
    { fromUs: 20 * second, failure: 'timeout' },
  ];
  const world = behaving({
    probes: { readiness: answers, liveness: answers },
    stop: { takes: undefined, ignoresSigterm: true, exitCode: 0 },
  });
  const probe = { tcpSocket: { port: 80 }, periodSeconds: 2, failureThreshold: 1 };
  bound(world, 'web-0', { containers: [container('nginx', { readinessProbe: probe, livenessProbe: probe })] });
  world.settle(15);
  remove(world, 'web-0');
  world.settle(1);
  expect(world.pod('web-0')?.status.shape.ready).toBe(true);
  world.settle(12);
  expect(running(world, 'web-0')).toEqual(['nginx']);
  expect(world.pod('web-0')?.status.shape.ready).toBe(false);
  expect(conditionsOf(world, 'web-0')[0]).toBe('PodReadyToStartContainers True');
  expect(told(world, 'web-0').some((text) => text.startsWith('Unhealthy: Liveness'))).toBe(false);
});
