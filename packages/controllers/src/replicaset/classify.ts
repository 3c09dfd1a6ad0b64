import { never, type Instant } from '@orrery/core/engine';
import { isTerminal, isTerminating, textsAt, type PodRecord, type ReplicaSetSpec } from '@orrery/core/cluster';

/** What one pod of a set means now. */
export interface PodVerdict {
  /** Neither finished nor terminating: it counts as a replica. */
  readonly active: boolean;
  /** About to go, and its containers may still run. */
  readonly terminating: boolean;
  /** Bears all labels of the template. */
  readonly labelled: boolean;
  readonly ready: boolean;
  readonly available: boolean;
  /** When it becomes available by the clock alone; never: it does not. */
  readonly until: Instant;
}

/** RS-1: only active pods are replicas; of those some are ready, and some of them for as long as minReadySeconds asks. */
export const classify = (pod: PodRecord, { minReadyUs, template }: ReplicaSetSpec, now: Instant): PodVerdict => {
  const ended = isTerminal(pod);
  const active = !ended && !isTerminating(pod);
  const labels = textsAt(template, 'metadata', 'labels');
  const { ready } = pod.status.shape;
  const availableAt = ready ? (pod.status.readySince ?? now) + minReadyUs : never;
  return {
    active,
    terminating: !ended && !active,
    labelled: Object.keys(labels).every((key) => pod.meta.labels[key] === labels[key]),
    ready,
    available: availableAt <= now,
    until: active && availableAt > now ? availableAt : never,
  };
};
