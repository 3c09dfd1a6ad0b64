import {
  History,
  evolve,
  isObjectChange,
  type ClusterEvent,
  type ClusterState,
  type KindName,
} from '@orrery/core/cluster';
import type { Log } from '@orrery/core/engine';
import type { Happened } from './change-feed.ts';

/** Everything that was, read from the log: the state at a position, and the changes after it. */
export class Past {
  readonly #log: Log<ClusterEvent>;
  readonly #history: History;

  constructor(log: Log<ClusterEvent>) {
    this.#log = log;
    this.#history = new History(log);
  }

  /** The state after a position. It is the caller's own. */
  stateAt(position: number): ClusterState {
    return this.#history.stateAt(position);
  }

  /** Changes of a kind after a position, in order; `upTo`: everything to there has been looked at. */
  changesAfter(
    kind: KindName,
    position: number,
    most: number,
  ): { readonly changes: readonly Happened[]; readonly upTo: number } {
    const state = this.stateAt(position);
    const changes: Happened[] = [];
    let upTo = position;
    while (upTo < this.#log.length && changes.length < most) {
      upTo++;
      const at = this.#log.instantOf(upTo);
      const change = evolve(state, this.#log.event(upTo), upTo, at);
      if (change === undefined || !isObjectChange(change) || change.kind !== kind) continue;
      changes.push({ position: upTo, at, before: change.before, after: change.after });
    }
    return { changes, upTo };
  }
}
