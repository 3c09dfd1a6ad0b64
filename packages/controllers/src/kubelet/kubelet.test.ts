import { describe, expect, test } from 'vitest';
import { constant } from '@orrery/core/engine';
import { eventMessage, listAt, textAt } from '@orrery/core/cluster';
import { timingProfiles } from '@orrery/core/control';
import { TestCluster } from '../cluster.fixture.ts';
import { kubelet } from './index.ts';
import {
  container,
  spec,
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

describe('on the way up', () => {
  test('KL-1: a bound pod gets a sandbox, its image, its container, and is reported twice', () => {
    const world = given();
    world.settle();
    expect(story(world, lifeWords)).toEqual([
      'Pending:ContainerCreating',
      'SandboxStarted',
      'ImagePulled',
      'ContainerStarted',
      'Running:running',
    ]);
    expect(world.pod('web-0')?.status).toMatchObject({ hostIp: '10.0.0.1', shape: { phase: 'Running', ready: true } });
    expect(textAt(object(world, 'web-0'), 'status', 'podIP')).toBe('10.244.0.2');
  });

  test('KL-1: a pod that is not bound is nobody’s business', () => {
    const world = new TestCluster([{ controller: kubelet }]);
    world.create('Pod', 'default', 'web-0', { spec: spec() });
    world.settle();
    expect(story(world, lifeWords)).toEqual([]);
  });

  test('KL-1: nothing starts before every claim is bound', () => {
    const volumes = [{ name: 'www', persistentVolumeClaim: { claimName: 'www-web-0' } }];
    const world = given({ volumes });
    world.create('PersistentVolumeClaim', 'default', 'www-web-0', { spec: {} });
    world.settle(60);
    expect(story(world, lifeWords)).toEqual(['Pending:ContainerCreating']);
    const claim = world.cluster.core.state.tables.PersistentVolumeClaim.find('default', 'www-web-0');
    const { uid = 0, version = 0 } = claim ?? {};
    world.do({ type: 'SetClaimStatus', uid, version, phase: 'Bound', capacity: '1Gi', accessModes: [] });
    world.settle();
    expect(story(world, lifeWords).slice(1, 4)).toEqual(['VolumesMounted', 'SandboxStarted', 'ImagePulled']);
    expect(world.pod('web-0')?.status.shape.ready).toBe(true);
  });

  test('KL-3: conditions come in the order in which a kubelet leaves them', () => {
    const world = given();
    world.cluster.runUntil(1_500);
    expect(conditionsOf(world, 'web-0')).toEqual([
      'PodReadyToStartContainers False',
      'Initialized True',
      'Ready False ContainersNotReady',
      'ContainersReady False ContainersNotReady',
      'PodScheduled True',
    ]);
    world.settle();
    expect(conditionsOf(world, 'web-0').slice(0, 4)).toEqual([
      'PodReadyToStartContainers True',
      'Initialized True',
      'Ready True',
      'ContainersReady True',
    ]);
  });

  test('KL-6: Pulling, Pulled, Created and Started are reported; an image that is there is not pulled', () => {
    const world = given();
    world.settle();
    bound(world, 'web-1');
    world.settle();
    const messages = world.cluster.core.state.tables.Event.toArray().map(eventMessage);
    expect(messages.map((message) => message.replace(/size: \d+/, 'size: n'))).toEqual([
      'Pulling image "nginx:1"',
      'Successfully pulled image "nginx:1" in 2ms (2ms including waiting). Image size: n bytes.',
      'Container created',
      'Container started',
      'Container image "nginx:1" already present on machine and can be accessed by the pod',
      'Container created',
      'Container started',
    ]);
  });

  test('KL-2: pods of one template share the bodies of their statuses', () => {
    const world = new TestCluster([{ controller: kubelet }]);
    for (let i = 0; i < 5; i++) bound(world, `web-${i}`);
    world.settle();
    expect(new Set(world.pods().map(({ status }) => status.body)).size).toBe(1);
  });

  test('KL-7: init containers run one after the other, and sidecars before those that follow', () => {
    const initContainers = [container('a'), container('proxy', { restartPolicy: 'Always' }), container('b')];
    const timing = { ...timingProfiles.fast, initContainerRun: constant(3_000_000) };
    const world = new TestCluster([{ controller: kubelet }], { timing });
    bound(world, 'web-0', { initContainers });
    world.settle();
    expect(
      textAt(listAt(object(world, 'web-0'), 'status', 'initContainerStatuses')[1], 'state', 'waiting', 'reason'),
    ).toBe('PodInitializing');
    expect(running(world, 'web-0')).toEqual(['a']);
    world.settle(3);
    expect(running(world, 'web-0')).toEqual(['proxy', 'b']);
    world.settle(3);
    expect(running(world, 'web-0')).toEqual(['proxy', 'nginx']);
    expect(world.pod('web-0')?.status.shape).toMatchObject({ phase: 'Running', ready: true });
  });
});

describe('on the way down', () => {
  test('KL-4: containers stop, the end is reported, volumes go, and only then the pod', () => {
    const world = given({ volumes: [{ name: 'www', persistentVolumeClaim: { claimName: 'www' } }] });
    world.create('PersistentVolumeClaim', 'default', 'www', { spec: {} });
    const claim = world.cluster.core.state.tables.PersistentVolumeClaim.find('default', 'www');
    const { uid = 0, version = 0 } = claim ?? {};
    world.do({ type: 'SetClaimStatus', uid, version, phase: 'Bound', capacity: '1Gi', accessModes: [] });
    world.settle();
    const before = story(world, [...lifeWords, 'Removed']).length;
    remove(world, 'web-0');
    world.settle(5);
    expect(story(world, [...lifeWords, 'Removed']).slice(before)).toEqual([
      'DeletionStarted',
      'ContainerExited',
      'Succeeded:Completed',
      'VolumesUnmounted',
      'SandboxStopped',
      'DeletionStarted',
      'Removed',
    ]);
    expect(world.cluster.component('kubelet')?.idle).toBe(true);
  });

  test('KL-5: a process that does not obey is killed when its grace is over', () => {
    const slow = { ...timingProfiles.fast, containerStop: constant(60_000_000) };
    const world = new TestCluster([{ controller: kubelet }], { timing: slow });
    bound(world, 'web-0', { terminationGracePeriodSeconds: 10 });
    world.settle();
    remove(world, 'web-0');
    world.settle(9);
    expect(running(world, 'web-0')).toEqual(['nginx']);
    world.settle(2);
    expect(world.pod('web-0')).toBeUndefined();
    expect(story(world, lifeWords)).toContain('Failed:Error');
  });

  test('KL-5: a shorter grace asked for later counts', () => {
    const slow = { ...timingProfiles.fast, containerStop: constant(60_000_000) };
    const world = new TestCluster([{ controller: kubelet }], { timing: slow });
    bound(world, 'web-0');
    world.settle();
    remove(world, 'web-0');
    world.settle();
    remove(world, 'web-0', 3);
    world.settle(4);
    expect(world.pod('web-0')).toBeUndefined();
  });

  test('KL-4: a pod that never started is reported Failed before it leaves', () => {
    const world = given({ volumes: [{ name: 'www', persistentVolumeClaim: { claimName: 'www' } }] });
    world.settle();
    remove(world, 'web-0');
    world.settle();
    expect(story(world, lifeWords).slice(-2)).toEqual(['Failed:ContainerStatusUnknown', 'DeletionStarted']);
    expect(world.pod('web-0')).toBeUndefined();
  });

  test('KL-10: the processes of a pod that was removed by force stop afterwards', () => {
    const world = given();
    world.settle();
    const uid = world.pod('web-0')?.uid ?? 0;
    remove(world, 'web-0', 0);
    expect(world.cluster.core.state.physical.sandbox(uid)?.containers[0]?.state).toBe('running');
    world.settle(5);
    expect(world.cluster.core.state.physical.sandbox(uid)).toBeUndefined();
  });

  test('KL-7: a pod that is not to be restarted ends when its containers do', () => {
    const world = given({ restartPolicy: 'Never' });
    world.settle();
    exit(world, 'web-0', 'nginx', 0);
    world.settle();
    expect(world.pod('web-0')?.status.shape.phase).toBe('Succeeded');
    expect(conditionsOf(world, 'web-0').slice(1, 3)).toEqual([
      'Initialized True PodCompleted',
      'Ready False PodCompleted',
    ]);
    expect(world.cluster.core.state.physical.sandbox(world.pod('web-0')?.uid ?? 0)).toBeUndefined();
  });
});
