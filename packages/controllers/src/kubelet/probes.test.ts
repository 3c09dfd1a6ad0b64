import { describe, expect, test } from 'vitest';
import { constant, second } from '@orrery/core/engine';
import type { ProbeAnswer } from '@orrery/core/control';
import { behaving, bound, columns, container, conditionsOf, running, told } from './kubelet.fixture.ts';

const http = { httpGet: { path: '/healthz', port: 'web' } };
const ports = [{ name: 'web', containerPort: 8080 }];
const probed = (probes: object) => ({ containers: [container('nginx', { ports, ...probes })] });
const fine = (from: number): ProbeAnswer => ({ fromUs: from * second, failure: undefined });
const bad = (from: number, failure = ''): ProbeAnswer => ({ fromUs: from * second, failure });

const isReady = (world: ReturnType<typeof behaving>): boolean => world.pod('web-0')?.status.shape.ready === true;

describe('readiness', () => {
  test('KL-20: a container is ready at the first tick that finds it answering', () => {
    const world = behaving({ ready: constant(4 * second) });
    bound(world, 'web-0', probed({ readinessProbe: { ...http, periodSeconds: 5 } }));
    world.settle(4.9);
    expect(isReady(world)).toBe(false);
    world.settle(0.2);
    expect(isReady(world)).toBe(true);
    expect(told(world, 'web-0').at(-1)).toBe(
      'Unhealthy: Readiness probe failed: Get "http://10.244.0.2:8080/healthz": dial tcp 10.244.0.2:8080: connect: connection refused',
    );
  });

  test('KL-20: one that answers when it is first seen is ready at once, whatever the period', () => {
    const world = behaving({});
    bound(world, 'web-0', probed({ readinessProbe: { ...http, periodSeconds: 60 } }));
    world.settle(1);
    expect(isReady(world)).toBe(true);
  });

  test('KL-20: nothing is probed before initialDelaySeconds', () => {
    const world = behaving({});
    bound(world, 'web-0', probed({ readinessProbe: { ...http, periodSeconds: 1, initialDelaySeconds: 7 } }));
    world.settle(6.9);
    expect(isReady(world)).toBe(false);
    world.settle(1.2);
    expect(isReady(world)).toBe(true);
    expect(told(world, 'web-0').join()).not.toContain('Unhealthy');
  });

  test('KL-22: readiness goes after failureThreshold failures and comes back after successThreshold successes', () => {
    const world = behaving({ probes: { readiness: [fine(0), bad(20), fine(60)] } });
    bound(
      world,
      'web-0',
      probed({ readinessProbe: { ...http, periodSeconds: 5, failureThreshold: 3, successThreshold: 2 } }),
    );
    world.settle(34);
    expect(isReady(world)).toBe(true);
    world.settle(2);
    expect(conditionsOf(world, 'web-0')).toContain('Ready False ContainersNotReady');
    world.settle(33);
    expect(isReady(world)).toBe(false);
    world.settle(2);
    expect(isReady(world)).toBe(true);
    expect(told(world, 'web-0').at(-1)).toBe(
      'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503 (x8)',
    );
  });

  test('KL-21: probes of a healthy container cost nothing', () => {
    const world = behaving({});
    bound(
      world,
      'web-0',
      probed({ readinessProbe: http, livenessProbe: { ...http, periodSeconds: 1 }, startupProbe: http }),
    );
    world.settle(60);
    expect(isReady(world)).toBe(true);
    const { notices } = world.cluster.core.simulation;
    world.settle(3600);
    expect(world.cluster.core.simulation.notices).toBe(notices);
  });
});

test('KL-20: a container without probes is ready as soon as it runs, whenever it would answer', () => {
  const world = behaving({ ready: constant(60 * second) });
  bound(world, 'web-0');
  world.settle(1);
  expect(isReady(world)).toBe(true);
});

test('KL-20: a kubelet that starts probes what it finds at once, and what was ready stays so', () => {
  const world = behaving({ ready: constant(4 * second) });
  const slow = { ...http, periodSeconds: 60, initialDelaySeconds: 5 };
  bound(world, 'web-0', probed({ startupProbe: { ...http, periodSeconds: 5 }, readinessProbe: slow }));
  world.settle(90);
  expect(isReady(world)).toBe(true);
  const before = told(world, 'web-0');
  world.do({ type: 'StopKubelet', node: 'node-1' });
  world.settle(30);
  world.do({ type: 'StartKubelet', node: 'node-1' });
  expect(columns(world, 'web-0', 120)).toEqual([]);
  expect(isReady(world)).toBe(true);
  expect(told(world, 'web-0')).toEqual(before);
});

describe('startup and liveness', () => {
  test('KL-20: readiness and liveness are not probed before the startup probe has passed', () => {
    const world = behaving({ ready: constant(25 * second) });
    const startupProbe = { ...http, periodSeconds: 10, failureThreshold: 5 };
    bound(
      world,
      'web-0',
      probed({ startupProbe, livenessProbe: { ...http, periodSeconds: 1, failureThreshold: 1 }, readinessProbe: http }),
    );
    world.settle(29);
    expect(isReady(world)).toBe(false);
    world.settle(2);
    expect(isReady(world)).toBe(true);
    expect(told(world, 'web-0').filter((text) => text.startsWith('Unhealthy'))).toEqual([
      expect.stringMatching(/^Unhealthy: Startup probe failed: Get .* connection refused \(x2\)$/),
    ]);
  });

  test('KL-22: a container that does not start up in time is killed and run again', () => {
    const world = behaving({ ready: constant(600 * second) });
    bound(world, 'web-0', probed({ startupProbe: { ...http, periodSeconds: 5, failureThreshold: 2 } }));
    world.settle(11);
    expect(told(world, 'web-0')).toContain('Killing: Container nginx failed startup probe, will be restarted');
    expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({ restartCount: 1, ready: false });
  });

  test('KL-22: a container whose liveness fails is killed and run again, with the back-off of crashes', () => {
    const world = behaving({ probes: { liveness: [fine(0), bad(12, 'deadlock')] } });
    bound(world, 'web-0', probed({ livenessProbe: { ...http, periodSeconds: 5, failureThreshold: 2 } }));
    world.settle(19);
    expect(told(world, 'web-0')).toContain('Unhealthy: Liveness probe failed: deadlock');
    world.settle(3);
    expect(told(world, 'web-0')).toContain('Killing: Container nginx failed liveness probe, will be restarted');
    expect(world.pod('web-0')?.status.shape.containers[0]).toMatchObject({ restartCount: 1, state: 'running' });
    expect(columns(world, 'web-0', 30)).toEqual(['Completed', 'CrashLoopBackOff', 'Running']);
  });

  test('KL-22: under restartPolicy Never a container that fails its liveness probe ends', () => {
    const world = behaving({
      probes: { liveness: [bad(0)] },
      stop: { takes: undefined, ignoresSigterm: false, exitCode: 143 },
    });
    bound(world, 'web-0', {
      ...probed({ livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 5 } }),
      restartPolicy: 'Never',
    });
    world.settle(30);
    expect(running(world, 'web-0')).toEqual([]);
    expect(world.pod('web-0')?.status.shape.phase).toBe('Failed');
    expect(told(world, 'web-0').slice(-2)).toEqual([
      'Unhealthy: Liveness probe failed: dial tcp 10.244.0.2:80: connect: connection refused (x3)',
      'Killing: Container nginx failed liveness probe',
    ]);
  });

  test('KL-20: what follows a sidecar waits until that has started up', () => {
    const world = behaving({ ready: constant(8 * second) });
    const sidecar = container('proxy', {
      restartPolicy: 'Always',
      startupProbe: { tcpSocket: { port: 1 }, periodSeconds: 5 },
    });
    bound(world, 'web-0', { initContainers: [sidecar] });
    world.settle(9);
    expect(running(world, 'web-0')).toEqual(['proxy']);
    world.settle(2);
    expect(running(world, 'web-0')).toEqual(['proxy', 'nginx']);
  });
});
