import type { Duration, Instant } from '../engine/index.ts';

const secondUs = 1_000_000;

/**
 * A rate limiter: `burst` requests at once, refilled at `perSecond`. Integers only: levels are kept in millionths of a token.
 * Source: golang.org/x/time/rate, as client-go uses it.
 */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #capacity: number;
  #level: number;
  #at: Instant;

  constructor(perSecond: number, burst: number, now: Instant = 0) {
    this.#perSecond = perSecond;
    this.#capacity = burst * secondUs;
    this.#level = this.#capacity;
    this.#at = now;
  }

  /** Takes a token and says how long its holder has to wait for it; the debt is paid by those who come later. */
  reserve(now: Instant): Duration {
    this.#refill(now);
    this.#level -= secondUs;
    return this.#level >= 0 ? 0 : Math.ceil(-this.#level / this.#perSecond);
  }

  /** Takes a token if one is there. */
  tryTake(now: Instant): boolean {
    this.#refill(now);
    if (this.#level < secondUs) return false;
    this.#level -= secondUs;
    return true;
  }

  #refill(now: Instant): void {
    if (now <= this.#at) return;
    this.#level = Math.min(this.#capacity, this.#level + Math.floor((now - this.#at) * this.#perSecond));
    this.#at = now;
  }
}
