/** The state after a position, sealed: valid for ever. */
export interface Checkpoint<Root> {
  readonly position: number;
  readonly root: Root;
}

/**
 * Sealed roots of a run's state at some of its positions, from which any later position is a short replay away:
 * the first position offered of every `interval`.
 */
export class Checkpoints<Root> {
  readonly #interval: number;
  readonly #kept: Checkpoint<Root>[] = [];
  #next = 0;

  constructor(interval = 65_536) {
    if (!Number.isSafeInteger(interval) || interval < 1)
      throw new Error(`checkpoints every ${interval} positions: the interval must be a whole number from 1`);
    this.#interval = interval;
  }

  /** How many roots are kept. */
  get size(): number {
    return this.#kept.length;
  }

  /** Says that the state is now that after `position`; `seal` is called if its root is to be kept. Cheap enough for every event. */
  offer(position: number, seal: () => Root): void {
    if (position < this.#next) return;
    this.#kept.push({ position, root: seal() });
    this.#next = (Math.floor(position / this.#interval) + 1) * this.#interval;
  }

  /** The last root kept at or before a position; undefined when there is none. */
  nearest(position: number): Checkpoint<Root> | undefined {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const kept = this.#kept[middle];
      if (kept !== undefined && kept.position <= position) low = middle + 1;
      else high = middle;
    }
    return this.#kept[low - 1];
  }
}
