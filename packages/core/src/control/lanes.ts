import { WorkQueue } from './work-queue.ts';

/** Work queues of a controller that has more than one, as upstream's controllers for two kinds have. */
export interface LaneChoice {
  readonly count: number;
  /** The lane of a key, from 0. */
  readonly of: (key: number) => number;
}

/** The queues of one component. A key always waits in the same one, and each is served by workers of its own. */
export class Lanes {
  readonly #queues: readonly WorkQueue[];
  readonly #choice: LaneChoice | undefined;

  constructor(choice: LaneChoice | undefined) {
    this.#choice = choice;
    this.#queues = Array.from({ length: choice?.count ?? 1 }, () => new WorkQueue());
  }

  /** The queue that a key belongs to. */
  of(key: number): WorkQueue {
    const queue = this.#queues[this.#choice?.of(key) ?? 0];
    if (queue === undefined)
      throw new Error(
        `key ${key} belongs to lane ${this.#choice?.of(key) ?? 0}, of which there are ${this.#queues.length}.`,
      );
    return queue;
  }

  /** Keys that wait for a worker in any lane. */
  get length(): number {
    let length = 0;
    for (const queue of this.#queues) length += queue.length;
    return length;
  }

  /** The next key for which a worker is free, now in the caller's hands. */
  take(workersEach: number): { readonly key: number; readonly cause: number } | undefined {
    for (const queue of this.#queues) if (queue.length > 0 && queue.inWork < workersEach) return queue.take();
    return undefined;
  }

  clear(): void {
    for (const queue of this.#queues) queue.clear();
  }
}
