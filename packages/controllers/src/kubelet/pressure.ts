import type { Instant } from '@orrery/core/engine';
import { tolerates, type PodRecord, type Uid } from '@orrery/core/cluster';
import { qosClass } from '@orrery/core/api';
import { podSpecOf } from '@orrery/core/cluster';
import { rejected } from './admission.ts';
import type { Doom } from './doom.ts';
import { isCritical, type Evicting, type PressureType } from './eviction.ts';

/** What a kubelet's eviction manager knows of its node. */
export interface Pressure {
  /** When each condition was last found. */
  readonly seen: Map<PressureType, Instant>;
  /** Conditions found within the transition period: by these pods are let on. */
  active: readonly PressureType[];
  /** When the manager looks next; `never`: it would find nothing. */
  looksAt: Instant;
  evicting: Evicting | undefined;
  /** When the node's status is next written, if it differs. */
  statusAt: Instant;
}

/** By node. Lost when the kubelet restarts. */
export type Pressures = Map<string, Pressure>;

/** Keys of nodes, beyond those of pods, which are uids. */
const firstNodeKey = 2 ** 30;

export const nodeKey = (node: Uid): number => firstNodeKey + node;

export const isNodeKey = (key: number): boolean => key >= firstNodeKey;

export const nodeOfKey = (key: number): Uid => key - firstNodeKey;

const memoryTaint = { key: 'node.kubernetes.io/memory-pressure', value: '', effect: 'NoSchedule' } as const;

/**
 * KL-36: a pod that comes to a node under pressure is rejected, unless it is critical, or the node is short of memory alone and the
 * pod asks for resources or tolerates that. Source: eviction_manager.go, Admit.
 */
export const underPressure = (pressures: Pressures, pod: PodRecord): Doom | undefined => {
  const active = pressures.get(pod.node)?.active ?? [];
  if (active.length === 0 || isCritical(pod)) return undefined;
  if (active.length === 1 && active[0] === 'MemoryPressure') {
    if (qosClass(podSpecOf(pod.body)) !== 'BestEffort') return undefined;
    if (pod.spec.tolerations.some((one) => tolerates(one, memoryTaint))) return undefined;
  }
  return rejected('Evicted', `The node had condition: [${active.join(' ')}]. `);
};
