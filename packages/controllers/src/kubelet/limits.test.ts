import { expect, test } from 'vitest';
import { constant, second } from '@orrery/core/engine';
import { behaving, bound, columns, conditionsOf, container, running, told } from './kubelet.fixture.ts';

const limited = (limits: Readonly<Record<string, string>>) => ({
  containers: [container('nginx', { resources: { limits, requests: { memory: '0', 'ephemeral-storage': '0' } } })],
});

const uses = { memoryBytes: 300 * 1024 * 1024, diskBytes: 2 * 1024 * 1024 * 1024, pids: 1 };

test('KL-27: a container that outgrows its memory limit is killed for it, each time', () => {
  const world = behaving({ uses, ready: constant(3 * second) });
  bound(world, 'small', limited({ memory: '200Mi' }));
  bound(world, 'large', limited({ memory: '400Mi' }));
  expect(columns(world, 'small', 9)).toEqual([
    'ContainerCreating',
    'Running',
    'OOMKilled',
    'Running',
    'OOMKilled',
    'CrashLoopBackOff',
  ]);
  expect(running(world, 'large')).toEqual(['nginx']);
});

test('KL-27: a pod of which a container has written more than its limit is evicted when that is measured', () => {
  const world = behaving({ uses });
  bound(world, 'small', limited({ 'ephemeral-storage': '1Gi' }));
  bound(world, 'large', limited({ 'ephemeral-storage': '4Gi' }));
  world.settle(9);
  expect(running(world, 'small')).toEqual(['nginx']);
  expect(columns(world, 'small', 20)).toEqual(['Completed']);
  const message = 'Container nginx exceeded its local ephemeral storage limit "1Gi". ';
  expect(world.pod('small')?.status.shape).toMatchObject({ phase: 'Failed', reason: 'Evicted', message });
  expect(conditionsOf(world, 'small').at(-1)).toBe('DisruptionTarget True TerminationByKubelet');
  expect(told(world, 'small').slice(-2)).toEqual([`Evicted: ${message}`, 'Killing: Stopping container nginx']);
  expect(running(world, 'large')).toEqual(['nginx']);
});
