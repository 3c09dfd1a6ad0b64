import fc from 'fast-check';
import { hole, type NodeRecord } from '@orrery/core/cluster';
import type { Command } from '@orrery/core/api';
import { Cluster, timingProfiles } from '@orrery/core/control';
import { installedControllers, type AnyController, type LoopName } from '@orrery/controllers';

const secondUs = 1_000_000;

/** One thing that happens to a node, as data. */
export type NodeHappening =
  | { readonly do: 'wait'; readonly seconds: number }
  | {
      readonly do: 'partition' | 'heal' | 'power off' | 'power on' | 'out of service' | 'delete node';
      readonly node: number;
    }
  | { readonly do: 'delete pod'; readonly index: number };

/** A small cluster, and what happens to its nodes. */
export interface NodeCase {
  readonly nodes: number;
  readonly zones: number;
  readonly replicas: number;
  readonly things: readonly NodeHappening[];
}

/** Nodes are node-0 to this one; those that are not there from the beginning may come. */
export const highestNode = 3;

const node = fc.nat({ max: highestNode });

const quiet = fc.constantFrom(5, 20, 70, 120, 330).map((seconds): NodeHappening => ({ do: 'wait', seconds }));

const trouble = fc
  .tuple(fc.constantFrom('partition', 'power off'), node)
  .map(([what, index]): NodeHappening => ({ do: what as 'partition', node: index })); // one of the two above

const remedy = fc
  .tuple(fc.constantFrom('heal', 'power on'), node)
  .map(([what, index]): NodeHappening => ({ do: what as 'heal', node: index })); // one of the two above

const other = fc
  .tuple(fc.constantFrom('out of service', 'delete node'), node)
  .map(([what, index]): NodeHappening => ({ do: what as 'delete node', node: index })); // one of the two above

export const nodeCases: fc.Arbitrary<NodeCase> = fc.record({
  nodes: fc.integer({ min: 2, max: 4 }),
  zones: fc.integer({ min: 1, max: 2 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  things: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: quiet },
      { weight: 4, arbitrary: trouble },
      { weight: 2, arbitrary: remedy },
      { weight: 1, arbitrary: other },
      { weight: 1, arbitrary: fc.nat({ max: 3 }).map((index): NodeHappening => ({ do: 'delete pod', index })) },
    ),
    { maxLength: 16, size: 'medium' },
  ),
});

/** The cluster of a case. */
export class NodeWorld {
  readonly cluster: Cluster;
  readonly #zones: number;

  constructor({ nodes, zones, replicas }: NodeCase, variants: Readonly<Partial<Record<LoopName, AnyController>>> = {}) {
    this.#zones = zones;
    this.cluster = new Cluster(
      {
        seed: 1,
        version: '1.36',
        epoch: 1_767_225_600,
        timing: timingProfiles.fast,
        deviations: [],
        exploring: false,
        slackUs: 0,
        hashing: false,
      },
      installedControllers({ variants }),
    );
    const { body } = this.cluster.core;
    this.do({ type: 'Create', kind: 'Namespace', namespace: '', name: 'default', body: body({}) });
    for (let i = 0; i < nodes; i++) this.addNode(i);
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx' }], terminationGracePeriodSeconds: 30 },
    };
    const spec = { replicas, serviceName: 'web', podManagementPolicy: 'Parallel', template };
    const set = body({ spec: { ...spec, selector: { matchLabels: { app: 'web' } } } });
    this.do({ type: 'Create', kind: 'StatefulSet', namespace: 'default', name: 'web', body: set });
    this.wait(30);
  }

  node(i: number): NodeRecord | undefined {
    return this.cluster.core.state.tables.Node.find('', `node-${i}`);
  }

  addNode(i: number): void {
    const { body } = this.cluster.core;
    const zone = { 'topology.kubernetes.io/zone': `zone-${i % this.#zones}` };
    const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }];
    this.do({
      type: 'Create',
      kind: 'Node',
      namespace: '',
      name: `node-${i}`,
      args: [`node-${i}`],
      body: body({ metadata: { labels: { 'kubernetes.io/hostname': hole(0), ...zone } }, spec: {} }),
      status: body({ allocatable: { cpu: '4', memory: '16Gi', pods: '110' }, conditions }),
    });
  }

  wait(seconds: number): void {
    this.cluster.runUntil(this.cluster.now + seconds * secondUs);
  }

  /** A request or a fault; one that is refused changes nothing. */
  do(command: Command): void {
    this.cluster.submit(command);
  }

  act(thing: NodeHappening): void {
    if (thing.do === 'wait') return this.wait(thing.seconds);
    if (thing.do === 'delete pod') {
      const pods = this.cluster.core.state.tables.Pod.toArray();
      const pod = pods[thing.index % Math.max(1, pods.length)];
      if (pod !== undefined) this.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: pod.meta.name });
      return;
    }
    this.#actOnNode(thing.do, thing.node);
  }

  #actOnNode(what: Exclude<NodeHappening['do'], 'wait' | 'delete pod'>, i: number): void {
    const name = `node-${i}`;
    const record = this.node(i);
    if (record === undefined && what !== 'delete node') return;
    switch (what) {
      case 'partition':
        return this.do({ type: 'PartitionNode', node: name });
      case 'heal':
        return this.do({ type: 'HealNode', node: name });
      case 'power off':
        return this.do({ type: 'PowerOffNode', node: name });
      case 'power on':
        return this.do({ type: 'PowerOnNode', node: name });
      case 'out of service': {
        if (record === undefined) return;
        const taints = [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }];
        const written = this.cluster.core.body({ metadata: { labels: record.meta.labels }, spec: { taints } });
        return this.do({ type: 'Update', kind: 'Node', uid: record.uid, body: written });
      }
      case 'delete node':
        // Deleted, or made anew where it was deleted before.
        if (record === undefined) return this.addNode(i);
        return this.do({ type: 'Delete', kind: 'Node', namespace: '', name });
      default:
        return what satisfies never;
    }
  }
}
