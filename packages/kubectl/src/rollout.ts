import type { JsonObject } from '@orrery/core/engine';
import { listAt, numberAt, objectAt, textAt, type KindName } from '@orrery/core/cluster';

/** What `rollout status` says of an object now, and whether that is the end. */
export interface RolloutView {
  readonly text: string;
  readonly done: boolean;
  /** The rollout can never be told about. */
  readonly error?: boolean;
}

const waits = (text: string): RolloutView => ({ text, done: false });
const done = (text: string): RolloutView => ({ text, done: true });

const wrongStrategy: RolloutView = {
  text: 'error: rollout status is only available for RollingUpdate strategy type',
  done: true,
  error: true,
};

/** How far the rollout of a workload is. Source: polymorphichelpers/rollout_status.go. */
export const rolloutView = (kind: KindName, object: JsonObject): RolloutView => {
  if (kind === 'Deployment') return deploymentView(object);
  return kind === 'StatefulSet' ? statefulSetView(object) : daemonSetView(object);
};

const deploymentView = (object: JsonObject): RolloutView => {
  const status = (field: string): number => numberAt(object, 'status', field) ?? 0;
  const name = textAt(object, 'metadata', 'name') ?? '';
  if ((numberAt(object, 'metadata', 'generation') ?? 0) > status('observedGeneration'))
    return waits('Waiting for deployment spec update to be observed...');
  const progress = listAt(object, 'status', 'conditions').find((one) => textAt(one, 'type') === 'Progressing');
  if (textAt(progress, 'reason') === 'ProgressDeadlineExceeded')
    return { text: `error: deployment "${name}" exceeded its progress deadline`, done: true, error: true };
  const head = `Waiting for deployment "${name}" rollout to finish:`;
  const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
  const updated = status('updatedReplicas');
  const old = status('replicas') - updated;
  const available = status('availableReplicas');
  if (updated < replicas) return waits(`${head} ${updated} out of ${replicas} new replicas have been updated...`);
  if (old > 0) return waits(`${head} ${old} old replicas are pending termination...`);
  if (available < updated) return waits(`${head} ${available} of ${updated} updated replicas are available...`);
  return done(`deployment "${name}" successfully rolled out`);
};

const statefulSetView = (object: JsonObject): RolloutView => {
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') return wrongStrategy;
  const status = (field: string): number => numberAt(object, 'status', field) ?? 0;
  const revision = (field: string): string => textAt(object, 'status', field) ?? '';
  const observed = status('observedGeneration');
  if (observed === 0 || observed < (numberAt(object, 'metadata', 'generation') ?? 0))
    return waits('Waiting for statefulset spec update to be observed...');
  const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
  const ready = status('readyReplicas');
  if (ready < replicas) return waits(`Waiting for ${replicas - ready} pods to be ready...`);
  const updated = status('updatedReplicas');
  if (objectAt(object, 'spec', 'updateStrategy', 'rollingUpdate') !== undefined) {
    const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
    if (partition !== undefined && updated < replicas - partition)
      return waits(
        `Waiting for partitioned roll out to finish: ${updated} out of ${replicas - partition} new pods have been updated...`,
      );
    return done(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  if (revision('updateRevision') !== revision('currentRevision'))
    return waits(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${revision('updateRevision')}...`,
    );
  return done(
    `statefulset rolling update complete ${status('currentReplicas')} pods at revision ${revision('currentRevision')}...`,
  );
};

const daemonSetView = (object: JsonObject): RolloutView => {
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') return wrongStrategy;
  const status = (field: string): number => numberAt(object, 'status', field) ?? 0;
  const name = textAt(object, 'metadata', 'name') ?? '';
  if ((numberAt(object, 'metadata', 'generation') ?? 0) > status('observedGeneration'))
    return waits('Waiting for daemon set spec update to be observed...');
  const desired = status('desiredNumberScheduled');
  const updated = status('updatedNumberScheduled');
  const available = status('numberAvailable');
  const head = `Waiting for daemon set "${name}" rollout to finish:`;
  if (updated < desired) return waits(`${head} ${updated} out of ${desired} new pods have been updated...`);
  if (available < desired) return waits(`${head} ${available} of ${desired} updated pods are available...`);
  return done(`daemon set "${name}" successfully rolled out`);
};
