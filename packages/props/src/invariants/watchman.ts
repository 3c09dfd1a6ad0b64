import type { ClusterCore } from '@orrery/core/control';
import type { Checker, Invariant, Violation } from './invariant.ts';

/** How an invariant fared in a run. */
export interface Finding {
  readonly invariant: Invariant;
  /** How often the situation it speaks of came about; 0: it held because nothing happened. */
  readonly reached: number;
  readonly violations: readonly Violation[];
}

/** Watches a run for violations of invariants, event by event. */
export class Watchman {
  readonly #watches: readonly { readonly invariant: Invariant; readonly checker: Checker }[];
  readonly #violations: Violation[] = [];

  constructor(core: ClusterCore, invariants: readonly Invariant[]) {
    this.#watches = invariants.map((invariant) => ({ invariant, checker: invariant.checker() }));
    core.witness((witnessed) => {
      const actorName = core.actors[witnessed.actor] ?? '';
      for (const { invariant, checker } of this.#watches) {
        const message = checker.see({ ...witnessed, actorName, state: core.state });
        if (message === undefined) continue;
        const { name, layer } = invariant;
        this.#violations.push({ invariant: name, layer, position: witnessed.position, at: witnessed.at, message });
      }
    });
  }

  /** In order of position. */
  get violations(): readonly Violation[] {
    return this.#violations;
  }

  findings(): readonly Finding[] {
    return this.#watches.map(({ invariant, checker }) => ({
      invariant,
      reached: checker.reached(),
      violations: this.#violations.filter((violation) => violation.invariant === invariant.name),
    }));
  }
}
