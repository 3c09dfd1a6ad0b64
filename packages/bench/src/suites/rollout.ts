import type { JsonObject } from '@orrery/core/engine';
import type { Cluster, Settings } from '@orrery/core/control';
import { clusterOf, createStored, recordsRead } from '../workloads/world.ts';

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
  const cluster = clusterOf(nodes, changed);
  createStored(cluster, 'DaemonSet', 'default', 'agent', agent);
  return cluster;
};

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
