import { isTerminal, podSpecOf, type NodeRecord, type PodRecord, type Requests } from '@orrery/core/cluster';
import { qosClass } from '@orrery/core/api';
import type { Planning } from '@orrery/core/control';
import { rejected, shortages, vacate, type Shortage } from './admission.ts';
import type { Doom } from './doom.ts';
import { isCritical } from './eviction.ts';
import type { Memory } from './memory.ts';
import type { Worker } from './worker.ts';

/** A pod that may have to make room. */
interface Victim {
  readonly pod: PodRecord;
  readonly worker: Worker;
}

const amountOf = ({ cpuMilli, memoryBytes, ephemeralBytes, others }: Requests, resource: string): number => {
  switch (resource) {
    case 'cpu':
      return cpuMilli;
    case 'memory':
      return memoryBytes;
    case 'ephemeral-storage':
      return ephemeralBytes;
    default:
      return others[resource] ?? 0;
  }
};

const given = ({ spec }: PodRecord, resource: string): number =>
  resource === 'pods' ? 1 : amountOf(spec.requests, resource);

/** What is still lacking when these have gone. */
const without = (lacking: readonly Shortage[], victims: readonly Victim[]): readonly Shortage[] =>
  lacking.flatMap(({ resource, amount }) => {
    const left = amount - victims.reduce((sum, { pod }) => sum + given(pod, resource), 0);
    return left > 0 ? [{ resource, amount: left }] : [];
  });

/** How far a pod is from giving all that is lacking: the sum of the squares of what is left of each, as parts of it. */
const distance = ({ pod }: Victim, lacking: readonly Shortage[]): number =>
  lacking.reduce((sum, { resource, amount }) => {
    const left = (amount - given(pod, resource)) / amount;
    return left > 0 ? sum + left * left : sum;
  }, 0);

const isSmaller = (a: PodRecord, b: PodRecord): boolean => {
  const memory = a.spec.requests.memoryBytes - b.spec.requests.memoryBytes;
  return memory !== 0 ? memory < 0 : a.spec.requests.cpuMilli < b.spec.requests.cpuMilli;
};

/** Of one class of pods those that come nearest, one after the other. Source: getPodsToPreemptByDistance. */
const nearest = (victims: readonly Victim[], lacking: readonly Shortage[]): readonly Victim[] => {
  const left = [...victims];
  const chosen: Victim[] = [];
  for (let open = lacking; open.length > 0; open = without(lacking, chosen)) {
    let best = left[0];
    if (best === undefined) return chosen;
    for (const one of left) {
      const gain = distance(best, open) - distance(one, open);
      if (gain > 0 || (gain === 0 && isSmaller(one.pod, best.pod))) best = one;
    }
    left.splice(left.indexOf(best), 1);
    chosen.push(best);
  }
  return chosen;
};

const classes = ['Guaranteed', 'Burstable', 'BestEffort'] as const;

/** KL-39: who makes room: of each class as few as will do when all of the lower classes go. Source: preemption.go, getPodsToPreempt. */
const victimsFor = (victims: readonly Victim[], lacking: readonly Shortage[]): readonly Victim[] => {
  const byClass = new Map(
    classes.map((name) => [name, victims.filter(({ pod }) => qosClass(podSpecOf(pod.body)) === name)]),
  );
  const [guaranteed, burstable, rest] = classes.map((name) => byClass.get(name) ?? []);
  const first = nearest(guaranteed ?? [], without(lacking, [...(burstable ?? []), ...(rest ?? [])]));
  const second = nearest(burstable ?? [], without(lacking, [...(rest ?? []), ...first]));
  const third = nearest(rest ?? [], without(lacking, [...first, ...second]));
  return [...third, ...second, ...first];
};

const preempted: Doom = {
  reason: 'Preempting',
  message: 'Preempted in order to admit critical pod',
  event: 'Preempted in order to admit critical pod',
  rejected: false,
  graceSeconds: undefined,
  disruption: {
    reason: 'TerminationByKubelet',
    message: 'Pod was preempted by Kubelet to accommodate a critical pod.',
  },
};

/** What comes of a critical pod for which there is no room. */
export interface Preemption {
  /** Why it is rejected after all. */
  readonly doom: Doom | undefined;
  /** Pods that have been told to go. */
  readonly victims: readonly PodRecord[];
  readonly why: Doom;
}

/** KL-39: room is made for a critical pod that lacks nothing but resources; undefined: this is none of its cases. */
export const makeRoom = (
  memory: Memory,
  pod: PodRecord,
  node: NodeRecord,
  { view }: Planning,
): Preemption | undefined => {
  const { usages, workers } = memory.machine;
  if (!isCritical(pod)) return undefined;
  const lacking = shortages(usages, pod, node);
  if (lacking.length === 0) return undefined;
  const victims = memory.podsOn.of(pod.node).flatMap((uid): readonly Victim[] => {
    const [other, worker] = [view.tables.Pod.get(uid), workers.get(uid)];
    const may = other !== undefined && other.uid !== pod.uid && !isTerminal(other) && worker?.admitted === true;
    return may && worker.doom === undefined && other.spec.priority < pod.spec.priority ? [{ pod: other, worker }] : [];
  });
  const open = without(lacking, victims);
  if (open.length > 0) {
    const list = open.map(({ resource, amount }) => `(res: ${resource}, q: ${amount}), `).join('');
    const error = `preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [${list}]`;
    const event = `Unexpected error while attempting to recover from admission failure: ${error}`;
    return { doom: rejected('UnexpectedAdmissionError', event), victims: [], why: preempted };
  }
  const chosen = victimsFor(victims, lacking);
  for (const { pod: other, worker } of chosen) {
    worker.doom = preempted;
    vacate(usages, other);
  }
  return { doom: undefined, victims: chosen.map(({ pod: other }) => other), why: preempted };
};
