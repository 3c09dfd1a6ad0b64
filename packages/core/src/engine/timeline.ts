import { never, type Duration, type Instant } from './instant.ts';

// Typed arrays are read as `as number`: every index below is at most one beyond the heap, which the arrays always cover.

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

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

const firstCapacity = 256;
const arity = 4;
const highestPriority = 31;
/** More notices than any run schedules; with the highest priority the sum stays a safe integer. */
const sequences = 2 ** 48;

const blank = (): Writable<Notice> => ({ at: 0, priority: 0, sequence: 0, target: 0, token: 0, periodic: false });

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
  readonly #taken = blank();
  /** The notice that was taken last: one object, written again by every take. */
  readonly taken: Notice = this.#taken;

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

  /** Priority of the earliest notice; `never` when there is none. */
  peekPriority(): number {
    return this.#size === 0 ? never : Math.floor((this.#order[0] as number) / sequences);
  }

  /** Would a notice scheduled now come out before all others? One due at the same instant and priority as the first would not. */
  precedesTop(at: Instant, priority: number): boolean {
    const top = this.peekAt();
    return at < top || (at === top && priority < this.peekPriority());
  }

  /** Adds a notice. Priorities are 0 to 31, the lowest first; target and token are any 32-bit integers. */
  schedule(at: Instant, priority: number, target: number, token: number, periodic = false): void {
    const ordered = at >= 0 && Number.isSafeInteger(at) && (priority & highestPriority) === priority;
    if (!ordered || (target | 0) !== target || (token | 0) !== token)
      throw new Error(refused(at, priority, target, token));
    const row = this.#size + 1; // beyond the heap and the place it may end up in
    if (row >= this.#at.length) this.#copyColumns(this, this.#at.length * 2);
    if (!periodic) this.#foreground++;
    this.#at[row] = at;
    this.#order[row] = priority * sequences + this.#nextSequence++;
    this.#target[row] = target;
    this.#token[row] = token;
    this.#periodic[row] = periodic ? 1 : 0;
    this.#siftUp(this.#size++, row);
  }

  /** Removes the earliest notice into `taken`; false when there is none. */
  take(): boolean {
    return this.#size > 0 && this.#removeAt(0);
  }

  /** Removes the notice with this sequence number into `taken`; false when there is none. Looks at every notice. */
  takeSequence(sequence: number): boolean {
    for (let i = 0; i < this.#size; i++)
      if ((this.#order[i] as number) % sequences === sequence) return this.#removeAt(i);
    return false;
  }

  /** The earliest notice of every target that is due within `within` of the first, in order. For searches: looks at every notice. */
  heads(within: Duration): readonly Notice[] {
    const limit = this.peekAt() + within;
    const first = new Map<number, Notice>();
    for (let i = 0; i < this.#size; i++) {
      if ((this.#at[i] as number) > limit) continue;
      const notice = this.#read(i, blank());
      const known = first.get(notice.target);
      if (known === undefined || compare(notice, known) < 0) first.set(notice.target, notice);
    }
    return [...first.values()].sort(compare);
  }

  /** An independent copy. */
  clone(): Timeline {
    const copy = new Timeline();
    copy.#copyColumns(this, this.#at.length);
    copy.#size = this.#size;
    copy.#foreground = this.#foreground;
    copy.#nextSequence = this.#nextSequence;
    return copy;
  }

  #read(index: number, into: Writable<Notice>): Notice {
    const order = this.#order[index] as number;
    into.at = this.#at[index] as number;
    into.priority = Math.floor(order / sequences);
    into.sequence = order - into.priority * sequences;
    into.target = this.#target[index] as number;
    into.token = this.#token[index] as number;
    into.periodic = this.#periodic[index] === 1;
    return into;
  }

  #removeAt(index: number): true {
    if (!this.#read(index, this.#taken).periodic) this.#foreground--;
    const last = --this.#size;
    if (index === last) return true;
    if (index > 0 && this.#precedes(last, (index - 1) >> 2)) this.#siftUp(index, last);
    else this.#siftDown(index, last);
    return true;
  }

  #precedes(a: number, b: number): boolean {
    const first = this.#at[a] as number;
    const second = this.#at[b] as number;
    return first < second || (first === second && (this.#order[a] as number) < (this.#order[b] as number));
  }

  /** Puts a row from beyond the heap into a hole, or as far above it as it belongs. */
  #siftUp(hole: number, row: number): void {
    let index = hole;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (!this.#precedes(row, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#move(row, index);
  }

  /** Puts a row from beyond the heap into a hole, or as far below it as it belongs. */
  #siftDown(hole: number, row: number): void {
    let index = hole;
    for (let first = index * arity + 1; first < this.#size; first = index * arity + 1) {
      const end = Math.min(first + arity, this.#size);
      let least = first;
      for (let child = first + 1; child < end; child++) if (this.#precedes(child, least)) least = child;
      if (this.#precedes(row, least)) break;
      this.#move(least, index);
      index = least;
    }
    this.#move(row, index);
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number;
    this.#order[to] = this.#order[from] as number;
    this.#target[to] = this.#target[from] as number;
    this.#token[to] = this.#token[from] as number;
    this.#periodic[to] = this.#periodic[from] as number;
  }

  /** Takes over the notices of a timeline, which may be this one, with room for more. */
  #copyColumns(from: Timeline, capacity: number): void {
    this.#at = filled(new Float64Array(capacity), from.#at);
    this.#order = filled(new Float64Array(capacity), from.#order);
    this.#target = filled(new Int32Array(capacity), from.#target);
    this.#token = filled(new Int32Array(capacity), from.#token);
    this.#periodic = filled(new Uint8Array(capacity), from.#periodic);
  }
}

const filled = <Column extends { set(from: Column): void }>(column: Column, from: Column): Column => {
  column.set(from);
  return column;
};

const compare = (a: Notice, b: Notice): number => a.at - b.at || a.priority - b.priority || a.sequence - b.sequence;

const refused = (at: Instant, priority: number, target: number, token: number): string =>
  `a notice was scheduled at ${at} with priority ${priority}, target ${target} and token ${token}. The timeline holds whole ` +
  'microseconds from the start of the run, priorities from 0 to 31, and 32-bit targets and tokens. ' +
  'Usual cause: a duration that is undefined, infinite, or was divided without rounding.';
