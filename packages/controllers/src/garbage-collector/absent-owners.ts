import type { OwnerReference } from '@orrery/core/cluster';
import { coordinatesKey, referred, type Coordinates } from './coordinates.ts';

/** How many absent owners are remembered. Source: garbagecollector.go, NewReferenceCache(500). */
const atMost = 500;

/**
 * GC-11: owners that are known to be gone, the oldest first. They are told apart by all their coordinates and not by uid alone:
 * a reference that names a living owner's uid wrongly must not cost the owner's true dependents their lives (upstream issue 65200).
 */
export class AbsentOwners {
  readonly #known = new Set<string>();

  add(owner: Coordinates): void {
    const key = coordinatesKey(owner);
    this.#known.delete(key);
    this.#known.add(key);
    if (this.#known.size <= atMost) return;
    const oldest = this.#known.values().next();
    if (oldest.done !== true) this.#known.delete(oldest.value);
  }

  /** Is what a reference from this namespace means known to be gone? */
  has(reference: OwnerReference, namespace: string): boolean {
    return (
      this.#known.has(coordinatesKey(referred(reference, ''))) ||
      this.#known.has(coordinatesKey(referred(reference, namespace)))
    );
  }
}
