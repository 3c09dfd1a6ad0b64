import type { ControllerRevisionRecord, StatefulSetRecord, StatefulSetStatus } from '@orrery/core/cluster';
import type { Replicas } from './replicas.ts';
import type { Revisions } from './revisions.ts';

/** What a pass keeps for writing status at its end. */
export interface StatusDraft {
  /** The set as the pass saw it. */
  readonly set: StatefulSetRecord;
  readonly status: StatefulSetStatus;
  readonly sorted: readonly ControllerRevisionRecord[];
  /** Revisions that pods name. */
  readonly inUse: readonly string[];
  /** Why the pass counts as failed although no request was refused. */
  readonly error?: string;
}

/** SS-9: status as the pods are at the beginning of the pass. Source: updateStatus. */
export const statusFor = (
  set: StatefulSetRecord,
  replicas: Replicas,
  { current, update }: Pick<Revisions, 'current' | 'update'>,
): StatefulSetStatus => ({
  observedGeneration: set.meta.generation,
  replicas: replicas.count,
  readyReplicas: replicas.ready,
  availableReplicas: replicas.available,
  currentReplicas: replicas.countAt(current.name),
  updatedReplicas: replicas.countAt(update.name),
  currentRevision: current.name,
  updateRevision: update.name,
  collisionCount: set.status.collisionCount,
});

/** SS-9: when every replica is updated and ready, the update revision becomes the current one. Source: completeRollingUpdate. */
export const completed = (set: StatefulSetRecord, status: StatefulSetStatus): StatefulSetStatus => {
  const { updatedReplicas, replicas, readyReplicas } = status;
  const done =
    set.spec.updateStrategy.type === 'RollingUpdate' &&
    updatedReplicas === replicas &&
    replicas === readyReplicas &&
    replicas === set.spec.replicas;
  return done ? { ...status, currentReplicas: updatedReplicas, currentRevision: status.updateRevision } : status;
};

/** SS-9: is there anything to write? Source: inconsistentStatus. */
export const isConsistent = (known: StatefulSetStatus, status: StatefulSetStatus): boolean =>
  status.observedGeneration <= known.observedGeneration &&
  status.replicas === known.replicas &&
  status.readyReplicas === known.readyReplicas &&
  status.availableReplicas === known.availableReplicas &&
  status.currentReplicas === known.currentReplicas &&
  status.updatedReplicas === known.updatedReplicas &&
  status.currentRevision === known.currentRevision &&
  status.updateRevision === known.updateRevision;
