import fc from 'fast-check';
import type { Json, JsonObject } from '@orrery/core/engine';
import { bindCompleted, draftOf, hole, objectAt, type NodeRecord } from '@orrery/core/cluster';
import type { Command } from '@orrery/core/api';
import { Cluster, timingProfiles } from '@orrery/core/control';
import { installedControllers, type AnyController } from '@orrery/controllers';

const secondUs = 1_000_000;

/** What a pod asks for. */
export interface PodWish {
  readonly priority: 0 | 1 | 5;
  readonly cpu: 1 | 2 | 3;
  /** Keeps away from other pods that do, needs a claim that one pod alone may use, is to be spread over hosts, or wants port 80. */
  readonly wants: 'nothing' | 'no neighbour' | 'the claim' | 'spread' | 'a port';
}

/** One thing that happens, as data. */
export type SchedulingHappening =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'pod'; readonly wish: PodWish }
  | { readonly do: 'delete pod'; readonly index: number }
  | { readonly do: 'cordon' | 'taint' | 'node comes or goes'; readonly node: number }
  | { readonly do: 'restart scheduler' };

/** A small cluster, how late the scheduler sees nodes, and what happens. */
export interface SchedulingCase {
  readonly nodes: number;
  readonly nodeLagMs: number;
  readonly things: readonly SchedulingHappening[];
}

const node = fc.nat({ max: 3 });

const wish: fc.Arbitrary<PodWish> = fc.record({
  priority: fc.constantFrom(0, 0, 1, 5),
  cpu: fc.constantFrom(1, 2, 3),
  wants: fc.constantFrom('nothing', 'nothing', 'no neighbour', 'the claim', 'spread', 'spread', 'a port'),
});

const onNode = fc
  .tuple(fc.constantFrom('cordon', 'taint', 'node comes or goes'), node)
  .map(([what, index]): SchedulingHappening => ({ do: what as 'cordon', node: index })); // one of the three above

const podOf = (
  priority: PodWish['priority'],
  cpu: PodWish['cpu'],
  wants: PodWish['wants'] = 'nothing',
): SchedulingHappening => ({ do: 'pod', wish: { priority, cpu, wants } });

/**
 * Things that by themselves almost never meet: small pods come while one is going, for its room or its port, for another that matters
 * more.
 */
const onlookers = fc
  .tuple(fc.boolean(), fc.constantFrom(1, 2, 3))
  .map(([ports, ms]): readonly SchedulingHappening[] => {
    const [cpu, wants] = ports ? ([1, 'a port'] as const) : ([3, 'nothing'] as const);
    return [
      ...Array.from({ length: 3 }, () => podOf(0, cpu, wants)),
      { do: 'wait', ms: 4000 },
      podOf(5, cpu, wants),
      { do: 'wait', ms },
      ...Array.from({ length: 3 }, () => podOf(0, 1)),
      { do: 'wait', ms: 4000 },
    ];
  });

/** Pods come right after a node has gone that the scheduler may still see. */
const vanishingNode = fc
  .nat({ max: 2 })
  .map((index): readonly SchedulingHappening[] => [
    { do: 'wait', ms: 4000 },
    { do: 'node comes or goes', node: index },
    podOf(1, 1),
    podOf(1, 1),
  ]);

/** Pods that are to be spread, with time in between. */
const spreadGroup = fc.constantFrom(1, 500).map((ms): readonly SchedulingHappening[] => {
  const one = podOf(1, 1, 'spread');
  return [one, { do: 'wait', ms }, one, { do: 'wait', ms }, one, one];
});

const single = (one: fc.Arbitrary<SchedulingHappening>): fc.Arbitrary<readonly SchedulingHappening[]> =>
  one.map((thing) => [thing]);

export const schedulingCases: fc.Arbitrary<SchedulingCase> = fc.record({
  nodes: fc.constantFrom(1, 2, 3, 3),
  nodeLagMs: fc.constantFrom(0, 0, 40, 1500, 1500),
  things: fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: single(wish.map((one) => ({ do: 'pod', wish: one }))) },
        { weight: 4, arbitrary: single(fc.constantFrom(1, 30, 500, 4000, 20_000).map((ms) => ({ do: 'wait', ms }))) },
        { weight: 3, arbitrary: single(fc.nat({ max: 9 }).map((index) => ({ do: 'delete pod', index }))) },
        { weight: 3, arbitrary: single(onNode) },
        { weight: 1, arbitrary: single(fc.constant({ do: 'restart scheduler' })) },
        { weight: 4, arbitrary: onlookers },
        { weight: 3, arbitrary: vanishingNode },
        { weight: 2, arbitrary: spreadGroup },
      ),
      { maxLength: 16, size: 'medium' },
    )
    .map((groups) => groups.flat()),
});

const specOf = ({ priority, cpu, wants }: PodWish): JsonObject => {
  const ports = wants === 'a port' ? { ports: [{ containerPort: 80, hostPort: 80 }] } : {};
  const apart = { labelSelector: { matchLabels: { wants: 'no-neighbour' } }, topologyKey: 'kubernetes.io/hostname' };
  const evenly = {
    labelSelector: { matchLabels: { wants: 'spread' } },
    topologyKey: 'kubernetes.io/hostname',
    maxSkew: 1,
    whenUnsatisfiable: 'DoNotSchedule',
  };
  return {
    priority,
    containers: [{ name: 'main', image: 'x', resources: { requests: { cpu: String(cpu) } }, ...ports }],
    terminationGracePeriodSeconds: 5,
    ...(wants === 'no neighbour'
      ? { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } } }
      : {}),
    ...(wants === 'the claim' ? { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } : {}),
    ...(wants === 'spread' ? { topologySpreadConstraints: [evenly] } : {}),
  };
};

/** The cluster of a case. */
export class SchedulingWorld {
  readonly cluster: Cluster;
  #pods = 0;

  constructor({ nodes, nodeLagMs }: SchedulingCase, scheduler?: AnyController) {
    const lags = { scheduler: { Node: nodeLagMs * 1000 } };
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
      installedControllers({ lags, ...(scheduler === undefined ? {} : { variants: { scheduler } }) }),
    );
    this.#create('Namespace', '', 'default', {});
    for (let i = 0; i < nodes; i++) this.#addNode(i);
    this.#createClaim();
    this.wait(5);
  }

  #create(kind: Extract<Command, { type: 'Create' }>['kind'], namespace: string, name: string, json: Json): void {
    this.do({ type: 'Create', kind, namespace, name, body: this.cluster.core.body(json) });
  }

  /** A claim that has its volume, from before. */
  #createClaim(): void {
    const shared = { accessModes: ['ReadWriteOncePod'], storageClassName: '' };
    const claimRef = { namespace: 'default', name: 'data' };
    this.#create('PersistentVolume', '', 'disk', {
      spec: { ...shared, capacity: { storage: '1Gi' }, claimRef, hostPath: { path: '/x' } },
    });
    this.#create('PersistentVolumeClaim', 'default', 'data', {
      metadata: { annotations: { [bindCompleted]: 'yes' } },
      spec: { ...shared, volumeName: 'disk', resources: { requests: { storage: '1Gi' } } },
    });
  }

  #addNode(i: number): void {
    const { body } = this.cluster.core;
    this.do({
      type: 'Create',
      kind: 'Node',
      namespace: '',
      name: `node-${i}`,
      args: [`node-${i}`],
      body: body({ metadata: { labels: { 'kubernetes.io/hostname': hole(0) } }, spec: {} }),
      status: body({
        allocatable: { cpu: '4', memory: '16Gi', pods: '110' },
        conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
      }),
    });
  }

  wait(seconds: number): void {
    this.cluster.runUntil(this.cluster.now + seconds * secondUs);
  }

  /** A request; one that is refused changes nothing. */
  do(command: Command): void {
    this.cluster.submit(command);
  }

  act(thing: SchedulingHappening): void {
    switch (thing.do) {
      case 'wait':
        return this.wait(thing.ms / 1000);
      case 'pod': {
        const labels = { wants: thing.wish.wants.replace(' ', '-') };
        return this.#create('Pod', 'default', `pod-${this.#pods++}`, {
          metadata: { labels },
          spec: specOf(thing.wish),
        });
      }
      case 'delete pod': {
        const pods = this.cluster.core.state.tables.Pod.toArray();
        const pod = pods[thing.index % Math.max(1, pods.length)];
        if (pod !== undefined) this.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: pod.meta.name });
        return;
      }
      case 'cordon':
      case 'taint':
      case 'node comes or goes':
        return this.#actOnNode(thing.do, thing.node);
      case 'restart scheduler': {
        const component = this.cluster.component('default-scheduler');
        component?.crash();
        return component?.restart(0);
      }
      default:
        return thing satisfies never;
    }
  }

  #actOnNode(what: 'cordon' | 'taint' | 'node comes or goes', i: number): void {
    const found = this.cluster.core.state.tables.Node.find('', `node-${i}`);
    if (what === 'node comes or goes') {
      if (found === undefined) this.#addNode(i);
      else this.do({ type: 'Delete', kind: 'Node', namespace: '', name: `node-${i}` });
    } else if (found !== undefined) {
      const full = [{ key: 'example.com/full', effect: 'NoSchedule' }];
      const spec = objectAt(draftOf(found), 'spec') ?? {};
      this.#rewrite(
        found,
        what === 'cordon'
          ? { ...spec, unschedulable: !found.unschedulable }
          : { ...spec, taints: found.taints.length > 0 ? [] : full },
      );
    }
  }

  #rewrite(record: NodeRecord, spec: JsonObject): void {
    const body = this.cluster.core.body({ ...draftOf(record), spec });
    this.do({ type: 'Update', kind: 'Node', uid: record.uid, body });
  }
}
