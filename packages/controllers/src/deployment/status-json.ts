import type { Json, JsonObject } from '@orrery/core/engine';
import { conditionJson, type DeploymentStatus } from '@orrery/core/cluster';

/** A status as the API holds it: counters that are zero are left out, but for terminatingReplicas. */
export const statusJson = ({ conditions, terminatingReplicas, ...counts }: DeploymentStatus): Json => {
  const shown: JsonObject = Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  return {
    ...shown,
    terminatingReplicas,
    ...(conditions.length === 0 ? {} : { conditions: conditions.map(conditionJson) }),
  };
};
