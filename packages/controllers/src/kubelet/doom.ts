import { never, second, type Instant } from '@orrery/core/engine';
import { numberAt, objectAt, oncePerBody, type PodRecord } from '@orrery/core/cluster';

/** Why a kubelet ends a pod that nobody asked to end. */
export interface Doom {
  readonly reason: string;
  /** What the status says. */
  readonly message: string;
  /** What its Event says. */
  readonly event: string;
  /** It was never let onto its node: its status says no more than that. */
  readonly rejected: boolean;
  /** The grace that its containers get; undefined: the pod's own. */
  readonly graceSeconds: number | undefined;
  /** Condition DisruptionTarget, if the pod gets one. */
  readonly disruption: { readonly reason: string; readonly message: string } | undefined;
}

const deadlineSeconds = oncePerBody((body) => numberAt(objectAt(body.json, 'spec'), 'activeDeadlineSeconds'));

/** When the pod has been active for as long as it may; `never`: it may for ever. */
export const deadlineAt = ({ body, status }: PodRecord): Instant => {
  const seconds = deadlineSeconds(body);
  return seconds === undefined || status.startedAt === undefined ? never : status.startedAt + seconds * second;
};

/** KL-27: what becomes of a pod of which a container has written more than it may. Source: eviction_manager.go, localStorageEviction. */
export const overItsDisk = (container: string, limit: string): Doom => {
  const message = `Container ${container} exceeded its local ephemeral storage limit "${limit}". `;
  return {
    reason: 'Evicted',
    message,
    event: message,
    rejected: false,
    graceSeconds: 1,
    disruption: { reason: 'TerminationByKubelet', message },
  };
};

/** KL-26: what becomes of a pod whose deadline is over. Source: active_deadline.go. */
export const pastDeadline: Doom = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
  event: 'Pod was active on the node longer than the specified deadline',
  rejected: false,
  graceSeconds: undefined,
  disruption: undefined,
};
