import type { Json, JsonObject } from '@orrery/core/engine';
import { hole, isRunningAndReady, kindNames, textAt, type KindName } from '@orrery/core/cluster';
import { Cluster, timingProfiles, type Settings } from '@orrery/core/control';
import { installedControllers } from '@orrery/controllers';

const settings: Settings = {
  seed: 1,
  version: '1.36',
  epoch: 1_767_225_600,
  timing: timingProfiles.default,
  deviations: [],
  exploring: false,
  slackUs: 0,
  hashing: true,
};

/** Makes an object that is already as the API would store it. */
export const createStored = (
  cluster: Cluster,
  kind: KindName,
  namespace: string,
  name: string,
  body: Json,
  args: readonly string[] = [],
  status?: Json,
): void => {
  cluster.submit({
    type: 'Create',
    kind,
    namespace,
    name,
    body: cluster.core.body(body),
    args,
    ...(status === undefined ? {} : { status: cluster.core.body(status) }),
  });
};

/** Makes an object as a user does: defaulted and validated. Throws when the API refuses it. */
export const create = (cluster: Cluster, kind: KindName, body: JsonObject): void => {
  const namespace = textAt(body, 'metadata', 'namespace') ?? '';
  const { code, body: answer } = cluster.handle({ verb: 'create', kind, namespace, name: '', body });
  if (code >= 400) throw new Error(`the bench's ${kind} was refused: ${JSON.stringify(answer)}`);
};

/** Gives the pods of a workload another image, as `kubectl set image` does. */
export const setImage = (cluster: Cluster, kind: KindName, name: string, image: string): void => {
  const body: JsonObject = { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } };
  const request = { verb: 'patch', kind, namespace: 'default', name, patchType: 'strategic', body } as const;
  const { code, body: answer } = cluster.handle(request);
  if (code >= 400) throw new Error(`the bench's patch was refused: ${JSON.stringify(answer)}`);
};

/** The spec of a pod with one small container. */
export const podSpec: JsonObject = {
  containers: [
    {
      name: 'main',
      image: 'main:1',
      imagePullPolicy: 'IfNotPresent',
      resources: { requests: { cpu: '100m', memory: '128Mi' } },
    },
  ],
};

export const nodeName = (index: number): string => `node-${String(index).padStart(6, '0')}`;

/** A cluster of so many nodes and nothing else, with every control loop. */
export const clusterOf = (nodes: number, changed: Partial<Settings> = {}): Cluster => {
  const cluster = new Cluster({ ...settings, ...changed }, installedControllers());
  createStored(cluster, 'Namespace', '', 'default', {});
  const node = { metadata: { labels: { 'kubernetes.io/hostname': hole(0) } }, spec: {} };
  const status = {
    addresses: [{ type: 'InternalIP', address: hole(1) }],
    allocatable: { cpu: '4', memory: '16Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
  };
  for (let index = 0; index < nodes; index++) {
    const address = `10.${index >>> 16}.${(index >>> 8) & 255}.${index & 255}`;
    createStored(cluster, 'Node', '', nodeName(index), node, [nodeName(index), address], status);
  }
  return cluster;
};

/** Records read and written so far. */
export const recordsRead = (cluster: Cluster): number =>
  kindNames.reduce((sum, kind) => sum + cluster.core.state.tables[kind].reads, 0);

/** Pods that are Ready now. */
export const readyPods = (cluster: Cluster): number => {
  let ready = 0;
  cluster.core.state.tables.Pod.forEach((pod) => {
    if (isRunningAndReady(pod)) ready++;
  });
  return ready;
};
