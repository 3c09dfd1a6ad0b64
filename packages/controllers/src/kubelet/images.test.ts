import { describe, expect, test } from 'vitest';
import { constant, second } from '@orrery/core/engine';
import { listAt, textAt } from '@orrery/core/cluster';
import { timingProfiles } from '@orrery/core/control';
import { TestCluster } from '../cluster.fixture.ts';
import { fullImage } from './image-pull.ts';
import { kubelet } from './index.ts';
import { always, behaving, bound, columns, container, given, object, running, told } from './kubelet.fixture.ts';

const failing = (error: string, times?: number) =>
  behaving({ pull: { bytes: undefined, takes: constant(1000), failures: [{ ...always, times, error }] } });

const status = (world: TestCluster): string | undefined => world.pod('web-0')?.status.shape.containers[0]?.reason;

describe('images that cannot be had', () => {
  test('KL-17: a pull that fails is ErrImagePull, then ImagePullBackOff, and is tried again after 10, 20, 40 s and so on', () => {
    const world = failing('notFound');
    bound(world, 'web-0');
    expect(columns(world, 'web-0', 100)).toEqual([
      'ContainerCreating',
      'ErrImagePull',
      'ImagePullBackOff',
      'ErrImagePull',
      'ImagePullBackOff',
      'ErrImagePull',
      'ImagePullBackOff',
      'ErrImagePull',
      'ImagePullBackOff',
    ]);
    const pulls = world.cluster.core.state.tables.Event.toArray().filter(
      ({ body }) => textAt(body.json, 'reason') === 'Pulling',
    );
    expect(pulls.map(({ count }) => count)).toEqual([4]);
  });

  test('KL-17: the Events and the messages are those of Kubernetes', () => {
    const world = failing('notFound');
    bound(world, 'web-0');
    world.settle(16);
    const error =
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1": ' +
      'failed to resolve reference "docker.io/library/nginx:1": docker.io/library/nginx:1: not found';
    expect(told(world, 'web-0')).toEqual([
      'Pulling: Pulling image "nginx:1" (x2)',
      `Failed: Failed to pull image "nginx:1": ${error} (x2)`,
      'Failed: Error: ErrImagePull (x2)',
      'BackOff: Back-off pulling image "nginx:1"',
      'Failed: Error: ImagePullBackOff',
    ]);
    world.settle(16);
    const [status] = listAt(object(world, 'web-0'), 'status', 'containerStatuses');
    expect(textAt(status, 'state', 'waiting', 'message')).toBe(
      `Back-off pulling image "nginx:1": ErrImagePull: ${error}`,
    );
  });

  test('KL-17: when the image can be had the pod comes up', () => {
    const world = failing('timeout', 2);
    bound(world, 'web-0');
    world.settle(60);
    expect(world.pod('web-0')?.status.shape).toMatchObject({ phase: 'Running', ready: true });
    expect(told(world, 'web-0').join('\n')).toContain(
      'Head "https://registry-1.docker.io/v2/library/nginx/manifests/1": dial tcp: i/o timeout',
    );
  });

  test('KL-16: an image that is not there is not started under policy Never', () => {
    const world = given({ containers: [container('nginx', { imagePullPolicy: 'Never' })] });
    world.settle(5);
    expect(status(world)).toBe('ErrImageNeverPull');
    expect(told(world, 'web-0')).toEqual([
      'ErrImageNeverPull: Container image "nginx:1" is not present with pull policy of Never',
      'Failed: Error: ErrImageNeverPull',
    ]);
    bound(world, 'web-1', { containers: [container('nginx')] });
    world.settle(15);
    expect(running(world, 'web-0')).toEqual(['nginx']);
  });
});

test('KL-16: a node pulls one image after the other, and what it has then is only compared', () => {
  const timing = {
    ...timingProfiles.fast,
    imagePull: [
      { perMille: 0, valueUs: 100_000 },
      { perMille: 1, valueUs: 8_000_000 },
    ],
  };
  const world = new TestCluster([{ controller: kubelet }], { timing });
  bound(world, 'web-0');
  bound(world, 'web-1');
  world.node('node-2');
  bound(world, 'web-2', {}, 'node-2');
  world.settle(30);
  const pulled = (pod: string): string => told(world, pod)[1]?.replace(/ Image size.*/, '') ?? '';
  expect(pulled('web-0')).toBe('Pulled: Successfully pulled image "nginx:1" in 8s (8s including waiting).');
  expect(pulled('web-1')).toBe('Pulled: Successfully pulled image "nginx:1" in 100ms (8.1s including waiting).');
  expect(pulled('web-2')).toBe('Pulled: Successfully pulled image "nginx:1" in 8s (8s including waiting).');
});

test('KL-16: the size of an image is what its behaviour says', () => {
  const world = behaving({ pull: { bytes: 1234, takes: undefined, failures: [] } });
  bound(world, 'web-0');
  world.settle();
  expect(told(world, 'web-0')[1]).toMatch(/Image size: 1234 bytes\.$/);
});

test.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['bitnami/redis:7', 'docker.io/bitnami/redis:7'],
  ['quay.io/x/y@sha256:0', 'quay.io/x/y@sha256:0'],
  ['localhost:5000/a', 'localhost:5000/a:latest'],
])('KL-17: the image %s is called %s in errors', (image, full) => {
  expect(fullImage(image)).toBe(full);
});

describe('containers that cannot be created', () => {
  const fromConfig = { envFrom: [{ configMapRef: { name: 'settings' } }] };

  test('KL-18: a container whose ConfigMap is not there waits for it', () => {
    const world = given({ containers: [container('nginx', fromConfig)] });
    world.settle(5);
    expect(status(world)).toBe('CreateContainerConfigError');
    expect(told(world, 'web-0').at(-1)).toBe('Failed: Error: configmap "settings" not found');
    world.create('ConfigMap', 'default', 'settings', { data: { a: 'b' } });
    world.settle(15);
    expect(running(world, 'web-0')).toEqual(['nginx']);
  });

  test.each([
    ['a key that is not there', { secretKeyRef: { name: 's', key: 'b' } }, `couldn't find key b in Secret default/s`],
    ['a Secret that is not there', { secretKeyRef: { name: 't', key: 'a' } }, 'secret "t" not found'],
    ['what is optional', { secretKeyRef: { name: 't', key: 'a', optional: true } }, undefined],
    ['what is there', { secretKeyRef: { name: 's', key: 'a' } }, undefined],
  ])('KL-18: %s', (_what, valueFrom, message) => {
    const world = new TestCluster([{ controller: kubelet }]);
    world.create('Secret', 'default', 's', { data: { a: 'eA==' } });
    bound(world, 'web-0', { containers: [container('nginx', { env: [{ name: 'X', valueFrom }] })] });
    world.settle(5);
    const [status] = listAt(object(world, 'web-0'), 'status', 'containerStatuses');
    expect(textAt(status, 'state', 'waiting', 'message')).toBe(message);
  });

  test('KL-19: a container that cannot be created is tried again after 10 to 15 s', () => {
    const failure = {
      ...always,
      times: 1,
      reason: 'CreateContainerError' as const,
      message: 'context deadline exceeded',
    };
    const world = behaving({ start: { takes: undefined, failures: [failure] } });
    bound(world, 'web-0');
    expect(columns(world, 'web-0', 30)).toEqual(['ContainerCreating', 'CreateContainerError', 'Running']);
    expect(told(world, 'web-0')).toContain('Failed: Error: context deadline exceeded');
  });

  test('KL-19: a process that cannot be started has ended with 128, StartError, which is RunContainerError', () => {
    const failure = { ...always, reason: 'RunContainerError' as const, message: 'exec: "run.sh": not found' };
    const world = behaving({ start: { takes: undefined, failures: [failure] } });
    bound(world, 'web-0');
    const seen = columns(world, 'web-0', 25);
    expect(seen.slice(0, 3)).toEqual(['ContainerCreating', 'RunContainerError', 'CrashLoopBackOff']);
    expect(world.pod('web-0')?.status.shape.containers[0]?.restartCount).toBe(2);
    const last = { ...listAt(object(world, 'web-0'), 'status', 'containerStatuses') }[0];
    expect(last).toMatchObject({ lastState: { terminated: { exitCode: 128, reason: 'StartError' } } });
    expect(world.cluster.now).toBe(25 * second);
  });
});

test.each([
  ['ConfigMap', { configMap: { name: 'settings' } }, 'configmap "settings" not found'],
  ['Secret', { secret: { secretName: 'settings' } }, 'secret "settings" not found'],
] as const)('KL-28: a pod whose volume shows a %s waits until that is there', (kind, source, message) => {
  const world = given({ volumes: [{ name: 'conf', ...source }] });
  world.settle(20);
  expect(status(world)).toBe('ContainerCreating');
  expect(running(world, 'web-0')).toEqual([]);
  expect(told(world, 'web-0')).toEqual([`FailedMount: MountVolume.SetUp failed for volume "conf" : ${message} (x6)`]);
  world.create(kind, 'default', 'settings', { data: {} });
  world.settle(13);
  expect(running(world, 'web-0')).toEqual(['nginx']);
});

test('KL-28: a volume that may be empty is not waited for', () => {
  const world = given({ volumes: [{ name: 'conf', configMap: { name: 'settings', optional: true } }] });
  world.settle();
  expect(running(world, 'web-0')).toEqual(['nginx']);
});

test('KL-29: after a reboot a pod gets another sandbox, and is told', () => {
  const world = given();
  world.settle();
  world.do({ type: 'PowerOffNode', node: 'node-1' });
  world.do({ type: 'PowerOnNode', node: 'node-1' });
  world.settle();
  expect(running(world, 'web-0')).toEqual(['nginx']);
  expect(told(world, 'web-0')).toContain('SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
});
