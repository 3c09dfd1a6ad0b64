import type { Json, JsonObject } from '@orrery/core/engine';
import { draftOf, hole, objectAt, type KindName } from '@orrery/core/cluster';
import type { Command } from '@orrery/core/api';
import { Cluster, timingProfiles, type Installed, type Settings } from '@orrery/core/control';
import { installedControllers } from '@orrery/controllers';

/** What a generated cluster starts with. */
export interface Layout {
  readonly nodes: number;
  /** Local volumes, one for each of the first nodes. */
  readonly volumes: number;
  readonly replicas: number;
  readonly ordered: boolean;
  /** Does every replica claim a volume? */
  readonly claims: boolean;
  /** Is there a DaemonSet? */
  readonly daemons: boolean;
  /** Is there a Deployment `front` with as many replicas as the StatefulSet? */
  readonly deployment?: boolean;
  /** Every second volume is too small for a claim. */
  readonly unevenVolumes?: boolean;
  /** What a replica asks for of its node's four cores. */
  readonly cpuMilli?: number;
  /** Partition of the StatefulSet's rollouts. */
  readonly partition?: number;
  /** minAvailable of a PodDisruptionBudget for the StatefulSet's pods; left out or 0: there is none. */
  readonly budget?: number;
  /** maxUnavailable of the DaemonSet; left out, 1. */
  readonly daemonUnavailable?: number | string;
  /** maxSurge of the DaemonSet; one that surges has no maxUnavailable. */
  readonly daemonSurge?: number;
}

/** Settings of property runs: order matters, lengths of time do not. */
export const propertySettings: Settings = {
  seed: 1,
  version: '1.36',
  epoch: 1_767_225_600,
  timing: timingProfiles.fast,
  deviations: [],
  exploring: false,
  slackUs: 0,
  hashing: true,
};

const secondUs = 1_000_000;

const template = (app: string, image: string, cpuMilli = 0): JsonObject => ({
  metadata: { labels: { app } },
  spec: {
    containers: [
      {
        name: 'main',
        image,
        imagePullPolicy: 'IfNotPresent',
        ...(cpuMilli === 0 ? {} : { resources: { requests: { cpu: `${cpuMilli}m` } } }),
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
  },
});

const claimTemplates: readonly Json[] = [
  {
    metadata: { name: 'www' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'local-storage',
      resources: { requests: { storage: '10Mi' } },
    },
  },
];

export const nodeName = (index: number): string => `node-${index}`;

/** A small cluster with one StatefulSet `web` and perhaps one DaemonSet `agent`, and verbs for what may happen to it. */
export class World {
  readonly cluster: Cluster;
  readonly layout: Layout;
  #replicas: number;
  #image = 1;
  #daemonImage = 1;

  constructor(
    layout: Layout,
    installed: readonly Installed[] = installedControllers(),
    settings: Partial<Settings> = {},
  ) {
    this.layout = layout;
    this.#replicas = layout.replicas;
    this.cluster = new Cluster({ ...propertySettings, ...settings }, installed);
    this.#create('Namespace', '', 'default', {});
    for (let index = 0; index < layout.nodes; index++) this.addNode(index);
    this.#create('StorageClass', '', 'local-storage', {
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
      reclaimPolicy: 'Delete',
    });
    for (let index = 0; index < layout.volumes; index++) this.#addVolume(index);
    this.createSet();
    if ((layout.budget ?? 0) > 0) this.#createBudget(layout.budget ?? 0);
    if (layout.daemons) this.createDaemons();
    if (layout.deployment === true) this.#create('Deployment', 'default', 'front', this.#deployment());
  }

  /** Time passes. */
  wait(seconds: number): void {
    this.cluster.runUntil(this.cluster.now + seconds * secondUs);
  }

  createSet(): void {
    this.#create('StatefulSet', 'default', 'web', this.#set());
  }

  scale(replicas: number): void {
    this.#replicas = replicas;
    this.#update('StatefulSet', 'web', this.#set());
    this.#update('Deployment', 'front', this.#deployment());
  }

  /** Puts another template under the set. */
  newImage(): void {
    this.#image++;
    this.#update('StatefulSet', 'web', this.#set());
    this.#update('Deployment', 'front', this.#deployment());
  }

  createDaemons(): void {
    this.#create('DaemonSet', 'default', 'agent', this.#daemons());
  }

  newDaemonImage(): void {
    this.#daemonImage++;
    this.#update('DaemonSet', 'agent', this.#daemons());
  }

  delete(kind: KindName, name: string): void {
    this.#do({ type: 'Delete', kind, namespace: kind === 'Node' ? '' : 'default', name, propagation: 'Background' });
  }

  /** Deletes the pod that stands at this place among all pods, if there is one. */
  deletePod(index: number): void {
    const pods = this.cluster.core.state.tables.Pod.toArray();
    const pod = pods[index % Math.max(1, pods.length)];
    if (pod !== undefined) this.delete('Pod', pod.meta.name);
  }

  /** Asks for the eviction of the pod that stands at this place among all pods, as a drain does. */
  evictPod(index: number): void {
    const pods = this.cluster.core.state.tables.Pod.toArray();
    const pod = pods[index % Math.max(1, pods.length)];
    if (pod === undefined) return;
    const { namespace, name } = pod.meta;
    const body = { metadata: { name, namespace } };
    this.cluster.handle({ verb: 'create', kind: 'Pod', namespace, name, subresource: 'eviction', body });
  }

  /** Deletes the claim that stands at this place among all claims, if there is one. */
  deleteClaim(index: number): void {
    const claims = this.cluster.core.state.tables.PersistentVolumeClaim.toArray();
    const claim = claims[index % Math.max(1, claims.length)];
    if (claim !== undefined) this.delete('PersistentVolumeClaim', claim.meta.name);
  }

  /** Keeps new pods away from a node, or no longer. */
  taintNode(index: number): void {
    const node = this.cluster.core.state.tables.Node.find('', nodeName(index));
    if (node === undefined) return;
    const draft = draftOf(node);
    const taints = node.taints.length > 0 ? [] : [{ key: 'example.com/full', effect: 'NoSchedule' }];
    const body = this.#body({ ...draft, spec: { ...objectAt(draft, 'spec'), taints } });
    this.#do({ type: 'Update', kind: 'Node', uid: node.uid, body });
  }

  addNode(index: number): void {
    const name = nodeName(index);
    if (this.cluster.core.state.tables.Node.find('', name) !== undefined) return;
    const body = this.#body({ metadata: { labels: { 'kubernetes.io/hostname': hole(0) } }, spec: {} });
    const status = this.#body({
      addresses: [{ type: 'InternalIP', address: hole(1) }],
      allocatable: { cpu: '4', memory: '16Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    });
    const args = [name, `10.0.0.${index + 1}`];
    this.#do({ type: 'Create', kind: 'Node', namespace: '', name, body, args, status });
  }

  removeNode(index: number): void {
    this.delete('Node', nodeName(index));
  }

  /** The control loop at this place dies and comes back at once. */
  restart(index: number): void {
    const component = this.cluster.components[index % this.cluster.components.length];
    component?.crash();
    component?.restart(0);
  }

  #createBudget(minAvailable: number): void {
    this.#create('PodDisruptionBudget', 'default', 'web', {
      spec: { minAvailable, selector: { matchLabels: { app: 'web' } } },
    });
  }

  #set(): JsonObject {
    const { ordered, claims, cpuMilli, partition = 0 } = this.layout;
    return {
      spec: {
        replicas: this.#replicas,
        serviceName: 'nginx',
        podManagementPolicy: ordered ? 'OrderedReady' : 'Parallel',
        selector: { matchLabels: { app: 'web' } },
        template: template('web', `nginx:${this.#image}`, cpuMilli),
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } },
        ...(claims ? { volumeClaimTemplates: claimTemplates } : {}),
      },
    };
  }

  #daemons(): JsonObject {
    const { daemonSurge: surge = 0, daemonUnavailable: maxUnavailable = 1 } = this.layout;
    return {
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        template: template('agent', `agent:${this.#daemonImage}`),
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: surge > 0 ? { maxUnavailable: 0, maxSurge: surge } : { maxUnavailable, maxSurge: 0 },
        },
      },
    };
  }

  #deployment(): JsonObject {
    return {
      spec: {
        replicas: this.#replicas,
        selector: { matchLabels: { app: 'front' } },
        template: template('front', `front:${this.#image}`),
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        revisionHistoryLimit: 2,
        progressDeadlineSeconds: 600,
      },
    };
  }

  #addVolume(index: number): void {
    const values = [nodeName(index)];
    const terms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values }] }];
    this.#create('PersistentVolume', '', `local-${index}`, {
      spec: {
        capacity: { storage: this.layout.unevenVolumes === true && index % 2 === 0 ? '5Mi' : '1Gi' },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: 'local-storage',
        volumeMode: 'Filesystem',
        nodeAffinity: { required: { nodeSelectorTerms: terms } },
      },
    });
  }

  #create(kind: KindName, namespace: string, name: string, body: JsonObject): void {
    this.#do({ type: 'Create', kind, namespace, name, body: this.#body(body) });
  }

  #update(kind: KindName, name: string, body: JsonObject): void {
    const record = this.cluster.core.state.tables[kind].find('default', name);
    if (record !== undefined) this.#do({ type: 'Update', kind, uid: record.uid, body: this.#body(body) });
  }

  #body(json: Json): ReturnType<Cluster['core']['body']> {
    return this.cluster.core.body(json);
  }

  /** A user's request; one that is refused changes nothing, as it should. */
  #do(command: Command): void {
    this.cluster.submit(command);
  }
}
