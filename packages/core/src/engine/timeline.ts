import { never, type Duration, type Instant } from './instant.ts';

// Typed arrays are read as `as number`: every index below is under `size`, which the arrays always cover.

/** An entry of the timeline, as taken or listed. */
export interface Notice {
  readonly at: Instant;
  readonly priority: number;
  readonly sequence: number;
  /** Which stream it belongs to. */
  readonly target: number;
  readonly token: number;
  readonly periodic: boolean;
}

const firstCapacity = 256;
const arity = 4;

/**
 * The future event list: notices of plain data in a 4-ary heap of typed arrays, totally ordered by
 * (instant, priority, sequence). The sequence is given at scheduling, so notices due together come out as they went in.
 */
export class Timeline {
  #at = new Float64Array(firstCapacity);
  /** Rank and order in one number: priority · 2⁴⁸ + sequence. */
  #order = new Float64Array(firstCapacity);
  #target = new Int32Array(firstCapacity);
  #token = new Int32Array(firstCapacity);
  #periodic = new Uint8Array(firstCapacity);
  #size = 0;
  #foreground = 0;
  #nextSequence = 0;
  /** The notice that was taken last; reused. */
  readonly taken = { at: 0, priority: 0, sequence: 0, target: 0, token: 0, periodic: false };

  get size(): number {
    return this.#size;
  }

  /** How many notices are not periodic: while there are some, a run goes on. */
  get foreground(): number {
    return this.#foreground;
  }

  /** Instant of the earliest notice; `never` when there is none. */
  peekAt(): Instant {
    return this.#size === 0 ? never : (this.#at[0] as number);
  }

  /** Would a notice scheduled now come out before all others? One due at the same instant and priority as the first would not. */
  precedesTop(at: Instant, priority: number): boolean {
    if (this.#size === 0) return true;
    const top = this.#at[0] as number;
    return at < top || (at === top && priority < Math.floor((this.#order[0] as number) / sequences));
  }

  /** Adds a notice. */
  schedule(at: Instant, priority: number, target: number, token: number, periodic = false): void {
    if (!(at >= 0) || !Number.isSafeInteger(at))
      throw new Error(
        `a notice was scheduled at ${at}, which is not a whole number of microseconds from the start of the run. ` +
          'Usual cause: a duration that is undefined, infinite, or was divided without rounding.',
      );
    if (this.#size === this.#at.length) this.#grow();
    if (!periodic) this.#foreground++;
    const order = priority * sequences + this.#nextSequence++;
    this.#siftUp(this.#size++, at, order, target, token, periodic ? 1 : 0);
  }

  /** Removes the earliest notice into `taken`; false when there is none. */
  take(): boolean {
    if (this.#size === 0) return false;
    this.#removeAt(0);
    return true;
  }

  /** Removes the notice with this sequence number into `taken`; false when there is none. Looks at every notice. */
  takeSequence(sequence: number): boolean {
    for (let i = 0; i < this.#size; i++) {
      if ((this.#order[i] as number) % sequences !== sequence) continue;
      this.#removeAt(i);
      return true;
    }
    return false;
  }

  /** The earliest notice of every target that is due within `within` of the first, in order. For searches: looks at every notice. */
  heads(within: Duration): readonly Notice[] {
    const limit = this.peekAt() + within;
    const first = new Map<number, Notice>();
    for (let i = 0; i < this.#size; i++) {
      const notice = this.#notice(i);
      if (notice.at > limit) continue;
      const known = first.get(notice.target);
      if (known === undefined || compare(notice, known) < 0) first.set(notice.target, notice);
    }
    return [...first.values()].sort(compare);
  }

  /** An independent copy. */
  clone(): Timeline {
    const copy = new Timeline();
    copy.#at = this.#at.slice();
    copy.#order = this.#order.slice();
    copy.#target = this.#target.slice();
    copy.#token = this.#token.slice();
    copy.#periodic = this.#periodic.slice();
    copy.#size = this.#size;
    copy.#foreground = this.#foreground;
    copy.#nextSequence = this.#nextSequence;
    return copy;
  }

  #notice(index: number): Notice {
    const order = this.#order[index] as number;
    return {
      at: this.#at[index] as number,
      priority: Math.floor(order / sequences),
      sequence: order % sequences,
      target: this.#target[index] as number,
      token: this.#token[index] as number,
      periodic: this.#periodic[index] === 1,
    };
  }

  #removeAt(index: number): void {
    const { taken } = this;
    const order = this.#order[index] as number;
    taken.at = this.#at[index] as number;
    taken.priority = Math.floor(order / sequences);
    taken.sequence = order - taken.priority * sequences;
    taken.target = this.#target[index] as number;
    taken.token = this.#token[index] as number;
    taken.periodic = this.#periodic[index] === 1;
    if (!taken.periodic) this.#foreground--;
    const last = --this.#size;
    if (index === last) return;
    const at = this.#at[last] as number;
    const lastOrder = this.#order[last] as number;
    const target = this.#target[last] as number;
    const token = this.#token[last] as number;
    const periodic = this.#periodic[last] as number;
    const parent = (index - 1) >> 2;
    if (index > 0 && this.#precedes(at, lastOrder, parent)) this.#siftUp(index, at, lastOrder, target, token, periodic);
    else this.#siftDown(index, at, lastOrder, target, token, periodic);
  }

  #precedes(at: number, order: number, index: number): boolean {
    const other = this.#at[index] as number;
    return at < other || (at === other && order < (this.#order[index] as number));
  }

  #siftUp(hole: number, at: number, order: number, target: number, token: number, periodic: number): void {
    let index = hole;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (!this.#precedes(at, order, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(index, at, order, target, token, periodic);
  }

  #siftDown(hole: number, at: number, order: number, target: number, token: number, periodic: number): void {
    let index = hole;
    for (;;) {
      const first = index * arity + 1;
      if (first >= this.#size) break;
      const end = Math.min(first + arity, this.#size);
      let least = first;
      for (let child = first + 1; child < end; child++)
        if (this.#precedes(this.#at[child] as number, this.#order[child] as number, least)) least = child;
      if (this.#precedes(at, order, least)) break;
      this.#move(least, index);
      index = least;
    }
    this.#put(index, at, order, target, token, periodic);
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number;
    this.#order[to] = this.#order[from] as number;
    this.#target[to] = this.#target[from] as number;
    this.#token[to] = this.#token[from] as number;
    this.#periodic[to] = this.#periodic[from] as number;
  }

  #put(index: number, at: number, order: number, target: number, token: number, periodic: number): void {
    this.#at[index] = at;
    this.#order[index] = order;
    this.#target[index] = target;
    this.#token[index] = token;
    this.#periodic[index] = periodic;
  }

  #grow(): void {
    const capacity = this.#at.length * 2;
    const wider = <Column extends { set(from: Column): void }>(from: Column, to: Column): Column => {
      to.set(from);
      return to;
    };
    this.#at = wider(this.#at, new Float64Array(capacity));
    this.#order = wider(this.#order, new Float64Array(capacity));
    this.#target = wider(this.#target, new Int32Array(capacity));
    this.#token = wider(this.#token, new Int32Array(capacity));
    this.#periodic = wider(this.#periodic, new Uint8Array(capacity));
  }
}

/** More notices than any run schedules; with priorities below 32 the sum stays a safe integer. */
const sequences = 2 ** 48;

const compare = (a: Notice, b: Notice): number => a.at - b.at || a.priority - b.priority || a.sequence - b.sequence;
