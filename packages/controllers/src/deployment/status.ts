import type { DeploymentStatus, WorkloadCondition } from '@orrery/core/cluster';
import { maxUnavailable } from './budget.ts';
import { find, fresh, refresh, set, without, type Conditions } from './conditions.ts';
import type { Pass } from './pass.ts';
import { sum } from './replica-set-model.ts';

/** DP-7: the counters of a Deployment, summed over its sets. Source: calculateStatus. */
const counters = ({ deployment, all, newest }: Pass): Omit<DeploymentStatus, 'conditions'> => {
  const availableReplicas = sum(all, ({ status }) => status.availableReplicas);
  return {
    observedGeneration: deployment.meta.generation,
    replicas: sum(all, ({ status }) => status.replicas),
    updatedReplicas: newest?.status.replicas ?? 0,
    readyReplicas: sum(all, ({ status }) => status.readyReplicas),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum(all, ({ replicas }) => replicas) - availableReplicas),
    terminatingReplicas: sum(all, ({ status }) => status.terminatingReplicas),
    collisionCount: deployment.status.collisionCount,
  };
};

const availability = ({ deployment, planning }: Pass, available: number): WorkloadCondition =>
  available >= deployment.spec.replicas - maxUnavailable(deployment)
    ? fresh('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', planning.now)
    : fresh(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        planning.now,
      );

/** Why a set cannot make or delete pods: the newest set's word before that of others. Source: getReplicaFailures. */
const failure = ({ newest, old }: Pass): WorkloadCondition | undefined => {
  for (const one of newest === undefined ? old : [newest, ...old]) {
    const found = find(one.status.conditions, 'ReplicaFailure');
    if (found !== undefined) return { ...found, updatedAt: found.transitionAt };
  }
  return undefined;
};

type Counts = ReturnType<typeof counters>;

const hasProgressed = ({ deployment: { status: was } }: Pass, is: Counts): boolean =>
  is.updatedReplicas > was.updatedReplicas ||
  is.replicas - is.updatedReplicas < was.replicas - was.updatedReplicas ||
  is.readyReplicas > was.readyReplicas ||
  is.availableReplicas > was.availableReplicas;

const isOver = ({ deployment, planning, conditions }: Pass): boolean => {
  const known = find(conditions, 'Progressing');
  if (known?.updatedAt === undefined || known.reason === 'NewReplicaSetAvailable') return false;
  if (known.reason === 'ProgressDeadlineExceeded') return true;
  return known.updatedAt + deployment.spec.progressDeadlineSeconds * 1_000_000 < planning.now;
};

/** DP-8: what a rollout has come to: complete, going on, or stuck for longer than its deadline. Source: syncRolloutStatus. */
const withProgress = (pass: Pass, conditions: Conditions, is: Counts): Conditions => {
  if (!pass.hasDeadline) return without(conditions, 'Progressing');
  const { replicas } = pass.deployment.spec;
  const known = find(pass.conditions, 'Progressing');
  if (is.replicas === is.updatedReplicas && known?.reason === 'NewReplicaSetAvailable') return conditions;
  const { newest, deployment, planning } = pass;
  const who = newest === undefined ? `Deployment "${deployment.meta.name}"` : `ReplicaSet "${newest.name}"`;
  const said = (status: 'True' | 'False', reason: string, message: string): WorkloadCondition =>
    fresh('Progressing', status, reason, `${who} ${message}`, planning.now);
  const complete = [is.updatedReplicas, is.replicas, is.availableReplicas].every((count) => count === replicas);
  if (complete) return set(conditions, said('True', 'NewReplicaSetAvailable', 'has successfully progressed.'));
  if (hasProgressed(pass, is)) return refresh(conditions, said('True', 'ReplicaSetUpdated', 'is progressing.'));
  if (!isOver(pass)) return conditions;
  return set(conditions, said('False', 'ProgressDeadlineExceeded', 'has timed out progressing.'));
};

export const statusOf = (pass: Pass, progress: boolean): DeploymentStatus => {
  const counts = counters(pass);
  const judged = set(pass.conditions, availability(pass, counts.availableReplicas));
  if (!progress) return { ...counts, conditions: judged };
  const progressed = withProgress(pass, judged, counts);
  const failed = failure(pass);
  return {
    ...counts,
    conditions: failed === undefined ? without(progressed, 'ReplicaFailure') : set(progressed, failed),
  };
};
