import type { Witness } from '@orrery/core/control';

/** One state of a run in which something did not hold that must always hold. */
export interface Violation {
  readonly invariant: string;
  /** Of which layer the invariant speaks: api, view or physical. */
  readonly layer: string;
  readonly position: number;
  /** Microseconds from zero. */
  readonly at: number;
  readonly message: string;
}

/** Invariants that look on while a run goes. */
export interface InvariantWatch {
  /** The invariants looked at, by name. */
  readonly names: readonly string[];
  readonly witnesses: readonly Witness[];
  readonly violations: () => readonly Violation[];
}

/** Looks at nothing. */
export const noInvariants: InvariantWatch = { names: [], witnesses: [], violations: () => [] };
