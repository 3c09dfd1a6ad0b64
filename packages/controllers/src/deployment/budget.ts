import type { DeploymentRecord } from '@orrery/core/cluster';
import { scaledValue } from '@orrery/core/control';

/** DP-6: surge rounds up, unavailability down, and both are never zero. Source: ResolveFenceposts. */
const fenceposts = ({ spec }: DeploymentRecord): { readonly surge: number; readonly unavailable: number } => {
  const surge = scaledValue(spec.maxSurge, spec.replicas, 'up');
  const unavailable = scaledValue(spec.maxUnavailable, spec.replicas, 'down');
  return surge === 0 && unavailable === 0 ? { surge: 0, unavailable: 1 } : { surge, unavailable };
};

/** How many pods there may be beyond the replicas. */
export const maxSurge = (deployment: DeploymentRecord): number =>
  deployment.spec.strategy === 'RollingUpdate' ? fenceposts(deployment).surge : 0;

/** How many replicas may be missing. */
export const maxUnavailable = (deployment: DeploymentRecord): number => {
  const { strategy, replicas } = deployment.spec;
  if (strategy !== 'RollingUpdate' || replicas === 0) return 0;
  return Math.min(replicas, fenceposts(deployment).unavailable);
};
