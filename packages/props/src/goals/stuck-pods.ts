import type { PodRecord } from '@orrery/core/cluster';

/** Does the scheduler find no node for the pod? Then what waits for it lacks room, which no controller can give. */
export const isUnschedulable = ({ node, status }: PodRecord): boolean =>
  node === '' && status.shape.conditions.some(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
