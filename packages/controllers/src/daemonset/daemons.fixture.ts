import type { Json, JsonObject } from '@orrery/core/engine';
import {
  controllerOf,
  draftOf,
  eventMessage,
  eventTemplateOf,
  objectAt,
  uuidOf,
  type ControllerRevisionRecord,
  type DaemonSetRecord,
  type NodeRecord,
  type PodRecord,
  type Uid,
} from '@orrery/core/cluster';
import { revisionData, type Lags } from '@orrery/core/control';
import { template, TestCluster } from '../cluster.fixture.ts';
import { daemonSetController } from './index.ts';
import { targetNode } from './target-node.ts';

/** Creations and deletions of pods. */
export type Changes = readonly [creates: number, deletes: number];

/** What a test says of a set; the rest is an ordinary one. */
export interface Given {
  /** Names of nodes; the first is always there. */
  readonly nodes?: readonly string[];
  readonly spec?: JsonObject;
  readonly podSpec?: JsonObject;
  readonly image?: string;
  readonly lags?: Lags;
  /** Does the controller decide from caches that do not show its own last writes, as it did before 1.36? */
  readonly hasty?: boolean;
}

export const rolling = (maxUnavailable: Json, maxSurge: Json = 0): JsonObject => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
});

export const onDelete: JsonObject = { updateStrategy: { type: 'OnDelete' } };

/** `node-1` to `node-COUNT`. */
export const nodeNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `node-${index + 1}`);

export const noSchedule = (key: string): Json => ({ key, effect: 'NoSchedule' });
export const noExecute = (key: string): Json => ({ key, effect: 'NoExecute' });

const manifest = ({ spec = {}, podSpec = {}, image = 'agent:1' }: Given): JsonObject => {
  const given = template({ app: 'agent' }, image);
  return {
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      ...rolling(1),
      template: { ...given, spec: { ...objectAt(given, 'spec'), ...podSpec } },
      ...spec,
    },
  };
};

/** A cluster with the DaemonSet `agent` and the hands of scheduler, kubelet and user; every pass of the controller is counted. */
export class Daemons {
  readonly world: TestCluster;
  /** What each pass that wants something of pods wants, in order. */
  readonly passes: Changes[] = [];
  /** How often the controller has decided anything, be it only about status. */
  decisions = 0;
  #made = 0;

  constructor(given: Given = {}) {
    this.world = new TestCluster(
      [{ controller: daemonSetController, lags: given.lags ?? {} }],
      given.hasty === true ? { featureGates: { StaleControllerConsistencyDaemonSet: false } } : {},
    );
    for (const name of given.nodes ?? []) if (name !== 'node-1') this.world.node(name);
    this.world.cluster.core.overhear(({ steps }) => {
      this.decisions++;
      const kinds = steps.map(({ command }) => ('kind' in command && command.kind === 'Pod' ? command.type : ''));
      const count = (type: string): number => kinds.filter((kind) => kind === type).length;
      if (count('Create') + count('Delete') > 0) this.passes.push([count('Create'), count('Delete')]);
    });
    this.world.create('DaemonSet', 'default', 'agent', manifest(given));
  }

  get set(): DaemonSetRecord {
    const found = this.world.cluster.core.state.tables.DaemonSet.find('default', 'agent');
    if (found === undefined) throw new Error('the set is gone');
    return found;
  }

  get status(): DaemonSetRecord['status'] {
    return this.set.status;
  }

  /** The pods that count for a node, in the order in which they were made. */
  on(node: string): readonly PodRecord[] {
    return this.world.pods().filter((pod) => targetNode(pod) === node);
  }

  /** Nodes of all pods that are not being deleted, in the order in which these were made. */
  get targets(): readonly string[] {
    return this.staying.map(targetNode);
  }

  get staying(): readonly PodRecord[] {
    return this.world.pods().filter(({ meta }) => meta.deletion === undefined);
  }

  /** The pod that has stayed longest. */
  get first(): PodRecord {
    const [pod] = this.staying;
    if (pod === undefined) throw new Error('there is no pod');
    return pod;
  }

  /** Lets the controller work; what its passes wanted meanwhile, one by one. */
  each(seconds = 1): readonly Changes[] {
    const from = this.passes.length;
    this.world.settle(seconds);
    return this.passes.slice(from);
  }

  /** … and what its first pass wanted. */
  sync(seconds = 1): Changes {
    return this.each(seconds)[0] ?? [0, 0];
  }

  /** … and what all of them wanted. */
  total(seconds = 1): Changes {
    return this.each(seconds).reduce<Changes>(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  }

  update(given: Given): void {
    this.world.update('DaemonSet', 'default', 'agent', manifest(given));
  }

  /** A pod that is there already and bound to a node, or (`pinned`) waits for it. */
  pod(
    node: string,
    { own = true, labels = { app: 'agent' } as JsonObject, pinned = false, ready = false, owner = this.set.uid } = {},
  ): string {
    const name = `pod-${String(this.#made++).padStart(2, '0')}`;
    const values = [node];
    const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values }] };
    const affinity = {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } },
    };
    this.world.create('Pod', 'default', name, {
      metadata: { labels, ...(own ? { ownerReferences: [this.#reference(owner)] } : {}) },
      spec: { ...objectAt(template({}), 'spec'), ...(pinned ? { affinity } : { nodeName: node }) },
    });
    if (ready) this.world.ready(name);
    return name;
  }

  /** The uid of the object that controls a pod. */
  ownerOf(name: string): string | undefined {
    const pod = this.world.pod(name);
    return pod === undefined ? undefined : controllerOf(pod.meta)?.uid;
  }

  get uuid(): string {
    return uuidOf('DaemonSet', this.set.uid);
  }

  /** Revisions in the order in which they were made. */
  get revisions(): readonly ControllerRevisionRecord[] {
    return this.world.cluster.core.state.tables.ControllerRevision.toArray();
  }

  /** A revision that is there already: of a template with this image, and with these labels beside the set's own. */
  revision(
    name: string,
    image: string,
    revision: number,
    { labels = {}, own = true, owner = this.set.uid } = {},
  ): void {
    this.world.create('ControllerRevision', 'default', name, {
      metadata: {
        labels: { app: 'agent', ...labels },
        ...(own ? { ownerReferences: [this.#reference(owner)] } : {}),
      },
      revision,
      data: revisionData(objectAt(manifest({ image }), 'spec', 'template') ?? {}),
    });
  }

  /** Binds a pod to its node and reports it. */
  report(pod: PodRecord, phase: string, ready: boolean): void {
    if (pod.node === '') this.world.do({ type: 'BindPod', uid: pod.uid, node: targetNode(pod) });
    this.world.phase(pod.meta.name, phase, ready);
  }

  /** Makes all pods that are not being deleted ready. */
  allReady(): void {
    for (const pod of this.staying) if (!pod.status.shape.ready) this.report(pod, 'Running', true);
  }

  /** Ends the deletion of every pod that is being deleted. */
  reap(): void {
    for (const { meta } of this.world.pods()) if (meta.deletion !== undefined) this.world.remove(meta.name);
  }

  /** Deletes a pod as a user would. */
  delete(name: string): void {
    this.world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name });
  }

  node(name: string): NodeRecord {
    const node = this.world.cluster.core.state.tables.Node.find('', name);
    if (node === undefined) throw new Error(`${name} is gone`);
    return node;
  }

  taint(name: string, ...taints: readonly Json[]): void {
    const draft = draftOf(this.node(name));
    this.world.update('Node', '', name, { ...draft, spec: { ...objectAt(draft, 'spec'), taints } });
  }

  label(name: string, labels: JsonObject): void {
    const draft = draftOf(this.node(name));
    this.world.update('Node', '', name, { ...draft, metadata: { ...objectAt(draft, 'metadata'), labels } });
  }

  removeNode(name: string): void {
    this.world.do({ type: 'Delete', kind: 'Node', namespace: '', name });
  }

  /** Texts of the Events with this reason, and how often each was reported. */
  reports(reason: string): readonly (readonly [message: string, count: number])[] {
    return this.world.cluster.core.state.tables.Event.toArray()
      .filter((event) => eventTemplateOf(event.body).reason === reason)
      .map((event) => [eventMessage(event), event.count]);
  }

  #reference(owner: Uid): JsonObject {
    return {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      name: 'agent',
      uid: uuidOf('DaemonSet', owner),
      controller: true,
      blockOwnerDeletion: true,
    };
  }
}

/** A set whose pods are all there and ready. */
export const settled = (given: Given = {}): Daemons => {
  const daemons = new Daemons(given);
  daemons.world.settle(60);
  daemons.allReady();
  daemons.world.settle();
  return daemons;
};
