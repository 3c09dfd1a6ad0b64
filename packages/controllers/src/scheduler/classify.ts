import { isJsonObject, type Json } from '@orrery/core/engine';
import {
  at,
  fill,
  firstUntolerated,
  matchesNodeSelector,
  type NodeRecord,
  type PodRecord,
  type Requests,
} from '@orrery/core/cluster';
import type { Room } from './node-info.ts';

/** Plugins that may refuse a node; an unschedulable pod is woken only by what may help those that refused it. */
export type Plugin =
  | 'NodeUnschedulable'
  | 'NodeName'
  | 'TaintToleration'
  | 'NodeAffinity'
  | 'NodePorts'
  | 'NodeResourcesFit'
  | 'VolumeRestrictions'
  | 'NodeVolumeLimits'
  | 'VolumeBinding'
  | 'VolumeZone'
  | 'PodTopologySpread'
  | 'InterPodAffinity';

/** Why a node does not take a pod: all reasons of the first plugin that refuses. */
export interface Refusal {
  readonly plugin: Plugin;
  readonly reasons: readonly string[];
  /** Would the absence of other pods help? */
  readonly resolvable: boolean;
}

const refusal = (plugin: Plugin, reasons: readonly string[], resolvable = false): Refusal => ({
  plugin,
  reasons,
  resolvable,
});

/** The pod's affinity with the holes of its template filled. */
export const affinityOf = ({ spec, args }: PodRecord): Json | undefined => {
  const filled = spec.affinity === undefined ? undefined : fill(spec.affinity, args);
  return isJsonObject(filled) ? filled : undefined;
};

const unschedulableTaint = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' } as const;

export const toleratesCordon = ({ spec }: PodRecord): boolean =>
  firstUntolerated([unschedulableTaint], spec.tolerations, ['NoSchedule']) === undefined;

/** Keys of what most pods have none of. Asked for each node and pod: without a list where there are none. */
const keysOf = (values: Readonly<Record<string, unknown>>): readonly string[] => {
  for (const _key in values) return Object.keys(values);
  return none;
};

const none: readonly string[] = [];

const keepingAway = ['NoSchedule', 'NoExecute'];

/** SC-4: nodeSelector and required node affinity. */
export const matchesAffinity = (pod: PodRecord, affinity: Json | undefined, { meta }: NodeRecord): boolean => {
  const { name, labels } = meta;
  for (const key of keysOf(pod.spec.nodeSelector)) if (labels[key] !== pod.spec.nodeSelector[key]) return false;
  if (affinity === undefined) return true;
  const required = at(affinity, 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  return required === undefined || matchesNodeSelector(required, { name, labels });
};

/** SC-3, SC-4: the node's own properties: cordon, name, taints, labels. `affinity` is that of affinityOf. */
const refusedByNode = (pod: PodRecord, affinity: Json | undefined, node: NodeRecord): Refusal | undefined => {
  if (node.unschedulable && !toleratesCordon(pod)) return refusal('NodeUnschedulable', ['node(s) were unschedulable']);
  if (node.taints.length > 0 && firstUntolerated(node.taints, pod.spec.tolerations, keepingAway) !== undefined)
    return refusal('TaintToleration', ['node(s) had untolerated taint(s)']);
  if (!matchesAffinity(pod, affinity, node))
    return refusal('NodeAffinity', ["node(s) didn't match Pod's node affinity/selector"]);
  return undefined;
};

const lacks = (need: number, used: number, all: number): boolean => need > 0 && need > all - used;

/** SC-5: what a node has not enough of; all that apply. Source: noderesources fitsRequest. */
const shortages = (wanted: Requests, node: NodeRecord, info: Room): readonly string[] => {
  const { allocatable, maxPods } = node.status;
  const { requested } = info;
  const others = keysOf(wanted.others);
  const enough =
    info.podCount < maxPods &&
    !lacks(wanted.cpuMilli, requested.cpuMilli, allocatable.cpuMilli) &&
    !lacks(wanted.memoryBytes, requested.memoryBytes, allocatable.memoryBytes) &&
    !lacks(wanted.ephemeralBytes, requested.ephemeralBytes, allocatable.ephemeralBytes);
  if (enough && others.length === 0) return none;
  const reasons: string[] = [];
  if (info.podCount + 1 > maxPods) reasons.push('Too many pods');
  if (lacks(wanted.cpuMilli, requested.cpuMilli, allocatable.cpuMilli)) reasons.push('Insufficient cpu');
  if (lacks(wanted.memoryBytes, requested.memoryBytes, allocatable.memoryBytes)) reasons.push('Insufficient memory');
  if (lacks(wanted.ephemeralBytes, requested.ephemeralBytes, allocatable.ephemeralBytes))
    reasons.push('Insufficient ephemeral-storage');
  for (const name of others)
    if (lacks(wanted.others[name] ?? 0, requested.others[name] ?? 0, allocatable.others[name] ?? 0))
      reasons.push(`Insufficient ${name}`);
  return reasons;
};

/** No eviction would help. */
const exceedsNode = (wanted: Requests, { status }: NodeRecord): boolean => {
  const { cpuMilli, memoryBytes, ephemeralBytes, others } = status.allocatable;
  return (
    wanted.cpuMilli > cpuMilli ||
    wanted.memoryBytes > memoryBytes ||
    wanted.ephemeralBytes > ephemeralBytes ||
    Object.entries(wanted.others).some(([name, need]) => need > (others[name] ?? 0))
  );
};

/** SC-2: the first plugin that refuses a node for a pod, in the order of the default profile; volumes are looked at after these. */
export const classify = (
  pod: PodRecord,
  affinity: Json | undefined,
  node: NodeRecord,
  info: Room,
): Refusal | undefined => {
  const refused = refusedByNode(pod, affinity, node);
  if (refused !== undefined) return refused;
  if (info.clashes(pod))
    return refusal('NodePorts', ["node(s) didn't have free ports for the requested pod ports"], true);
  const reasons = shortages(pod.spec.requests, node, info);
  if (reasons.length === 0) return undefined;
  return refusal('NodeResourcesFit', reasons, !exceedsNode(pod.spec.requests, node));
};
