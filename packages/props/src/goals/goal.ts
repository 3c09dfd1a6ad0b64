import type { ClusterState } from '@orrery/core/cluster';
import type { ClusterCore } from '@orrery/core/control';
import type { Instant } from '@orrery/core/engine';
import type { Layer } from '../invariants/index.ts';

/** A run after what was done to it has ended, faults are undone, and time enough has passed for everything to settle. */
export interface Rest {
  readonly core: ClusterCore;
  readonly state: ClusterState;
  readonly now: Instant;
  /** Length of the log when the last stretch of waiting began, in which nothing should happen any more. */
  readonly since: number;
}

/** How a goal fared. */
export interface Verdict {
  /** How many times its promise was due: its "sometimes" twin. */
  readonly reached: number;
  /** What was promised and has not come about, one text each. */
  readonly unmet: readonly string[];
}

/**
 * Something that comes about in the end (liveness), if the specs stay as they are, faults are finite, every component goes on
 * working, and there is room. Judged on a run at rest.
 */
export interface Goal {
  /** Kebab-case. */
  readonly name: string;
  readonly layer: Layer;
  /** What it says, in one sentence. */
  readonly states: string;
  /** What must be granted beyond that for it to hold in real Kubernetes; undefined: nothing. */
  readonly provided: string | undefined;
  readonly judge: (rest: Rest) => Verdict;
}
