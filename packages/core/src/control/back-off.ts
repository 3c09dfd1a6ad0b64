import type { Duration, Instant } from '../engine/index.ts';

interface Entry {
  readonly delayUs: Duration;
  readonly lastAt: Instant;
}

/**
 * Exponential back-off per id, as client-go's flowcontrol.Backoff: doubles with each failure up to a maximum,
 * and is forgotten after twice the maximum without one.
 */
export class BackOff {
  readonly #initialUs: Duration;
  readonly #maxUs: Duration;
  readonly #entries = new Map<string, Entry>();

  constructor(initialUs: Duration, maxUs: Duration) {
    this.#initialUs = initialUs;
    this.#maxUs = maxUs;
  }

  /** The delay in force for an id. */
  delayUs(id: string): Duration {
    return this.#entries.get(id)?.delayUs ?? 0;
  }

  /** Counts a failure at `now`. */
  next(id: string, now: Instant): void {
    const entry = this.#entries.get(id);
    const fresh = entry === undefined || now - entry.lastAt > 2 * this.#maxUs;
    const delayUs = fresh ? this.#initialUs : Math.min(entry.delayUs * 2, this.#maxUs);
    this.#entries.set(id, { delayUs, lastAt: now });
  }

  /** How long the id must still wait, counted from its last failure; 0 when it need not. */
  remainingUs(id: string, now: Instant): Duration {
    const entry = this.#entries.get(id);
    return entry === undefined ? 0 : Math.max(0, entry.lastAt + entry.delayUs - now);
  }

  forget(id: string): void {
    this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }
}
