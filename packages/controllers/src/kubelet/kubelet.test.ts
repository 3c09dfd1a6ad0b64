import { describe, expect, test } from 'vitest';
import { eventMessage, listAt, textAt, toObject, type ClusterEvent } from '@orrery/core/cluster';
import { constant, type Json, type JsonObject } from '@orrery/core/engine';
import { timingProfiles } from '@orrery/core/control';
import { fastSettings, TestCluster } from '../cluster.fixture.ts';
import { kubelet } from './index.ts';
import { snapshot } from './memory.ts';

const container = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  image: `${name}:1`,
  imagePullPolicy: 'IfNotPresent',
  ...more,
});

const spec = (more: JsonObject = {}): JsonObject => ({
  containers: [container('nginx')],
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  ...more,
});

const given = (more: JsonObject = {}): TestCluster => {
  const world = new TestCluster([{ controller: kubelet }]);
  bound(world, 'web-0', more);
  return world;
};

const bound = (world: TestCluster, name: string, more: JsonObject = {}, node = 'node-1'): void => {
  world.create('Pod', 'default', name, { spec: spec(more) });
  world.do({ type: 'BindPod', uid: world.pod(name)?.uid ?? 0, node });
};

/** Everything that happened to a pod, in order, a word for each: what `kubectl get pods -w` would react to, and what ran. */
const story = (world: TestCluster, wanted: readonly ClusterEvent['type'][]): readonly string[] => {
  const { log } = world.cluster.core;
  const told: string[] = [];
  for (let position = 1; position <= log.length; position++) {
    const event = log.event(position);
    if (!wanted.includes(event.type)) continue;
    if (event.type === 'PodStatusReported') told.push(statusWord(event.status.json));
    else if (event.type === 'EventRecorded') told.push(textAt(event.template.json, 'reason') ?? '');
    else told.push(event.type);
  }
  return told;
};

const statusWord = (status: Json): string => {
  const [first] = listAt(status, 'containerStatuses');
  const state = ['waiting', 'terminated'].map((one) => textAt(first, 'state', one, 'reason')).find(Boolean);
  return `${textAt(status, 'phase') ?? ''}:${state ?? 'running'}`;
};

const object = (world: TestCluster, name: string): JsonObject => {
  const pod = world.pod(name);
  if (pod === undefined) throw new Error(`pod ${name} is gone`);
  return toObject(pod, fastSettings.epoch);
};

const conditionsOf = (world: TestCluster, name: string): readonly string[] =>
  listAt(object(world, name), 'status', 'conditions').map((one) =>
    [textAt(one, 'type'), textAt(one, 'status'), textAt(one, 'reason')].filter(Boolean).join(' '),
  );

const remove = (world: TestCluster, name: string, graceSeconds?: number): void =>
  world.do({
    type: 'Delete',
    kind: 'Pod',
    namespace: 'default',
    name,
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
  });

const lifeWords = [
  'PodStatusReported',
  'SandboxStarted',
  'ImagePulled',
  'ContainerStarted',
  'ContainerExited',
  'VolumesMounted',
  'VolumesUnmounted',
  'SandboxStopped',
  'DeletionStarted',
] as const;

const running = (world: TestCluster, name: string): readonly string[] =>
  (world.cluster.core.state.physical.sandbox(world.pod(name)?.uid ?? 0)?.containers ?? [])
    .filter(({ state }) => state === 'running')
    .map((one) => one.name);

const exit = (world: TestCluster, name: string, which: string, exitCode: number): void =>
  world.do({ type: 'ExitContainer', pod: world.pod(name)?.uid ?? 0, container: which, exitCode });

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
    const world = given({ initContainers });
    world.settle();
    expect(
      textAt(listAt(object(world, 'web-0'), 'status', 'initContainerStatuses')[1], 'state', 'waiting', 'reason'),
    ).toBe('PodInitializing');
    expect(running(world, 'web-0')).toEqual(['a']);
    exit(world, 'web-0', 'a', 0);
    world.settle();
    expect(running(world, 'web-0')).toEqual(['proxy', 'b']);
    exit(world, 'web-0', 'b', 0);
    world.settle();
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
    expect(story(world, lifeWords).at(-1)).toBe('Failed:ContainerStatusUnknown');
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
