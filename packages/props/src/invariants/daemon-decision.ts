import {
  controllerOf,
  isAvailable,
  isTerminal,
  isTerminating,
  matchesNodeSelector,
  firstUntolerated,
  metaOf,
  podSpecOf,
  at,
  uuidOf,
  type DaemonSetRecord,
  type NodeRecord,
  type PodRecord,
  type PodSpec,
} from '@orrery/core/cluster';
import { podRevisionLabel, type Decision } from '@orrery/core/control';

/** A pod that the controller wants on a node. */
export interface WantedDaemon {
  readonly node: string;
  readonly pod: PodSpec;
  readonly revision: string;
}

/** What the DaemonSet controller wants done to the pods of a set. */
export interface DaemonDecision {
  readonly set: DaemonSetRecord;
  readonly created: readonly WantedDaemon[];
  readonly deleted: readonly PodRecord[];
}

/** Reads a decision of the DaemonSet controller; undefined when it is not about the pods of a set that it sees. */
export const daemonDecision = ({ actorName, view, key, steps }: Decision): DaemonDecision | undefined => {
  const set = actorName === 'daemonset-controller' ? view.tables.DaemonSet.get(key) : undefined;
  if (set === undefined || set.meta.deletion !== undefined) return undefined;
  const created: WantedDaemon[] = [];
  const deleted: PodRecord[] = [];
  for (const { command } of steps) {
    if (command.type === 'Create' && command.kind === 'Pod') {
      const { body, args = [] } = command;
      const revision = metaOf(body, args).labels[podRevisionLabel] ?? '';
      created.push({ node: args[0] ?? '', pod: podSpecOf(body), revision });
    } else if (command.type === 'Delete' && command.kind === 'Pod') {
      const pod = view.tables.Pod.find(command.namespace, command.name);
      if (pod !== undefined) deleted.push(pod);
    }
  }
  return created.length + deleted.length === 0 ? undefined : { set, created, deleted };
};

/** May a pod of this set be started on a node? Said anew here, from the pod itself: nothing of the controller's own code. */
export const isEligible = (set: DaemonSetRecord, pod: PodSpec, { meta, taints }: NodeRecord): boolean => {
  const { nodeName } = set.spec;
  const required = at(set.spec.pod.affinity, 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  return (
    (nodeName === '' || nodeName === meta.name) &&
    Object.entries(pod.nodeSelector).every(([key, value]) => meta.labels[key] === value) &&
    matchesNodeSelector(required, meta) &&
    firstUntolerated(taints, pod.tolerations, ['NoSchedule', 'NoExecute']) === undefined
  );
};

/** The living pods of a set by node, in a view. */
export const daemonsByNode = ({ view }: Pick<Decision, 'view'>, set: DaemonSetRecord): Map<string, PodRecord[]> => {
  const owner = uuidOf('DaemonSet', set.uid);
  const pods = new Map<string, PodRecord[]>();
  for (const pod of view.tables.Pod.toArray()) {
    if (controllerOf(pod.meta)?.uid !== owner || isTerminating(pod) || isTerminal(pod)) continue;
    const there = pods.get(pod.node);
    if (there === undefined) pods.set(pod.node, [pod]);
    else there.push(pod);
  }
  return pods;
};

export const isServing = (set: DaemonSetRecord, pod: PodRecord, now: number): boolean =>
  !isTerminating(pod) && isAvailable(pod, set.spec.minReadyUs, now);
