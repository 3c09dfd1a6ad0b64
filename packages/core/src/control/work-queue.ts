import type { Duration } from '../engine/index.ts';
import { TransientMap } from './transient-map.ts';

/** First delay after a failure and the longest one. Source: workqueue.DefaultTypedControllerRateLimiter. */
const firstRetryUs: Duration = 5_000;
const longestRetryUs: Duration = 1_000_000_000;

/** What is known of a key. */
interface Entry {
  /** Added, and not taken since. */
  dirty: boolean;
  inWork: boolean;
  /** Position of the event that last concerned it; undefined: none has been named. */
  cause: number | undefined;
  /** How often its syncs have failed in a row. */
  failures: number;
}

/**
 * Keys waiting for a worker, as client-go's work queue: a key waits at most once, is never in two hands at once,
 * and one added while it is in work comes back after. Beside each key stands the position of the event that last concerned it.
 */
export class WorkQueue {
  /** Keys waiting, in order of arrival; `#head` is the first that is still waiting. */
  #waiting: number[] = [];
  #head = 0;
  #inWork = 0;
  readonly #entries = new TransientMap<Entry>();

  /** Keys that wait for a worker. */
  get length(): number {
    return this.#waiting.length - this.#head;
  }

  get inWork(): number {
    return this.#inWork;
  }

  #entry(key: number): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { dirty: false, inWork: false, cause: undefined, failures: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  add(key: number, cause: number): void {
    const entry = this.#entry(key);
    if (cause > 0 || entry.cause === undefined) entry.cause = cause;
    if (entry.dirty) return;
    entry.dirty = true;
    if (!entry.inWork) this.#waiting.push(key);
  }

  /** Names the event that a key's next pass answers, if none is named yet. */
  blame(key: number, cause: number): void {
    const entry = this.#entry(key);
    entry.cause ??= cause;
  }

  /** The key that has waited longest, now in the caller's hands, and its cause. */
  take(): { readonly key: number; readonly cause: number } | undefined {
    const key = this.#waiting[this.#head];
    if (key === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#waiting.length || (this.#head > 1024 && this.#head * 2 > this.#waiting.length)) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
    const entry = this.#entry(key);
    const { cause = 0 } = entry;
    entry.dirty = false;
    entry.inWork = true;
    entry.cause = undefined;
    this.#inWork++;
    return { key, cause };
  }

  /** The caller lets go of a key; if it was added meanwhile it waits again. */
  done(key: number): void {
    const entry = this.#entry(key);
    if (entry.inWork) this.#inWork--;
    entry.inWork = false;
    if (entry.dirty) this.#waiting.push(key);
    else this.#dropIdle(key, entry);
  }

  /** Counts a failure and says after how long the key should come back: 5 ms, doubling. */
  retryDelayUs(key: number): Duration {
    const { failures } = this.#entry(key);
    this.#entry(key).failures = failures + 1;
    return failures > 30 ? longestRetryUs : Math.min(firstRetryUs * 2 ** failures, longestRetryUs);
  }

  /** Has the key failed so often that the pauses no longer grow? */
  isHopeless(key: number): boolean {
    return firstRetryUs * 2 ** ((this.#entries.get(key)?.failures ?? 0) - 1) >= longestRetryUs;
  }

  /** The key's last sync went well: its next failure starts at the first delay again. */
  forget(key: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.failures = 0;
    this.#dropIdle(key, entry);
  }

  #dropIdle(key: number, { dirty, inWork, cause, failures }: Entry): void {
    if (!dirty && !inWork && cause === undefined && failures === 0) this.#entries.delete(key);
  }

  clear(): void {
    this.#waiting = [];
    this.#head = 0;
    this.#inWork = 0;
    this.#entries.clear();
  }
}
