import type { Duration, Instant } from '../engine/index.ts';

interface Expected {
  creations: number;
  deletions: number;
  readonly since: Instant;
}

/** After this long an expectation counts as met, so that a lost watch event cannot block a controller for ever. */
const expiryUs: Duration = 300_000_000;

/**
 * Creations and deletions that a controller has asked for and not yet seen, per key: until they are seen it must not ask for
 * more, since its caches do not show them yet. Source: controller.ControllerExpectations.
 */
export class Expectations {
  readonly #expected = new Map<number, Expected>();

  set(key: number, creations: number, deletions: number, now: Instant): void {
    this.#expected.set(key, { creations, deletions, since: now });
  }

  creationObserved(key: number): void {
    const expected = this.#expected.get(key);
    if (expected !== undefined) expected.creations--;
  }

  deletionObserved(key: number): void {
    const expected = this.#expected.get(key);
    if (expected !== undefined) expected.deletions--;
  }

  /** Met, expired, or never set. */
  satisfied(key: number, now: Instant): boolean {
    const expected = this.#expected.get(key);
    if (expected === undefined) return true;
    return (expected.creations <= 0 && expected.deletions <= 0) || now - expected.since > expiryUs;
  }

  forget(key: number): void {
    this.#expected.delete(key);
  }

  clear(): void {
    this.#expected.clear();
  }
}
