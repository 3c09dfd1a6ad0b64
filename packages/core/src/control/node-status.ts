import { second, type Duration, type Instant } from '../engine/index.ts';
import type { Uid } from '../cluster/index.ts';

/** How often a kubelet looks whether its node's status has changed. Source: nodeStatusUpdateFrequency. */
export const nodeStatusUs: Duration = 10 * second;

/** Spreads the kubelets over the period: any odd number that is no divisor of it does. */
const stride = 1_237_001;

/** When, from `now` on, a node's kubelet looks next whether the node's status has changed. Each has its own time. */
export const nodeStatusAt = (node: Uid, now: Instant): Instant => {
  const phase = (node * stride) % nodeStatusUs;
  return Math.ceil((now - phase) / nodeStatusUs) * nodeStatusUs + phase;
};
