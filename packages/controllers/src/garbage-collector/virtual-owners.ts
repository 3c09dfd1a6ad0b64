import type { Coordinates } from './coordinates.ts';

/**
 * GC-10: owners that dependents name and that no informer has shown: each is looked up once, for all its dependents. Source: the
 * virtual nodes of graph_builder.go.
 */
export class VirtualOwners {
  readonly #numbers = new Map<string, number>();
  readonly #coordinates = new Map<number, Coordinates>();
  readonly #moves = new Map<number, number>();
  #next = 0;

  /** Where an owner is thought to be. */
  of(uid: string): Coordinates | undefined {
    const number = this.#numbers.get(uid);
    return number === undefined ? undefined : this.#coordinates.get(number);
  }

  /** The owner of a number; undefined once it has been shown, or is known to be gone. */
  at(number: number): Coordinates | undefined {
    return this.#coordinates.get(number);
  }

  /** Puts an owner there, or elsewhere than it was thought to be; returns its number, for keys. */
  put(owner: Coordinates): number {
    const number = this.#numbers.get(owner.uid) ?? this.#next++;
    this.#numbers.set(owner.uid, number);
    this.#coordinates.set(number, owner);
    return number;
  }

  /** As `put`, for one that was not where it was thought to be. Says how often that has happened now. */
  move(owner: Coordinates): { readonly number: number; readonly times: number } {
    const number = this.put(owner);
    const times = (this.#moves.get(number) ?? 0) + 1;
    this.#moves.set(number, times);
    return { number, times };
  }

  delete(uid: string): void {
    const number = this.#numbers.get(uid);
    if (number === undefined) return;
    this.#numbers.delete(uid);
    this.#coordinates.delete(number);
    this.#moves.delete(number);
  }
}
