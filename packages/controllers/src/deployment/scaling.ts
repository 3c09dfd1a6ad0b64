import { desiredAnnotation, maxAnnotation } from './annotations.ts';
import { maxSurge } from './budget.ts';
import type { Pass } from './pass.ts';
import { active, byAge, sum, type ReplicaSetModel } from './replica-set-model.ts';

/** Does an active set remember another size of its Deployment than it has now? Source: isScalingEvent. */
export const isScaling = ({ all, deployment }: Pass): boolean =>
  active(all).some(({ annotations }) => {
    const desired = annotations[desiredAnnotation];
    return desired !== undefined && Number(desired) !== deployment.spec.replicas;
  });

/** The one set with pods, or the newest when there is none; undefined: there are several. Source: FindActiveOrLatest. */
const only = ({ all, newest, old }: Pass): ReplicaSetModel | undefined => {
  const alive = active(all);
  if (alive.length > 1) return undefined;
  return alive[0] ?? newest ?? byAge(old).at(-1);
};

const isSaturated = ({ newest, deployment }: Pass): boolean => {
  const { replicas } = deployment.spec;
  if (newest === undefined) return false;
  return (
    newest.replicas === replicas &&
    Number(newest.annotations[desiredAnnotation] ?? Number.NaN) === replicas &&
    newest.status.availableReplicas === replicas
  );
};

/** What a set would grow by if it kept its part of the whole. Source: getReplicaSetFraction. */
const fraction = ({ deployment }: Pass, { replicas, annotations }: ReplicaSetModel): number => {
  if (deployment.spec.replicas === 0) return -replicas;
  const most = deployment.spec.replicas + maxSurge(deployment);
  const before = Number(annotations[maxAnnotation] ?? '0') || deployment.status.replicas;
  if (before === 0) return 0;
  const exact = (replicas * most) / before;
  return (exact < 0 ? Math.ceil(exact - 0.5) : Math.floor(exact + 0.5)) - replicas;
};

/** DP-5: during a rollout every set gets its part of the difference, the largest what is left over. Source: scale. */
const scaleProportionally = (pass: Pass): void => {
  const { deployment } = pass;
  const { replicas } = deployment.spec;
  const alive = byAge(active(pass.all));
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0;
  const toAdd = allowed - sum(alive, (one) => one.replicas);
  // Larger sets come first; of equal ones the newer when there is to add, the older when there is to take.
  const ordered = (toAdd > 0 ? [...alive].reverse() : [...alive]).sort((a, b) => b.replicas - a.replicas);
  let added = 0;
  const sizes = new Map<ReplicaSetModel, number>();
  for (const one of ordered) {
    const left = toAdd - added;
    const part = toAdd === 0 || left === 0 ? 0 : fraction(pass, one);
    const share = toAdd > 0 ? Math.min(part, left) : Math.max(part, left);
    sizes.set(one, one.replicas + share);
    added += share;
  }
  for (const [i, one] of ordered.entries()) {
    const size = sizes.get(one) ?? one.replicas;
    pass.scale(one, i === 0 ? Math.max(0, size + toAdd - added) : size);
  }
};

/** Brings the sets to a new size of the Deployment without rolling anything out. Source: sync, scale. */
export const resize = (pass: Pass): void => {
  pass.prepareNewest(false);
  const { replicas, strategy } = pass.deployment.spec;
  const single = only(pass);
  if (single !== undefined) {
    if (single.replicas !== replicas) pass.scale(single, replicas);
  } else if (isSaturated(pass)) for (const one of active(pass.old)) pass.scale(one, 0);
  else if (strategy === 'RollingUpdate') scaleProportionally(pass);
};
