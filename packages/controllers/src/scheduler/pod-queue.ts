import type { Instant } from '@orrery/core/engine';
import type { PodRecord, Uid } from '@orrery/core/cluster';

interface Queued {
  readonly uid: Uid;
  readonly priority: number;
  readonly at: Instant;
  readonly order: number;
}

/** Higher priority first, then who has waited longest. Source: PrioritySort. */
const before = (a: Queued, b: Queued): number => b.priority - a.priority || a.at - b.at || a.order - b.order;

/** Pods to be tried, in the order in which they are. */
export class PodQueue {
  readonly #heap: Queued[] = [];
  readonly #waiting = new Set<Uid>();
  #order = 0;

  get size(): number {
    return this.#waiting.size;
  }

  has(uid: Uid): boolean {
    return this.#waiting.has(uid);
  }

  add(pod: PodRecord, at: Instant): void {
    if (this.#waiting.has(pod.uid)) return;
    this.#waiting.add(pod.uid);
    this.#heap.push({ uid: pod.uid, priority: pod.spec.priority, at, order: this.#order++ });
    this.#up(this.#heap.length - 1);
  }

  /** The next pod, now out of the queue. */
  take(): Uid | undefined {
    for (;;) {
      const first = this.#heap[0];
      const last = this.#heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (this.#heap.length > 0 && first !== last) {
        this.#heap[0] = last;
        this.#down();
      }
      if (this.#waiting.delete(first.uid)) return first.uid;
    }
  }

  /** Forgets a pod; its place in the heap is skipped later. */
  remove(uid: Uid): void {
    this.#waiting.delete(uid);
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
