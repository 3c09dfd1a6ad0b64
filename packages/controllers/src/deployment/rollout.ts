import { maxUnavailable } from './budget.ts';
import { hasPods } from './memory.ts';
import { newReplicas, type Pass } from './pass.ts';
import { active, byAge, sum, type ReplicaSetModel } from './replica-set-model.ts';

/** Brings the newest set towards the Deployment's size. Source: reconcileNewReplicaSet. */
const growNewest = (pass: Pass, newest: ReplicaSetModel): boolean => {
  const { replicas } = pass.deployment.spec;
  if (newest.replicas === replicas) return false;
  return pass.scale(
    newest,
    newest.replicas > replicas ? replicas : newReplicas(pass.deployment, pass.old, newest.replicas),
  );
};

/** Old pods that are not available go first: that costs nothing. Source: cleanupUnhealthyReplicas. */
const dropUnhealthy = (pass: Pass, sets: readonly ReplicaSetModel[], most: number): number => {
  let dropped = 0;
  for (const one of sets) {
    const unhealthy = one.replicas - one.status.availableReplicas;
    if (dropped >= most || one.replicas === 0 || unhealthy <= 0) continue;
    const now = Math.min(most - dropped, unhealthy);
    pass.scale(one, one.replicas - now);
    dropped += now;
  }
  return dropped;
};

/** Then as many old ones as are available beyond the least. Source: scaleDownOldReplicaSetsForRollingUpdate. */
const dropAvailable = (pass: Pass, sets: readonly ReplicaSetModel[], least: number): number => {
  const most = sum(pass.all, ({ status }) => status.availableReplicas) - least;
  let dropped = 0;
  for (const one of sets) {
    if (dropped >= most) break;
    if (one.replicas === 0) continue;
    const now = Math.min(one.replicas, most - dropped);
    pass.scale(one, one.replicas - now);
    dropped += now;
  }
  return dropped;
};

const shrinkOld = (pass: Pass, newest: ReplicaSetModel): boolean => {
  const sets = byAge(active(pass.old));
  if (sets.length === 0) return false;
  const { deployment } = pass;
  const least = deployment.spec.replicas - maxUnavailable(deployment);
  const unavailable = newest.replicas - newest.status.availableReplicas;
  const most = sum(pass.all, ({ replicas }) => replicas) - least - unavailable;
  if (most <= 0) return false;
  return dropUnhealthy(pass, sets, most) + dropAvailable(pass, sets, least) > 0;
};

/** DP-6: one step of a rolling update: the newest set grows, or else old ones shrink. True when either happened. */
export const rollingStep = (pass: Pass): boolean => {
  pass.prepareNewest(true);
  const { newest } = pass;
  return newest !== undefined && (growNewest(pass, newest) || shrinkOld(pass, newest));
};

/** Does any old pod still run? */
const oldPodsRun = ({ old, memory }: Pass): boolean =>
  old.some(({ status, record }) => status.replicas > 0 || (record !== undefined && hasPods(memory, record.uid)));

/** DP-9: one step of a recreation: all old pods go, and when they are gone the new ones come. */
export const recreateStep = (pass: Pass): boolean => {
  pass.prepareNewest(false);
  let changed = false;
  for (const one of active(pass.old)) changed = pass.scale(one, 0) || changed;
  if (changed || oldPodsRun(pass)) return true;
  if (pass.newest === undefined) pass.prepareNewest(true);
  if (pass.newest !== undefined) pass.scale(pass.newest, pass.deployment.spec.replicas);
  return false;
};
