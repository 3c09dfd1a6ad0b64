import { keyOf, type DaemonSetRecord, type PodRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import type { DaemonNodes } from './daemon-nodes.ts';
import { reported } from './reported.ts';

/** Ended pods that a pass deletes, by node, and what it says of them. */
export interface EndedPods {
  readonly byNode: ReadonlyMap<string, readonly PodRecord[]>;
  readonly reports: readonly Step[];
  /** When the pods that must wait are to be looked at again; undefined: none must. */
  readonly retryAfterUs: number | undefined;
}

const report = (set: DaemonSetRecord, pod: PodRecord, node: string): Step =>
  reported(set, pod.status.shape.phase === 'Failed' ? 'failedPod' : 'succeededPod', [
    keyOf(pod.meta.namespace, pod.meta.name),
    node,
  ]);

/**
 * DS-4: all failed pods whose back-off has passed, and as many nodes with succeeded ones as a burst takes. Upstream looks at every
 * one of these each time; the reports that are left out here are those that the recorder would drop.
 * Source: podsShouldBeOnNode.
 */
export const endedPods = (set: DaemonSetRecord, nodes: DaemonNodes, burst: number, planning: Planning): EndedPods => {
  const { backOff, now } = planning;
  nodes.failed.advance(set.status.observedGeneration, now);
  const byNode = new Map<string, readonly PodRecord[]>();
  const reports: Step[] = [];
  let retryAfterUs: number | undefined;
  const wanted = new Set([...nodes.failed.due.toArray(), ...nodes.index.first(burst, 'succeeded')]);
  for (const node of [...wanted].sort()) {
    const id = `${set.uid}/${set.status.observedGeneration}/${node}`;
    const going: PodRecord[] = [];
    for (const pod of nodes.examine(node, now).ended) {
      if (pod.status.shape.phase === 'Failed') {
        const waitUs = backOff.remainingUs(id, now);
        if (waitUs > 0) {
          retryAfterUs = Math.min(retryAfterUs ?? backOff.delayUs(id), backOff.delayUs(id));
          nodes.failed.hold(node, now + waitUs);
          continue;
        }
        backOff.next(id, now);
      }
      reports.push(report(set, pod, node));
      going.push(pod);
    }
    if (going.length > 0) byNode.set(node, going);
  }
  return { byNode, reports, retryAfterUs };
};
