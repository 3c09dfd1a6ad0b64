import type { ClusterCore } from '@orrery/core/control';
import type { Checker, Invariant, Violation } from './invariant.ts';

/** How an invariant fared in a run. */
export interface Finding {
  readonly invariant: Invariant;
  /** How often the situation it speaks of came about; 0: it held because nothing happened. */
  readonly reached: number;
  readonly violations: readonly Violation[];
}

interface Watch {
  readonly invariant: Invariant;
  readonly checker: Checker;
}

/** Watches a run for violations of invariants, event by event and decision by decision. */
export class Watchman {
  readonly #watches: readonly Watch[];
  readonly #violations: Violation[] = [];

  constructor(core: ClusterCore, invariants: readonly Invariant[]) {
    this.#watches = invariants.map((invariant) => ({ invariant, checker: invariant.checker() }));
    const seeing = this.#watches.filter(({ checker }) => checker.see !== undefined);
    const hearing = this.#watches.filter(({ checker }) => checker.hear !== undefined);
    core.witness((witnessed) => {
      const sighting = { ...witnessed, actorName: core.actors[witnessed.actor] ?? '', state: core.state };
      for (const watch of seeing) this.#note(watch, sighting, watch.checker.see?.(sighting));
    });
    if (hearing.length === 0) return;
    core.overhear((decision) => {
      const where = { position: core.log.length, at: decision.at };
      for (const watch of hearing) this.#note(watch, where, watch.checker.hear?.(decision));
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

  #note({ invariant: { name, layer } }: Watch, where: Pick<Violation, 'position' | 'at'>, message?: string): void {
    if (message === undefined) return;
    this.#violations.push({ invariant: name, layer, position: where.position, at: where.at, message });
  }
}
