import * as E from 'fp-ts/lib/Either.js';
import type { Json, JsonObject } from '@orrery/core/engine';
import { eventName, type ClusterEvent, type KindName, type PodRecord } from '@orrery/core/cluster';
import type { Command } from '@orrery/core/api';
import { Cluster, timingProfiles, type Installed, type Settings } from '@orrery/core/control';

/** Settings for tests of order: every delay is short and constant. */
export const fastSettings: Settings = {
  seed: 1,
  version: '1.36',
  epoch: 1_767_225_600,
  timing: timingProfiles.fast,
  deviations: [],
  exploring: false,
  slackUs: 0,
  hashing: true,
};

/** A controller with memory of whatever kind, and its lags. */
type Given = Omit<Installed, 'controller'> & {
  readonly controller: Omit<Installed['controller'], 'emptyMemory' | 'plan'>;
};

/** A cluster with the given controllers and the namespace `default`, and the hands of whoever is not installed. */
export class TestCluster {
  readonly cluster: Cluster;

  constructor(given: readonly Given[], settings: Partial<Settings> = {}) {
    // A component hands a controller only what that controller made, so forgetting the types here is safe.
    const installed = given as readonly Installed[];
    this.cluster = new Cluster({ ...fastSettings, ...settings }, installed);
    this.create('Namespace', '', 'default', {});
    this.node('node-1');
  }

  do(command: Command): void {
    const answer = this.cluster.submit(command);
    if (E.isLeft(answer)) throw new Error(answer.left.message);
  }

  body(json: Json): ReturnType<Cluster['core']['body']> {
    return this.cluster.core.body(json);
  }

  create(kind: KindName, namespace: string, name: string, body: JsonObject, status?: JsonObject): void {
    const given = status === undefined ? {} : { status: this.body(status) };
    this.do({ type: 'Create', kind, namespace, name, body: this.body(body), ...given });
  }

  node(name: string, { labels = {}, taints = [] as readonly Json[] } = {}): void {
    const body = {
      metadata: { labels: { 'kubernetes.io/hostname': name, ...labels } },
      spec: taints.length === 0 ? {} : { taints },
    };
    const status = {
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      allocatable: { cpu: '4', memory: '16Gi', pods: '110' },
      conditions: [
        ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => ({ type, status: 'False' })),
        { type: 'Ready', status: 'True', reason: 'KubeletReady' },
      ],
    };
    this.create('Node', '', name, body, status);
  }

  /** Writes the spec of an object anew. */
  update(kind: KindName, namespace: string, name: string, body: JsonObject): void {
    const record = this.cluster.core.state.tables[kind].find(namespace, name);
    this.do({ type: 'Update', kind, uid: record?.uid ?? 0, body: this.body(body) });
  }

  pod(name: string): PodRecord | undefined {
    return this.cluster.core.state.tables.Pod.find('default', name);
  }

  /** All pods that exist, in order of creation. */
  pods(): readonly PodRecord[] {
    return this.cluster.core.state.tables.Pod.toArray();
  }

  podNames(): readonly string[] {
    return this.pods().map(({ meta }) => meta.name);
  }

  /** What scheduler and kubelet would do to bring a pod to this phase. */
  phase(name: string, phase: string, ready: boolean): void {
    const pod = this.pod(name);
    if (pod?.node === '') this.do({ type: 'BindPod', uid: pod.uid, node: 'node-1' });
    const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
    const status = this.body({ phase, conditions });
    this.do({ type: 'ReportPodStatus', uid: pod?.uid ?? 0, status, times: [], ip: 1, hostIp: '10.0.0.1' });
  }

  ready(name: string): void {
    this.phase(name, 'Running', true);
  }

  /** Finishes a pod's deletion as its kubelet would, or deletes it at once. */
  remove(name: string): void {
    this.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name, graceSeconds: 0 });
  }

  settle(seconds = 1): void {
    this.cluster.runUntil(this.cluster.now + seconds * 1_000_000);
  }

  /** Names of all events so far whose name passes. */
  events(wanted: (event: ClusterEvent) => boolean): readonly string[] {
    const found: string[] = [];
    const { log } = this.cluster.core;
    for (let position = 1; position <= log.length; position++) {
      const event = log.event(position);
      if (wanted(event)) found.push('name' in event ? `${eventName(event)} ${event.name}` : eventName(event));
    }
    return found;
  }
}

/** A pod template with one container. */
export const template = (labels: Readonly<Record<string, string>>, image = 'nginx:1'): JsonObject => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', image }], terminationGracePeriodSeconds: 30 },
});
