import { never, type Instant } from '@orrery/core/engine';

interface Deadline {
  readonly at: Instant;
  readonly name: string;
}

/** Names and when each falls due: a binary heap. A name may be in it more than once; whoever takes it out looks whether it still counts. */
export class Deadlines {
  readonly #heap: Deadline[] = [];

  add(name: string, at: Instant): void {
    const heap = this.#heap;
    let hole = heap.length;
    const added = { at, name };
    heap.push(added);
    while (hole > 0) {
      const parent = (hole - 1) >>> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= at) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = added;
  }

  /** The instant of the earliest; `never` when there is none. */
  get next(): Instant {
    return this.#heap[0]?.at ?? never;
  }

  /** Takes out the earliest that is due at `now`. */
  takeDue(now: Instant): Deadline | undefined {
    const [first] = this.#heap;
    if (first === undefined || first.at > now) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(last: Deadline): void {
    const heap = this.#heap;
    let hole = 0;
    for (;;) {
      const left = 2 * hole + 1;
      const right = heap[left + 1];
      const child = right !== undefined && right.at < (heap[left]?.at ?? never) ? left + 1 : left;
      const below = heap[child];
      if (below === undefined || below.at >= last.at) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = last;
  }
}
