import type { Json, JsonObject } from '@orrery/core/engine';
import { hole, kindNames, type KindName } from '@orrery/core/cluster';
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

const agent: JsonObject = {
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: {
        containers: [{ name: 'agent', image: 'agent:1', imagePullPolicy: 'IfNotPresent' }],
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
      },
    },
  },
};

/** A cluster of so many nodes, with a DaemonSet that nobody has acted on yet. */
export const prepared = (nodes: number, changed: Partial<Settings> = {}): Cluster => {
  const cluster = new Cluster({ ...settings, ...changed }, installedControllers());
  const create = (
    kind: KindName,
    namespace: string,
    name: string,
    body: Json,
    args: readonly string[],
    status?: Json,
  ) =>
    cluster.submit({
      type: 'Create',
      kind,
      namespace,
      name,
      body: cluster.core.body(body),
      args,
      ...(status === undefined ? {} : { status: cluster.core.body(status) }),
    });
  create('Namespace', '', 'default', {}, []);
  const node = { metadata: { labels: { 'kubernetes.io/hostname': hole(0) } }, spec: {} };
  const status = {
    addresses: [{ type: 'InternalIP', address: hole(1) }],
    allocatable: { cpu: '4', memory: '16Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
  };
  for (let index = 0; index < nodes; index++) {
    const name = `node-${String(index).padStart(6, '0')}`;
    const address = `10.${index >>> 16}.${(index >>> 8) & 255}.${index & 255}`;
    create('Node', '', name, node, [name, address], status);
  }
  create('DaemonSet', 'default', 'agent', agent, []);
  return cluster;
};

/** Records read and written so far. */
export const recordsRead = (cluster: Cluster): number =>
  kindNames.reduce((sum, kind) => sum + cluster.core.state.tables[kind].reads, 0);

export interface Rollout {
  readonly cluster: Cluster;
  /** Facts recorded by the rollout itself, without the nodes' creation. */
  readonly facts: number;
  readonly reads: number;
}

/** Rolls a DaemonSet out over so many nodes, to the end. */
export const rollout = (nodes: number, changed: Partial<Settings> = {}): Rollout => {
  const cluster = prepared(nodes, changed);
  const before = { facts: cluster.core.log.length, reads: recordsRead(cluster) };
  cluster.runUntilQuiet();
  return {
    cluster,
    facts: cluster.core.log.length - before.facts,
    reads: recordsRead(cluster) - before.reads,
  };
};
