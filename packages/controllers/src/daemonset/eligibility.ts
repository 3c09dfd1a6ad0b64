import type { Json } from '@orrery/core/engine';
import {
  at,
  firstUntolerated,
  matchesNodeSelector,
  type DaemonSetSpec,
  type NodeRecord,
  type PodSpec,
  type Toleration,
} from '@orrery/core/cluster';

/** May a daemon pod be started on a node, and may one that is there go on running? */
export interface Eligibility {
  readonly shouldRun: boolean;
  readonly shouldContinue: boolean;
  /** The node is gone; pods bound to it are left to the pod garbage collector. */
  readonly vanished: boolean;
}

const exists = (key: string, effect: string): Toleration => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  value: '',
  effect,
  tolerationSeconds: undefined,
});

/** DS-2: tolerations that every daemon pod gets. Source: util.AddOrUpdateDaemonPodTolerations. */
export const automaticTolerations = (hostNetwork: boolean): readonly Toleration[] => [
  exists('not-ready', 'NoExecute'),
  exists('unreachable', 'NoExecute'),
  exists('disk-pressure', 'NoSchedule'),
  exists('memory-pressure', 'NoSchedule'),
  exists('pid-pressure', 'NoSchedule'),
  exists('unschedulable', 'NoSchedule'),
  ...(hostNetwork ? [exists('network-unavailable', 'NoSchedule')] : []),
];

const neither: Eligibility = { shouldRun: false, shouldContinue: false, vanished: false };
const stays: Eligibility = { shouldRun: false, shouldContinue: true, vanished: false };
const both: Eligibility = { shouldRun: true, shouldContinue: true, vanished: false };
/** A node that the cache does not know. */
export const vanished: Eligibility = { shouldRun: false, shouldContinue: false, vanished: true };

const affinityOf = (pod: PodSpec): Json | undefined =>
  at(pod.affinity, 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');

/**
 * DS-1: which nodes a DaemonSet wants: by name, selector, required affinity and taints.
 * Readiness, resources, ports and cordoning are the scheduler's business. Source: NodeShouldRunDaemonPod.
 */
export const eligibility = (spec: DaemonSetSpec, node: NodeRecord): Eligibility => {
  const { pod, nodeName } = spec;
  const { name, labels } = node.meta;
  if (nodeName !== '' && nodeName !== name) return neither;
  const selected = Object.entries(pod.nodeSelector).every(([key, value]) => labels[key] === value);
  if (!selected || !matchesNodeSelector(affinityOf(pod), { name, labels })) return neither;
  if (node.taints.length === 0) return both;
  const tolerations = [...pod.tolerations, ...automaticTolerations(pod.hostNetwork)];
  const untolerated = (effects: readonly string[]): boolean =>
    firstUntolerated(node.taints, tolerations, effects) !== undefined;
  if (!untolerated(['NoExecute', 'NoSchedule'])) return both;
  return untolerated(['NoExecute']) ? neither : stays;
};
