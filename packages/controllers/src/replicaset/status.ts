import { type Instant, type Json, type JsonObject } from '@orrery/core/engine';
import { conditionJson, type ReplicaSetRecord, type WorkloadCondition } from '@orrery/core/cluster';
import type { Replicas } from './replicas.ts';

/** Why replicas could not be made or deleted. */
export interface Failure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

/** A failure is said when it begins, keeps its first words while it lasts, and goes with its cause. Source: calculateStatus. */
const conditions = (
  { status }: ReplicaSetRecord,
  failure: Failure | undefined,
  now: Instant,
): readonly WorkloadCondition[] => {
  const known = status.conditions.find(({ type }) => type === 'ReplicaFailure');
  const others = status.conditions.filter(({ type }) => type !== 'ReplicaFailure');
  if (failure === undefined) return others;
  const { reason, message } = failure;
  const fresh = { type: 'ReplicaFailure', status: 'True' as const, reason, message };
  return [...others, known ?? { ...fresh, updatedAt: undefined, transitionAt: now }];
};

const withoutZeros = (counts: Readonly<Record<string, number>>): JsonObject =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

/** RS-7: the counters of a set's active pods, and whether the last attempt to change their number failed. */
export const statusOf = (
  set: ReplicaSetRecord,
  { counts }: Replicas,
  failure: Failure | undefined,
  now: Instant,
): Json => {
  const said = conditions(set, failure, now);
  const { active, labelled, ready, available, terminating } = counts;
  const status: JsonObject = {
    replicas: active,
    ...withoutZeros({ fullyLabeledReplicas: labelled, readyReplicas: ready, availableReplicas: available }),
    terminatingReplicas: terminating,
    observedGeneration: set.meta.generation,
    ...(said.length === 0 ? {} : { conditions: said.map(conditionJson) }),
  };
  return status;
};
