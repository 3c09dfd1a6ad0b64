import type { Violation } from '../invariants/index.ts';
import type { Case } from '../arbitraries/case.ts';

/**
 * Something that one would want to hold and that real Kubernetes does not keep; so Orrery does not keep it either. Whatever is
 * not in the ledger fails.
 */
export interface ExpectedViolation {
  /** Name of the invariant or goal. */
  readonly breaks: string;
  /** Where upstream knows of it: `kubernetes/kubernetes#41889`. */
  readonly upstream: string;
  /** How it comes about, in one sentence. */
  readonly because: string;
  /** Is this one of those, in such a run? Violations of the same invariant with another cause are not excused. */
  readonly covers: (violation: Pick<Violation, 'message'>, one: Case) => boolean;
  /** A run in which the real control loops do it: what is in the ledger must happen. */
  readonly example: Case;
}
