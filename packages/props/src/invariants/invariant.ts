import type { ClusterState } from '@orrery/core/cluster';
import type { Decision, Witnessed } from '@orrery/core/control';

/**
 * Of what a property speaks. `API`: what the API server holds; `view`: what one component sees; `physical`: what really runs.
 * Most arguments about whether something is a bug are about this.
 */
export type Layer = 'API' | 'view' | 'physical';

/** An event as a checker sees it: with the name of its actor and the state right after it. */
export interface Sighting extends Witnessed {
  readonly actorName: string;
  readonly state: ClusterState;
}

/** An invariant at work on one run: an incremental fold, so that checking costs the same at every length. */
export interface Checker {
  /** Looks at one event; says what is wrong, if something is. For the layers `API` and `physical`. */
  readonly see?: (sighting: Sighting) => string | undefined;
  /** Hears what a component wants written, with the caches that made it want that. For the layer `view`. */
  readonly hear?: (decision: Decision) => string | undefined;
  /** How often the situation that the invariant speaks of has come about: its "sometimes" twin, against vacuous truth. */
  readonly reached: () => number;
}

/** Something that holds in every state of every run. */
export interface Invariant {
  /** Kebab-case; what scenarios and reports call it. */
  readonly name: string;
  readonly layer: Layer;
  /** What it says, in one sentence. */
  readonly states: string;
  /** What must be granted for it to hold in real Kubernetes; undefined: nothing. */
  readonly provided: string | undefined;
  readonly checker: () => Checker;
}

/** An invariant that did not hold, and where. */
export interface Violation {
  readonly invariant: string;
  readonly layer: Layer;
  readonly position: number;
  readonly at: number;
  readonly message: string;
}
