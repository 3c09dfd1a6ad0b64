import type { AnyController, LoopName } from '@orrery/controllers';

/** A planted bug: a control loop that is wrong in one way, and the invariants that must notice. */
export interface Mutant {
  /** Kebab-case; what `--variant statefulset=NAME` takes. */
  readonly name: string;
  readonly loop: LoopName;
  /** What it does wrong, in one sentence. */
  readonly does: string;
  /** Names of the invariants that it breaks. */
  readonly breaks: readonly string[];
  readonly controller: AnyController;
}
