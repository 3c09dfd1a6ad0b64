import type { Duration } from '../engine/index.ts';

/** First delay after a failure and the longest one. Source: workqueue.DefaultTypedControllerRateLimiter. */
const firstRetryUs: Duration = 5_000;
const longestRetryUs: Duration = 1_000_000_000;

/**
 * Keys waiting for a worker, as client-go's work queue: a key waits at most once, is never in two hands at once,
 * and one added while it is in work comes back after. Beside each key stands the position of the event that last concerned it.
 */
export class WorkQueue {
  /** Keys waiting, in order of arrival; `#head` is the first that is still waiting. */
  #waiting: number[] = [];
  #head = 0;
  readonly #dirty = new Set<number>();
  readonly #inWork = new Set<number>();
  readonly #causes = new Map<number, number>();
  readonly #failures = new Map<number, number>();

  /** Keys that wait for a worker. */
  get length(): number {
    return this.#waiting.length - this.#head;
  }

  get inWork(): number {
    return this.#inWork.size;
  }

  add(key: number, cause: number): void {
    if (cause > 0 || !this.#causes.has(key)) this.#causes.set(key, cause);
    if (this.#dirty.has(key)) return;
    this.#dirty.add(key);
    if (!this.#inWork.has(key)) this.#waiting.push(key);
  }

  /** Names the event that a key's next pass answers, if none is named yet. */
  blame(key: number, cause: number): void {
    if (!this.#causes.has(key)) this.#causes.set(key, cause);
  }

  /** The key that has waited longest, now in the caller's hands, and its cause. */
  take(): { readonly key: number; readonly cause: number } | undefined {
    const key = this.#waiting[this.#head];
    if (key === undefined) return undefined;
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    this.#dirty.delete(key);
    this.#inWork.add(key);
    const cause = this.#causes.get(key) ?? 0;
    this.#causes.delete(key);
    return { key, cause };
  }

  /** The caller lets go of a key; if it was added meanwhile it waits again. */
  done(key: number): void {
    this.#inWork.delete(key);
    if (this.#dirty.has(key)) this.#waiting.push(key);
  }

  /** Counts a failure and says after how long the key should come back: 5 ms, doubling. */
  retryDelayUs(key: number): Duration {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    return failures > 30 ? longestRetryUs : Math.min(firstRetryUs * 2 ** failures, longestRetryUs);
  }

  /** Has the key failed so often that the pauses no longer grow? */
  isHopeless(key: number): boolean {
    return firstRetryUs * 2 ** ((this.#failures.get(key) ?? 0) - 1) >= longestRetryUs;
  }

  /** The key's last sync went well: its next failure starts at the first delay again. */
  forget(key: number): void {
    this.#failures.delete(key);
  }

  clear(): void {
    this.#waiting = [];
    this.#head = 0;
    for (const set of [this.#dirty, this.#inWork]) set.clear();
    for (const map of [this.#causes, this.#failures]) map.clear();
  }
}
