import type { Body, JsonObject } from '../engine/index.ts';
import { podSpecOf, type KindName, type PodSpec } from '../cluster/index.ts';
import { qosClass } from './qos.ts';

/** SC-15: the condition of a pod that nobody may schedule yet. Source: the pod strategy, applySchedulingGatedCondition. */
const gated = {
  type: 'PodScheduled',
  status: 'False',
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
} as const;

const podStatus = (spec: PodSpec): JsonObject => ({
  phase: 'Pending',
  ...(spec.schedulingGates.length === 0 ? {} : { conditions: [gated] }),
  qosClass: qosClass(spec),
});

/** The status of an object that nobody has reported on yet. */
export const initialStatus = (kind: KindName, body: Body): JsonObject => {
  switch (kind) {
    case 'Pod':
      return podStatus(podSpecOf(body));
    case 'Namespace':
      return { phase: 'Active' };
    case 'Service':
      return { loadBalancer: {} };
    default:
      return {};
  }
};
