import fc from 'fast-check';
import { constant, second, type JsonObject } from '@orrery/core/engine';
import { draftOf, hole, objectAt, type PodRecord } from '@orrery/core/cluster';
import type { Command } from '@orrery/core/api';
import { Cluster, timingProfiles } from '@orrery/core/control';
import { installedControllers, type AnyController, type LoopName } from '@orrery/controllers';

/** One thing that happens to machines and what runs on them, as data. */
export type MachineHappening =
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'delete pod' | 'crash container' | 'delete claim'; readonly index: number }
  | { readonly do: 'scale'; readonly replicas: number }
  | {
      readonly do: 'power off' | 'power on' | 'stop kubelet' | 'start kubelet' | 'cut' | 'heal' | 'cordon';
      readonly node: number;
    }
  /** Only where somebody asks for them: real kubelets do not keep what they promise then. */
  | { readonly do: 'hold lists' | 'release lists' | 'relabel'; readonly node: number };

const highestNode = 1;
const node = fc.nat({ max: highestNode });

const onNode = fc
  .tuple(
    fc.constantFrom('power off', 'power on', 'stop kubelet', 'start kubelet', 'start kubelet', 'cut', 'heal', 'cordon'),
    node,
  )
  .map(([what, index]): MachineHappening => ({ do: what as 'cut', node: index })); // one of the above

/** What may happen to machines, by how often. */
export const machineCases: fc.Arbitrary<readonly MachineHappening[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(1, 3, 8, 15, 40, 100).map((seconds): MachineHappening => ({ do: 'wait', seconds })),
    },
    { weight: 4, arbitrary: onNode },
    { weight: 3, arbitrary: fc.nat({ max: 1 }).map((index): MachineHappening => ({ do: 'delete pod', index })) },
    { weight: 3, arbitrary: fc.nat({ max: 1 }).map((index): MachineHappening => ({ do: 'crash container', index })) },
    { weight: 1, arbitrary: fc.nat({ max: 1 }).map((index): MachineHappening => ({ do: 'delete claim', index })) },
    { weight: 2, arbitrary: fc.nat({ max: 2 }).map((replicas): MachineHappening => ({ do: 'scale', replicas })) },
  ),
  { minLength: 6, maxLength: 24, size: 'max' },
);

const template = {
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [{ name: 'main', image: 'nginx', imagePullPolicy: 'IfNotPresent' }],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    nodeSelector: { role: 'data' },
  },
};

const claimTemplates = [
  {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'disk', resources: { requests: { storage: '1Gi' } } },
  },
];

const retention = { whenDeleted: 'Delete', whenScaled: 'Delete' };

/** Two nodes and a StatefulSet, with a disk for each replica that goes with it unless it has no claims. */
export class MachineWorld {
  readonly cluster: Cluster;
  readonly #claims: boolean;
  #replicas = 2;

  constructor(variants: Readonly<Partial<Record<LoopName, AnyController>>> = {}, claims = true) {
    this.#claims = claims;
    this.cluster = new Cluster(
      {
        seed: 1,
        version: '1.36',
        epoch: 1_767_225_600,
        timing: { ...timingProfiles.fast, volumeMount: constant(2 * second), volumeUnmount: constant(3 * second) },
        deviations: [],
        exploring: false,
        slackUs: 0,
        hashing: false,
      },
      installedControllers({ variants }),
    );
    const { body } = this.cluster.core;
    this.do({ type: 'Create', kind: 'Namespace', namespace: '', name: 'default', body: body({}) });
    const disk = {
      provisioner: 'disk.example.com',
      volumeBindingMode: 'WaitForFirstConsumer',
      reclaimPolicy: 'Delete',
    };
    this.do({ type: 'Create', kind: 'StorageClass', namespace: '', name: 'disk', body: body(disk) });
    for (let i = 0; i <= highestNode; i++) this.#addNode(`node-${i}`);
    this.do({ type: 'Create', kind: 'StatefulSet', namespace: 'default', name: 'web', body: body(this.#set()) });
    this.wait(40);
  }

  wait(seconds: number): void {
    this.cluster.runUntil(this.cluster.now + seconds * second);
  }

  /** A request or a fault; one that is refused changes nothing. */
  do(command: Command): void {
    this.cluster.submit(command);
  }

  act(it: MachineHappening): void {
    const { tables, physical } = this.cluster.core.state;
    switch (it.do) {
      case 'wait':
        return this.wait(it.seconds);
      case 'scale':
        this.#replicas = it.replicas;
        return this.#update('StatefulSet', this.#set());
      case 'delete pod': {
        const pod = this.#pod(it.index);
        return pod === undefined ? undefined : this.#delete('Pod', pod.meta.name);
      }
      case 'delete claim': {
        const claim = tables.PersistentVolumeClaim.toArray()[it.index];
        return claim === undefined ? undefined : this.#delete('PersistentVolumeClaim', claim.meta.name);
      }
      case 'crash container': {
        const uid = this.#pod(it.index)?.uid ?? 0;
        const process = physical.sandbox(uid)?.containers.find(({ state }) => state === 'running');
        if (process === undefined) return undefined;
        return this.do({ type: 'ExitContainer', pod: uid, container: process.name, exitCode: 1 });
      }
      default:
        return this.#onNode(it.do, `node-${it.node}`);
    }
  }

  #onNode(
    what: Exclude<MachineHappening, { seconds: number } | { index: number } | { replicas: number }>['do'],
    name: string,
  ) {
    const commands = {
      'power off': 'PowerOffNode',
      'power on': 'PowerOnNode',
      'stop kubelet': 'StopKubelet',
      'start kubelet': 'StartKubelet',
      cut: 'PartitionNode',
      heal: 'HealNode',
      'hold lists': 'HoldLists',
      'release lists': 'ReleaseLists',
    } as const;
    if (what === 'cordon' || what === 'relabel') return this.#change(name, what);
    if (what === 'start kubelet') this.do({ type: 'StopKubelet', node: name });
    return this.do({ type: commands[what], node: name });
  }

  #change(name: string, what: 'cordon' | 'relabel'): void {
    const record = this.cluster.core.state.tables.Node.find('', name);
    if (record === undefined) return;
    const draft = draftOf(record);
    const spec = objectAt(draft, 'spec');
    const meta = objectAt(draft, 'metadata');
    const changed =
      what === 'cordon'
        ? { ...draft, spec: { ...spec, unschedulable: !record.unschedulable } }
        : { ...draft, metadata: { ...meta, labels: { 'kubernetes.io/hostname': name } } };
    this.do({ type: 'Update', kind: 'Node', uid: record.uid, body: this.cluster.core.body(changed) });
  }

  #pod(index: number): PodRecord | undefined {
    const pods = this.cluster.core.state.tables.Pod.toArray();
    return pods[index % Math.max(1, pods.length)];
  }

  #delete(kind: 'Pod' | 'PersistentVolumeClaim', name: string): void {
    this.do({ type: 'Delete', kind, namespace: 'default', name });
  }

  #update(kind: 'StatefulSet', json: JsonObject): void {
    const uid = this.cluster.core.state.tables[kind].find('default', 'web')?.uid ?? 0;
    this.do({ type: 'Update', kind, uid, body: this.cluster.core.body(json) });
  }

  #set(): JsonObject {
    return {
      spec: {
        replicas: this.#replicas,
        serviceName: 'web',
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: { app: 'web' } },
        template,
        ...(this.#claims
          ? { volumeClaimTemplates: claimTemplates, persistentVolumeClaimRetentionPolicy: retention }
          : {}),
      },
    };
  }

  #addNode(name: string): void {
    const { body } = this.cluster.core;
    const labels = { 'kubernetes.io/hostname': hole(0), role: 'data' };
    const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }];
    const status = body({ allocatable: { cpu: '4', memory: '16Gi', pods: '110' }, conditions });
    const written = body({ metadata: { labels }, spec: {} });
    this.do({ type: 'Create', kind: 'Node', namespace: '', name, args: [name], body: written, status });
  }
}
