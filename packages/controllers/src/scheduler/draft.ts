import type { Uid } from '@orrery/core/cluster';

/** What the writes of one pod are about, for what comes after them. */
export interface Draft {
  readonly pod: Uid;
  readonly node: string;
  /** It is other pods that are written, for this one to come to the node. */
  readonly preempts: boolean;
}
