import { isTerminating, type PodRecord } from '@orrery/core/cluster';

const schedulerName = 'default-scheduler';

/** Is it this scheduler's turn to find the pod a node? */
export const isWaiting = (pod: PodRecord | undefined): pod is PodRecord =>
  pod?.node === '' &&
  !isTerminating(pod) &&
  pod.spec.schedulerName === schedulerName &&
  pod.spec.schedulingGates.length === 0;
