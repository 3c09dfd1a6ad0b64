import type { NodeRecord, PodRecord, Uid } from '@orrery/core/cluster';
import { evictionSignals, type EvictionSignal, type KubeletConfiguration } from '@orrery/core/control';
import type { Doom } from './doom.ts';
import { amountText, capacityOf, podAmounts, type Amounts, type Using } from './usage.ts';
import type { Worker } from './worker.ts';

/** The condition of a node that a signal leads to. */
export const pressureOf = {
  'memory.available': 'MemoryPressure',
  'nodefs.available': 'DiskPressure',
  'pid.available': 'PIDPressure',
} as const satisfies Readonly<Record<EvictionSignal, string>>;

export type PressureType = (typeof pressureOf)[EvictionSignal];

/** The resource that is reclaimed. */
const resourceOf = {
  'memory.available': 'memory',
  'nodefs.available': 'ephemeral-storage',
  'pid.available': 'pids',
} as const satisfies Readonly<Record<EvictionSignal, string>>;

/** A threshold that is met: less is available than there should be. */
export interface Met {
  readonly signal: EvictionSignal;
  readonly resource: string;
  readonly threshold: number;
  readonly available: number;
}

/** KL-33: the thresholds that are met when so much is used, memory first. Source: eviction/helpers.go, thresholdsMet. */
export const thresholdsMet = (used: Amounts, node: NodeRecord, kubelets: KubeletConfiguration): readonly Met[] => {
  const capacities = capacityOf(node, kubelets);
  return evictionSignals.flatMap((signal): readonly Met[] => {
    const given = kubelets.evictionHard[signal];
    const capacity = capacities[signal];
    if (given === undefined || capacity === 0 || used[signal] === 0) return [];
    const threshold = 'amount' in given ? given.amount : Math.floor((capacity * given.millionths) / 1_000_000);
    const available = Math.max(0, capacity - used[signal]);
    return available < threshold ? [{ signal, resource: resourceOf[signal], threshold, available }] : [];
  });
};

/** A pod that may be evicted. */
export interface Candidate {
  readonly pod: PodRecord;
  readonly worker: Worker;
  readonly using: readonly Using[];
}

/** Pods from this priority on are never evicted. Source: scheduling.SystemCriticalPriority. */
const criticalPriority = 2_000_000_000;

export const isCritical = ({ spec }: PodRecord): boolean => spec.priority >= criticalPriority;

const requested = ({ spec }: PodRecord, signal: EvictionSignal): number =>
  signal === 'memory.available' ? spec.requests.memoryBytes : spec.requests.ephemeralBytes;

const used = ({ using }: Candidate, signal: EvictionSignal): number => podAmounts(using)[signal];

/**
 * KL-34: who goes first: pods that use more than they requested, then by priority, the lowest first, then by how much more they use
 * than they requested. Of processes, that nobody can request, only their number counts after priority.
 * Source: rankMemoryPressure, rankDiskPressureFunc, rankPIDPressure.
 */
export const ranked = (candidates: readonly Candidate[], signal: EvictionSignal): readonly Candidate[] => {
  const rows = candidates.map((one) => {
    const request = signal === 'pid.available' ? 0 : requested(one.pod, signal);
    const over = used(one, signal) - request;
    return { one, over, exceeds: signal !== 'pid.available' && over > 0 ? 0 : 1 };
  });
  return rows
    .toSorted((a, b) => a.exceeds - b.exceeds || a.one.pod.spec.priority - b.one.pod.spec.priority || b.over - a.over)
    .map(({ one }) => one);
};

/** KL-34: what an evicted pod is told. Source: evictionMessage. */
const evictionMessage = ({ using }: Candidate, { signal, resource, threshold, available }: Met): string => {
  const head = `The node was low on resource: ${resource}. `;
  const quantities = `Threshold quantity: ${amountText(threshold)}, available: ${amountText(available)}. `;
  if (signal === 'pid.available') return head + quantities;
  const containers = using.flatMap(({ slot, amounts }) => {
    const { name, requests } = slot.spec;
    const request = signal === 'memory.available' ? requests.memoryBytes : requests.ephemeralBytes;
    if (amounts[signal] <= request) return [];
    return `Container ${name} was using ${amountText(amounts[signal])}, request is ${amountText(request)}, has larger consumption of ${resource}. `;
  });
  return head + quantities + containers.join('');
};

/** What becomes of a pod that is evicted for a hard threshold: 1 s of grace. */
export const evictionDoom = (candidate: Candidate, met: Met): Doom => {
  const message = evictionMessage(candidate, met);
  return {
    reason: 'Evicted',
    message,
    event: message,
    rejected: false,
    graceSeconds: 1,
    disruption: { reason: 'TerminationByKubelet', message },
  };
};

/** A pod and who it was, while the kubelet waits for its end. */
export interface Evicting {
  readonly uid: Uid;
  readonly since: number;
}
