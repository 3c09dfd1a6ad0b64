import type { Instant } from '@orrery/core/engine';
import { SortedNames } from '@orrery/core/control';
import { Deadlines } from './deadlines.ts';

/**
 * Nodes with failed pods: those that a pass must look at, by name, and those whose back-off has not passed, which it need not
 * look at each time. A new generation has new back-offs and lets all of them go. Lost in a crash, as the back-offs are.
 */
export class FailedNodes {
  /** Nodes to look at. */
  readonly due = new SortedNames();
  readonly #held = new Map<string, Instant>();
  #deadlines = new Deadlines();
  #generation: number | undefined;

  /** The pods of a node have changed. */
  put(node: string, failed: boolean): void {
    this.#held.delete(node);
    if (failed) this.due.add(node);
    else this.due.delete(node);
  }

  hold(node: string, until: Instant): void {
    this.due.delete(node);
    this.#held.set(node, until);
    this.#deadlines.add(node, until);
  }

  /** A pass for this observed generation begins: what is due at `now` is to be looked at again. */
  advance(generation: number, now: Instant): void {
    if (generation !== this.#generation) {
      for (const node of this.#held.keys()) this.due.add(node);
      this.#held.clear();
      this.#deadlines = new Deadlines();
      this.#generation = generation;
    }
    for (let next = this.#deadlines.takeDue(now); next !== undefined; next = this.#deadlines.takeDue(now)) {
      if (this.#held.get(next.name) !== next.at) continue;
      this.#held.delete(next.name);
      this.due.add(next.name);
    }
  }
}
