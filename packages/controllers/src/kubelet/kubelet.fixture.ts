import type { Json, JsonObject } from '@orrery/core/engine';
import { eventMessage, listAt, textAt, toObject, type ClusterEvent } from '@orrery/core/cluster';
import { podStatusText } from '@orrery/core/api';
import type { ContainerBehaviour, Settings } from '@orrery/core/control';
import { fastSettings, TestCluster } from '../cluster.fixture.ts';
import { kubelet } from './index.ts';

export const container = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  image: `${name}:1`,
  imagePullPolicy: 'IfNotPresent',
  ...more,
});

export const spec = (more: JsonObject = {}): JsonObject => ({
  containers: [container('nginx')],
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  ...more,
});

export const given = (more: JsonObject = {}): TestCluster => {
  const world = new TestCluster([{ controller: kubelet }]);
  bound(world, 'web-0', more);
  return world;
};

export const bound = (world: TestCluster, name: string, more: JsonObject = {}, node = 'node-1'): void => {
  world.create('Pod', 'default', name, { spec: spec(more) });
  world.do({ type: 'BindPod', uid: world.pod(name)?.uid ?? 0, node });
};

/** Everything that happened to a pod, in order, a word for each: what `kubectl get pods -w` would react to, and what ran. */
export const story = (world: TestCluster, wanted: readonly ClusterEvent['type'][]): readonly string[] => {
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

export const object = (world: TestCluster, name: string): JsonObject => {
  const pod = world.pod(name);
  if (pod === undefined) throw new Error(`pod ${name} is gone`);
  return toObject(pod, fastSettings.epoch);
};

export const conditionsOf = (world: TestCluster, name: string): readonly string[] =>
  listAt(object(world, name), 'status', 'conditions').map((one) =>
    [textAt(one, 'type'), textAt(one, 'status'), textAt(one, 'reason')].filter(Boolean).join(' '),
  );

export const remove = (world: TestCluster, name: string, graceSeconds?: number): void =>
  world.do({
    type: 'Delete',
    kind: 'Pod',
    namespace: 'default',
    name,
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
  });

export const lifeWords = [
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

export const running = (world: TestCluster, name: string): readonly string[] =>
  (world.cluster.core.state.physical.sandbox(world.pod(name)?.uid ?? 0)?.containers ?? [])
    .filter(({ state }) => state === 'running')
    .map((one) => one.name);

export const exit = (world: TestCluster, name: string, which: string, exitCode: number): void =>
  world.do({ type: 'ExitContainer', pod: world.pod(name)?.uid ?? 0, container: which, exitCode });

/** A cluster whose containers all behave in a way. */
export const behaving = (behaviour: ContainerBehaviour, settings: Partial<Settings> = {}): TestCluster => {
  const match = { images: [], labels: {}, namespace: undefined, container: undefined };
  return new TestCluster([{ controller: kubelet }], { behaviours: [{ match, behaviour }], ...settings });
};

/** Whatever comes up. */
export const always = { millionths: 1_000_000, times: undefined };

/** What `kubectl describe` would show of a pod's Events: reason, message, and how often if more than once. */
export const told = (world: TestCluster, pod: string): readonly string[] =>
  world.cluster.core.state.tables.Event.toArray()
    .filter(({ regarding }) => regarding.name === pod)
    .map((event) => {
      const times = event.count > 1 ? ` (x${event.count})` : '';
      return `${textAt(event.body.json, 'reason') ?? ''}: ${eventMessage(event)}${times}`;
    });

/** Column STATUS of a pod as it changes while so many seconds go by: what `kubectl get pods -w` shows, repeats left out. */
export const columns = (world: TestCluster, name: string, seconds: number): readonly string[] => {
  const seen: string[] = [];
  let looking = true;
  world.cluster.core.witness(({ change, at }) => {
    if (!looking || change?.kind !== 'Pod' || change.after?.meta.name !== name) return;
    const text = podStatusText(change.after, { now: at, epoch: fastSettings.epoch });
    if (seen.at(-1) !== text) seen.push(text);
  });
  world.settle(seconds);
  looking = false;
  return seen;
};
