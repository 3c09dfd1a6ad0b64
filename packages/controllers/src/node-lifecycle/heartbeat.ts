import { hashString, second, type Duration, type Instant } from '@orrery/core/engine';

/*
 * Heartbeats without their cost. A kubelet renews its node's lease every 10 s, at a moment of its own; the monitor looks every 5 s
 * and goes by its own clock. Both are arithmetic here: only what a missing beat would show is ever scheduled.
 */

/** Source: nodelease, a quarter of the lease's 40 s. */
const renewUs: Duration = 10 * second;

/** Source: NodeMonitorPeriod. */
export const monitorUs: Duration = 5 * second;

/** NL-30: how long a node may be silent. Source: NodeMonitorGracePeriod, 50 s since 1.32. */
export const graceUs: Duration = 50 * second;

/** The same for a node that never had a condition Ready, from its creation. Source: NodeStartupGracePeriod. */
export const startupGraceUs: Duration = 60 * second;

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** Where in its 10 s a node's kubelet renews its lease. */
const phaseOf = (node: string): Duration => modulo(hashString(node), renewUs);

/** The last renewal at or before an instant. */
export const lastBeat = (node: string, at: Instant): Instant => at - modulo(at - phaseOf(node), renewUs);

/** The first run of the monitor at or after an instant. */
export const monitorRun = (at: Instant): Instant => Math.ceil(at / monitorUs) * monitorUs + 0;

/** When the monitor saw the last renewal of a node that fell silent at `at`: what its grace counts from. */
export const lastProbe = (node: string, at: Instant): Instant => monitorRun(lastBeat(node, at));
