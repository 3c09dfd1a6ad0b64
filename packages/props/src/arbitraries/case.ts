import fc from 'fast-check';
import type { KubernetesVersion } from '@orrery/core/control';
import { happenings, layouts, type Happening } from './happening.ts';
import type { Layout } from './world.ts';

/** One generated run: a cluster, how far behind some of its components see it, and what happens. */
export interface Case {
  readonly layout: Layout;
  /** How late the DaemonSet controller sees pods, and scheduler and volume binder volumes and claims: what makes them collide. */
  readonly lagMs: number;
  /** How late the StatefulSet controller sees pods. */
  readonly setLagMs?: number;
  /** Left out: the present one. */
  readonly version?: KubernetesVersion;
  readonly things: readonly Happening[];
}

export const cases: fc.Arbitrary<Case> = fc.record({
  layout: layouts,
  lagMs: fc.integer({ min: 0, max: 60 }),
  setLagMs: fc.constantFrom(0, 0, 0, 40),
  things: happenings(false),
});
