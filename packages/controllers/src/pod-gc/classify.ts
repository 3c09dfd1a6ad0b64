import { isTerminal, type NodeRecord, type PodRecord } from '@orrery/core/cluster';

/** Says that a node is off for good, so that what is on its way out there may be removed. */
export const outOfServiceTaint = 'node.kubernetes.io/out-of-service';

/**
 * Why a pod may have to be collected: `unscheduled`, deleted before it got a node; `fenced`, on its way out on a node that is out
 * of service; `orphan`, on a node that the caches do not show; `ended`, when there are too many of those.
 */
export type Verdict = 'unscheduled' | 'fenced' | 'orphan' | 'ended' | 'kept';

/** What a pod means to the collector, given its node as the caches know it. Source: gc_controller.go. */
export const classify = (pod: PodRecord, node: NodeRecord | undefined): Verdict => {
  const terminating = pod.meta.deletion !== undefined;
  if (pod.node === '') return terminating ? 'unscheduled' : isTerminal(pod) ? 'ended' : 'kept';
  if (node === undefined) return 'orphan';
  if (terminating && isOutOfService(node)) return 'fenced';
  return isTerminal(pod) ? 'ended' : 'kept';
};

export const isOutOfService = ({ ready, taints }: NodeRecord): boolean =>
  ready !== 'True' && taints.some(({ key }) => key === outOfServiceTaint);
