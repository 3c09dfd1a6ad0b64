import { Edit, hashString, IdSet, mix, Vector } from '../engine/index.ts';
import type { ControllerRevisionRecord } from './controller-revision.ts';
import type { DaemonSetRecord } from './daemon-set.ts';
import type { DeploymentRecord } from './deployment.ts';
import { kindNames, type KindName } from './kind.ts';
import type { NodeRecord } from './node.ts';
import type { ObjectRecord, PlainRecord } from './object-record.ts';
import type { PersistentVolumeClaimRecord } from './persistent-volume-claim.ts';
import type { PersistentVolumeRecord } from './persistent-volume.ts';
import type { PodDisruptionBudgetRecord } from './pod-disruption-budget.ts';
import type { PodRecord } from './pod.ts';
import { firstPriorityClasses, type PriorityClassRecord } from './priority-class.ts';
import { uidOfEventName, type ReportedEventRecord } from './reported-event.ts';
import { Disks } from './disk.ts';
import type { ReplicaSetRecord } from './replica-set.ts';
import type { Sandbox } from './sandbox.ts';
import type { StatefulSetRecord } from './stateful-set.ts';
import type { StorageClassRecord } from './storage-class.ts';
import { KeyNumbers, Table } from './table.ts';
import type { Uid } from './uid.ts';
import type { VolumeAttachmentRecord } from './volume-attachment.ts';

/** The record of each kind. */
export interface Records {
  readonly Namespace: PlainRecord<'Namespace'>;
  readonly Node: NodeRecord;
  readonly Pod: PodRecord;
  readonly Service: PlainRecord<'Service'>;
  readonly StatefulSet: StatefulSetRecord;
  readonly DaemonSet: DaemonSetRecord;
  readonly ReplicaSet: ReplicaSetRecord;
  readonly Deployment: DeploymentRecord;
  readonly ControllerRevision: ControllerRevisionRecord;
  readonly StorageClass: StorageClassRecord;
  readonly PersistentVolume: PersistentVolumeRecord;
  readonly PersistentVolumeClaim: PersistentVolumeClaimRecord;
  readonly VolumeAttachment: VolumeAttachmentRecord;
  readonly ServiceAccount: PlainRecord<'ServiceAccount'>;
  readonly ConfigMap: PlainRecord<'ConfigMap'>;
  readonly Secret: PlainRecord<'Secret'>;
  readonly ClusterRole: PlainRecord<'ClusterRole'>;
  readonly ClusterRoleBinding: PlainRecord<'ClusterRoleBinding'>;
  readonly Role: PlainRecord<'Role'>;
  readonly RoleBinding: PlainRecord<'RoleBinding'>;
  readonly EndpointSlice: PlainRecord<'EndpointSlice'>;
  readonly Endpoints: PlainRecord<'Endpoints'>;
  readonly Event: ReportedEventRecord;
  readonly PodDisruptionBudget: PodDisruptionBudgetRecord;
  readonly PriorityClass: PriorityClassRecord;
  readonly CSINode: PlainRecord<'CSINode'>;
}

export type AnyRecord = Records[KindName];

type Tables = { readonly [Name in KindName]: Table<Records[Name]> };

/** Objects of the API as one reader knows them: the head itself, or the cache of a component that lags behind. */
export interface View {
  readonly tables: Tables;
}

const emptyTables = (keys: KeyNumbers): Tables =>
  // One table for each kind; TypeScript cannot see that fromEntries covers them all.
  Object.fromEntries(
    kindNames.map((kind) => [kind, new Table<ObjectRecord>(keys, kind === 'Event' ? uidOfEventName : undefined)]),
  ) as unknown as Tables;

/** An empty cache for a component that does not read the head. */
export const emptyView = (keys: KeyNumbers): View => ({ tables: emptyTables(keys) });

/** What of a node's machine works: its power, its link to the API, its kubelet's process; and whether its API server keeps up. */
export interface Host {
  readonly powered: boolean;
  readonly connected: boolean;
  readonly kubelet: boolean;
  readonly fresh: boolean;
}

const wholeHost: Host = { powered: true, connected: true, kubelet: true, fresh: true };

/** Do heartbeats of this machine's kubelet reach the API? */
export const isBeating = ({ powered, connected, kubelet }: Host): boolean => powered && connected && kubelet;

const isWhole = (host: Host): boolean => isBeating(host) && host.fresh;

const hostHash = (node: string, host: Host): number =>
  isWhole(host)
    ? 0
    : mix(
        hashString(node),
        (host.powered ? 1 : 0) + (host.connected ? 2 : 0) + (host.kubelet ? 4 : 0) + (host.fresh ? 0 : 8),
      );

/** The physical side of pods and nodes. */
export class Physical {
  #edit = new Edit();
  #sandboxes = Vector.empty<Sandbox>();
  /** Nodes that have an image, by the numbers of their names. */
  readonly #images = new Map<string, IdSet>();
  readonly #keys: KeyNumbers;
  /** Machines of which not everything works, by node. */
  #troubled: ReadonlyMap<string, Host> = new Map();
  #disks: Disks;
  #hash = 0;

  constructor(keys: KeyNumbers) {
    this.#keys = keys;
    this.#disks = new Disks(keys);
  }

  get hash(): number {
    return (this.#hash + this.#disks.hash) | 0;
  }

  /** What storage systems hold. */
  get disks(): Disks {
    return this.#disks;
  }

  sandbox(pod: Uid): Sandbox | undefined {
    return this.#sandboxes.get(pod);
  }

  putSandbox(sandbox: Sandbox): void {
    const before = this.#sandboxes.get(sandbox.pod);
    this.#hash = (this.#hash - sandboxHash(before) + sandboxHash(sandbox)) | 0;
    this.#sandboxes = this.#sandboxes.set(sandbox.pod, sandbox, this.#edit);
  }

  dropSandbox(pod: Uid): void {
    this.#hash = (this.#hash - sandboxHash(this.#sandboxes.get(pod))) | 0;
    this.#sandboxes = this.#sandboxes.remove(pod, this.#edit);
  }

  /** Visits every sandbox in the order of its pods' creation. */
  forEachSandbox(visit: (sandbox: Sandbox) => void): void {
    this.#sandboxes.forEach(visit);
  }

  hasImage(node: string, image: string): boolean {
    const number = this.#keys.find('', node);
    return number !== undefined && (this.#images.get(image)?.has(number) ?? false);
  }

  isPoweredOff(node: string): boolean {
    return this.#troubled.get(node)?.powered === false;
  }

  /** What of a node's machine works. */
  host(node: string): Host {
    return this.#troubled.get(node) ?? wholeHost;
  }

  setHost(node: string, change: Partial<Host>): void {
    const host = { ...this.host(node), ...change };
    const next = new Map(this.#troubled);
    if (isWhole(host)) next.delete(node);
    else next.set(node, host);
    this.#hash = (this.#hash - hostHash(node, this.host(node)) + hostHash(node, host)) | 0;
    this.#troubled = next;
  }

  /** Visits the machines of which not everything works, in the order in which that began. */
  forEachTroubledHost(visit: (node: string, host: Host) => void): void {
    for (const [node, host] of this.#troubled) visit(node, host);
  }

  addImage(node: string, image: string): void {
    const nodes = this.#images.get(image) ?? IdSet.empty();
    this.#images.set(image, nodes.add(this.#keys.of('', node), this.#edit));
  }

  seal(): Physical {
    const copy = new Physical(this.#keys);
    copy.#sandboxes = this.#sandboxes;
    copy.#hash = this.#hash;
    copy.#disks = this.#disks.seal();
    for (const [image, nodes] of this.#images) copy.#images.set(image, nodes);
    copy.#troubled = this.#troubled;
    this.#edit = new Edit();
    return copy;
  }
}

const sandboxHash = (sandbox: Sandbox | undefined): number => {
  if (sandbox === undefined) return 0;
  let hash = mix(mix(sandbox.pod, sandbox.ip), sandbox.mounted ? 1 : 0);
  for (const volume of sandbox.volumes) hash = hashString(volume, hash);
  for (const container of sandbox.containers)
    hash = mix(mix(mix(hash, container.restarts), container.exitCode), container.state === 'running' ? 1 : 0);
  return hash;
};

/** Everything that is true of a cluster at one position of the log. Only `evolve` writes it. */
export class ClusterState implements View {
  readonly tables: Tables;
  readonly physical: Physical;

  private constructor(tables: Tables, physical: Physical) {
    this.tables = tables;
    this.physical = physical;
  }

  /** What is true before the first event: nothing but what an API server makes for itself. */
  static empty(keys: KeyNumbers = new KeyNumbers()): ClusterState {
    const tables = emptyTables(keys);
    for (const record of firstPriorityClasses()) tables.PriorityClass.put(record);
    return new ClusterState(tables, new Physical(keys));
  }

  /** A copy that shares everything and is independent from now on: what checkpoints and forks keep. */
  seal(): ClusterState {
    const tables = Object.fromEntries(kindNames.map((kind) => [kind, this.tables[kind].seal()]));
    return new ClusterState(tables as unknown as Tables, this.physical.seal()); // every kind again
  }

  /** Hash of all records, 8 hexadecimal digits; equal states have equal hashes. */
  hash(): string {
    let hash = hashString('state');
    for (const kind of kindNames) hash = mix(hash, this.tables[kind].hash);
    return (mix(hash, this.physical.hash) >>> 0).toString(16).padStart(8, '0');
  }
}
