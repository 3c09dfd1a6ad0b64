import type { Instant } from '@orrery/core/engine';
import type { PodRecord, Uid } from '@orrery/core/cluster';

interface Queued {
  readonly uid: Uid;
  /** Not to be hurried before this instant. */
  readonly readyAt: Instant;
  readonly priority: number;
  readonly at: Instant;
  readonly order: number;
}

/** Who is ready first, then higher priority, then who has waited longest. Source: PrioritySort, lessBackoffCompleted. */
const before = (a: Queued, b: Queued): number =>
  a.readyAt - b.readyAt || b.priority - a.priority || a.at - b.at || a.order - b.order;

/** Pods to be tried, in the order in which they are. */
export class PodQueue {
  readonly #heap: Queued[] = [];
  /** Each pod's present entry; others in the heap are leftovers and skipped. */
  readonly #waiting = new Map<Uid, Queued>();
  #order = 0;

  get size(): number {
    return this.#waiting.size;
  }

  has(uid: Uid): boolean {
    return this.#waiting.has(uid);
  }

  /** `at`: since when the pod has waited; decides among equal priorities. */
  add({ uid, spec }: PodRecord, at: Instant, readyAt: Instant = 0): void {
    if (this.#waiting.has(uid)) return;
    const entry = { uid, readyAt, priority: spec.priority, at, order: this.#order++ };
    this.#waiting.set(uid, entry);
    this.#heap.push(entry);
    this.#up(this.#heap.length - 1);
  }

  /** When the first pod is ready; undefined when there is none. */
  get readyAt(): Instant | undefined {
    return this.#first()?.readyAt;
  }

  /** Since when the first pod has waited. */
  get waitingSince(): Instant | undefined {
    return this.#first()?.at;
  }

  /** The next pod, now out of the queue. */
  take(): Uid | undefined {
    const first = this.#first();
    if (first === undefined) return undefined;
    this.#dropFirst();
    this.#waiting.delete(first.uid);
    return first.uid;
  }

  /** Forgets a pod; its place in the heap is skipped later. */
  remove(uid: Uid): void {
    this.#waiting.delete(uid);
  }

  #first(): Queued | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || this.#waiting.get(first.uid) === first) return first;
      this.#dropFirst();
    }
  }

  #dropFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down();
  }

  #up(index: number): void {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfBefore(child, parent)) return;
      child = parent;
    }
  }

  #down(): void {
    for (let parent = 0; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      const [a, b] = [this.#heap[left], this.#heap[right]];
      if (a === undefined) return;
      const least = b !== undefined && before(b, a) < 0 ? right : left;
      if (!this.#swapIfBefore(least, parent)) return;
      parent = least;
    }
  }

  #swapIfBefore(child: number, parent: number): boolean {
    const [a, b] = [this.#heap[child], this.#heap[parent]];
    if (a === undefined || b === undefined || before(a, b) >= 0) return false;
    this.#heap[child] = b;
    this.#heap[parent] = a;
    return true;
  }
}
