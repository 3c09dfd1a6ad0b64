import {
  addRequests,
  at,
  fill,
  firstUntolerated,
  matchesNodeSelector,
  noRequests,
  type HostPort,
  type NodeRecord,
  type PodRecord,
  type Requests,
  type Uid,
} from '@orrery/core/cluster';
import type { Doom } from './doom.ts';

/** What the pods that a kubelet has let onto its node take of it. */
export interface Usage {
  requests: Requests;
  pods: readonly Uid[];
  /** By port, with the pod that has it. */
  ports: readonly { readonly uid: Uid; readonly port: HostPort }[];
}

/** By node. Lost when the kubelet restarts, which lets its pods on again, one after the other. */
export type Usages = Map<string, Usage>;

const none: readonly never[] = [];

const usageOf = (usages: Usages, node: string): Usage => {
  let usage = usages.get(node);
  if (usage === undefined) {
    usage = { requests: noRequests, pods: none, ports: none };
    usages.set(node, usage);
  }
  return usage;
};

/** A pod takes its part of its node. */
export const occupy = (usages: Usages, { uid, node, spec }: PodRecord): void => {
  const usage = usageOf(usages, node);
  if (usage.pods.includes(uid)) return;
  usage.requests = addRequests(usage.requests, spec.requests);
  usage.pods = usage.pods.concat(uid);
  const ports = spec.containers.flatMap(({ hostPorts }) => hostPorts.map((port) => ({ uid, port })));
  if (ports.length > 0) usage.ports = [...usage.ports, ...ports];
};

/** A pod whose containers have ended gives its part of its node back. */
export const vacate = (usages: Usages, { uid, node, spec }: PodRecord): void => {
  const usage = usages.get(node);
  if (usage?.pods.includes(uid) !== true) return;
  usage.pods = usage.pods.filter((one) => one !== uid);
  usage.requests = addRequests(usage.requests, negative(spec.requests));
  if (usage.ports.length > 0) usage.ports = usage.ports.filter((one) => one.uid !== uid);
};

const negative = ({ cpuMilli, memoryBytes, ephemeralBytes, others }: Requests): Requests => ({
  cpuMilli: -cpuMilli,
  memoryBytes: -memoryBytes,
  ephemeralBytes: -ephemeralBytes,
  others: Object.fromEntries(Object.entries(others).map(([name, amount]) => [name, -amount])),
});

/** KL-25: why a pod may not run on its node, as upstream's first reason; undefined: it may. Source: lifecycle/predicate.go. */
export const rejection = (usages: Usages, pod: PodRecord, node: NodeRecord): Doom | undefined => {
  const usage = usageOf(usages, pod.node);
  if (usage.pods.includes(pod.uid)) return undefined;
  return insufficient(usage, pod, node) ?? misplaced(usages, pod, node);
};

/** Why a pod may not run on its node whatever there is left of it. */
export const misplaced = (usages: Usages, pod: PodRecord, node: NodeRecord): Doom | undefined => {
  const usage = usageOf(usages, pod.node);
  const { spec } = pod;
  const required = at(spec.affinity, 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const selectable = { name: node.meta.name, labels: node.meta.labels };
  const selected = Object.entries(spec.nodeSelector).every(([key, value]) => node.meta.labels[key] === value);
  if (!selected || !matchesNodeSelector(required === undefined ? undefined : fill(required, pod.args), selectable))
    return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  if (portTaken(usage, pod))
    return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  if (firstUntolerated(node.taints, spec.tolerations, ['NoExecute']) !== undefined)
    return predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  return undefined;
};

/** Something of which a node has too little left for a pod. */
export interface Shortage {
  readonly resource: string;
  /** How much is lacking. */
  readonly amount: number;
}

type Row = readonly [resource: string, wanted: number, used: number, capacity: number];

const lackingRows = ({ requests, pods }: Usage, pod: PodRecord, { status }: NodeRecord): readonly Row[] => {
  const { allocatable, maxPods } = status;
  const wanted = pod.spec.requests;
  const rows: readonly Row[] = [
    ['pods', 1, pods.length, maxPods],
    ['cpu', wanted.cpuMilli, requests.cpuMilli, allocatable.cpuMilli],
    ['memory', wanted.memoryBytes, requests.memoryBytes, allocatable.memoryBytes],
    ['ephemeral-storage', wanted.ephemeralBytes, requests.ephemeralBytes, allocatable.ephemeralBytes],
    // Extended resources that the node does not have at all are left to whoever registers them later.
    ...Object.entries(wanted.others).flatMap(([name, amount]): readonly Row[] => {
      const capacity = allocatable.others[name];
      return capacity === undefined ? [] : [[name, amount, requests.others[name] ?? 0, capacity]];
    }),
  ];
  return rows.filter(([, amount, used, capacity]) => amount > 0 && used + amount > capacity);
};

const insufficient = (usage: Usage, pod: PodRecord, node: NodeRecord): Doom | undefined => {
  const [first] = lackingRows(usage, pod, node);
  return first === undefined ? undefined : outOf(...first);
};

/** Of what a node has too little left for a pod. */
export const shortages = (usages: Usages, pod: PodRecord, node: NodeRecord): readonly Shortage[] =>
  lackingRows(usageOf(usages, pod.node), pod, node).map(([resource, wanted, used, capacity]) => ({
    resource,
    amount: wanted - (capacity - used),
  }));

export const rejected = (reason: string, event: string): Doom => ({
  reason,
  message: `Pod was rejected: ${event}`,
  event,
  rejected: true,
  graceSeconds: undefined,
  disruption: undefined,
});

const outOf = (resource: string, wanted: number, used: number, capacity: number): Doom =>
  rejected(
    `OutOf${resource}`,
    `Node didn't have enough resource: ${resource}, requested: ${wanted}, used: ${used}, capacity: ${capacity}`,
  );

const predicate = (name: string, what: string): Doom => rejected(name, `Predicate ${name} failed: ${what}`);

const everywhere = '0.0.0.0';

const portTaken = ({ ports }: Usage, { spec }: PodRecord): boolean =>
  ports.length > 0 &&
  spec.containers.some(({ hostPorts }) => hostPorts.some((one) => ports.some(({ port }) => collide(one, port))));

const collide = (a: HostPort, b: HostPort): boolean => {
  const [one, other] = [a.hostIp || everywhere, b.hostIp || everywhere];
  return (
    a.port === b.port && a.protocol === b.protocol && (one === other || one === everywhere || other === everywhere)
  );
};
