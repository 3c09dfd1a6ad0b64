import { Checkpoints, type Log } from '../engine/index.ts';
import type { ClusterEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { ClusterState } from './state.ts';

/** Every state that a log went through: the nearest checkpoint, and the events from there on. */
export class History {
  readonly #log: Log<ClusterEvent>;
  readonly #checkpoints: Checkpoints<ClusterState>;

  /** A checkpoint is kept every `interval` positions that have been passed. */
  constructor(log: Log<ClusterEvent>, interval?: number) {
    this.#log = log;
    this.#checkpoints = new Checkpoints(interval);
  }

  /** The state after everything up to a position, 0 for the state before anything. The caller may go on from it. */
  stateAt(position: number): ClusterState {
    const nearest = this.#checkpoints.nearest(position);
    const state = nearest?.root.seal() ?? ClusterState.empty();
    for (let next = (nearest?.position ?? 0) + 1; next <= position; next++) {
      evolve(state, this.#log.event(next), next, this.#log.instantOf(next));
      this.#checkpoints.offer(next, () => state.seal());
    }
    return state;
  }
}
