import { never, type Duration, type Instant } from './instant.ts';

// Typed arrays are read as `as number`: every index below is within the heap, and every row within the columns.

/** An entry of the timeline, as taken. */
export interface Taken {
  readonly at: Instant;
  /** Which stream it belongs to. */
  readonly target: number;
  readonly token: number;
  readonly periodic: boolean;
}

/** An entry of the timeline, as listed. */
export interface Notice extends Taken {
  readonly priority: number;
  readonly sequence: number;
}

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

const firstCapacity = 256;
const arity = 4;
const highestPriority = 31;
/** More notices than any run schedules; with the highest priority the sum stays a safe integer. */
const sequences = 2 ** 48;

/**
 * The future event list: notices of plain data in a 4-ary heap of typed arrays, totally ordered by
 * (instant, priority, sequence). The sequence is given at scheduling, so notices due together come out as they went in.
 */
export class Timeline {
  // The heap: what it is ordered by, and the row of each notice below, which stays where it is.
  #at = new Float64Array(firstCapacity);
  /** Rank and order in one number: priority · 2⁴⁸ + sequence. */
  #order = new Float64Array(firstCapacity);
  /** Rows of notices in the heap; behind them those that are free. */
  #row = counting(new Int32Array(firstCapacity), 0);
  #target = new Int32Array(firstCapacity);
  #token = new Int32Array(firstCapacity);
  #periodic = new Uint8Array(firstCapacity);
  #size = 0;
  #foreground = 0;
  #nextSequence = 0;
  readonly #taken: Writable<Taken> = { at: 0, target: 0, token: 0, periodic: false };
  /** The notice that was taken last: one object, written again by every take. */
  readonly taken: Taken = this.#taken;

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
    check(at, priority, target, token);
    if (this.#size === this.#at.length) this.#widen();
    const row = this.#row[this.#size] as number;
    this.#write(row, target, token, periodic);
    this.#siftUp(this.#size++, at, this.#next(priority), row);
  }

  /**
   * As `schedule` and then `take`, but the heap is put in order once and not twice. There must be a first notice, and this one
   * must not precede it.
   */
  exchange(at: Instant, priority: number, target: number, token: number, periodic = false): void {
    check(at, priority, target, token);
    const row = this.#row[0] as number;
    this.#readTaken(0, row);
    this.#write(row, target, token, periodic);
    this.#siftDown(0, at, this.#next(priority), row);
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
      const notice = this.#read(i);
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
    copy.#row = this.#row.slice();
    copy.#target = this.#target.slice();
    copy.#token = this.#token.slice();
    copy.#periodic = this.#periodic.slice();
    copy.#size = this.#size;
    copy.#foreground = this.#foreground;
    copy.#nextSequence = this.#nextSequence;
    return copy;
  }

  #read(index: number): Notice {
    const order = this.#order[index] as number;
    const row = this.#row[index] as number;
    const priority = Math.floor(order / sequences);
    return {
      at: this.#at[index] as number,
      priority,
      sequence: order - priority * sequences,
      target: this.#target[row] as number,
      token: this.#token[row] as number,
      periodic: this.#periodic[row] === 1,
    };
  }

  /** Order of a notice scheduled now, among all of its instant. */
  #next(priority: number): number {
    return priority * sequences + this.#nextSequence++;
  }

  #write(row: number, target: number, token: number, periodic: boolean): void {
    this.#target[row] = target;
    this.#token[row] = token;
    this.#periodic[row] = periodic ? 1 : 0;
    if (!periodic) this.#foreground++;
  }

  #readTaken(index: number, row: number): void {
    const taken = this.#taken;
    taken.at = smallest(this.#at[index] as number);
    taken.target = this.#target[row] as number;
    taken.token = this.#token[row] as number;
    taken.periodic = this.#periodic[row] === 1;
    if (!taken.periodic) this.#foreground--;
  }

  #removeAt(index: number): true {
    const row = this.#row[index] as number;
    this.#readTaken(index, row);
    const last = --this.#size;
    if (index < last)
      this.#fill(index, this.#at[last] as number, this.#order[last] as number, this.#row[last] as number);
    this.#row[last] = row;
    return true;
  }

  /** Puts the heap's last notice where one was taken out. */
  #fill(hole: number, at: number, order: number, row: number): void {
    const parent = (hole - 1) >> 2;
    const rises = hole > 0 && this.#isBefore(at, order, parent);
    if (rises) this.#siftUp(hole, at, order, row);
    else this.#siftDown(hole, at, order, row);
  }

  #isBefore(at: number, order: number, index: number): boolean {
    const other = this.#at[index] as number;
    return at < other || (at === other && order < (this.#order[index] as number));
  }

  /** Puts a notice into a hole, or as far above it as it belongs. */
  #siftUp(hole: number, at: number, order: number, row: number): void {
    const ats = this.#at;
    const orders = this.#order;
    const rows = this.#row;
    let index = hole;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (!this.#isBefore(at, order, parent)) break;
      ats[index] = ats[parent] as number;
      orders[index] = orders[parent] as number;
      rows[index] = rows[parent] as number;
      index = parent;
    }
    ats[index] = at;
    orders[index] = order;
    rows[index] = row;
  }

  /** Puts a notice into a hole, or as far below it as it belongs. A third of a large simulation is spent here. */
  #siftDown(hole: number, at: number, order: number, row: number): void {
    const ats = this.#at;
    const orders = this.#order;
    const rows = this.#row;
    const size = this.#size;
    let index = hole;
    for (let first = index * arity + 1; first < size; first = index * arity + 1) {
      let least = first;
      if (first + arity <= size) {
        // All four are there: two comparisons for a place in each half, and one between the halves, none of them a branch.
        const a = first + Number(precedes(ats, orders, first + 1, first));
        const b = first + 2 + Number(precedes(ats, orders, first + 3, first + 2));
        least = a + (b - a) * Number(precedes(ats, orders, b, a));
      } else for (let child = first + 1; child < size; child++) if (precedes(ats, orders, child, least)) least = child;
      const leastAt = ats[least] as number;
      if (at < leastAt || (at === leastAt && order < (orders[least] as number))) break;
      ats[index] = leastAt;
      orders[index] = orders[least] as number;
      rows[index] = rows[least] as number;
      index = least;
    }
    ats[index] = at;
    orders[index] = order;
    rows[index] = row;
  }

  /** Makes room for as many notices again. */
  #widen(): void {
    const capacity = this.#at.length * 2;
    this.#at = filled(new Float64Array(capacity), this.#at);
    this.#order = filled(new Float64Array(capacity), this.#order);
    this.#row = counting(filled(new Int32Array(capacity), this.#row), this.#size);
    this.#target = filled(new Int32Array(capacity), this.#target);
    this.#token = filled(new Int32Array(capacity), this.#token);
    this.#periodic = filled(new Uint8Array(capacity), this.#periodic);
  }
}

/**
 * The same instant, but in V8's small representation if it fits. What is read from an array of doubles does not have it by
 * itself, and every record that an instant is written into would then point to a number elsewhere in memory.
 */
const smallest = (at: Instant): Instant => ((at | 0) === at ? at | 0 : at);

/** Comparisons in the heap go either way as often: what is made of them is a number to add, and not where to go on. */
const precedes = (ats: Float64Array, orders: Float64Array, one: number, other: number): boolean => {
  const at = ats[one] as number;
  const otherAt = ats[other] as number;
  return at === otherAt ? (orders[one] as number) < (orders[other] as number) : at < otherAt;
};

const filled = <Column extends { set(from: Column): void }>(column: Column, from: Column): Column => {
  column.set(from);
  return column;
};

/** Numbers all rows from one on as free. */
const counting = (rows: Int32Array, from: number): Int32Array => {
  for (let row = from; row < rows.length; row++) rows[row] = row;
  return rows;
};

const compare = (a: Notice, b: Notice): number => a.at - b.at || a.priority - b.priority || a.sequence - b.sequence;

const check = (at: Instant, priority: number, target: number, token: number): void => {
  const ordered = at >= 0 && Number.isSafeInteger(at) && (priority & highestPriority) === priority;
  if (!ordered || (target | 0) !== target || (token | 0) !== token)
    throw new Error(refused(at, priority, target, token));
};

const refused = (at: Instant, priority: number, target: number, token: number): string =>
  `a notice was scheduled at ${at} with priority ${priority}, target ${target} and token ${token}. The timeline holds whole ` +
  'microseconds from the start of the run, priorities from 0 to 31, and 32-bit targets and tokens. ' +
  'Usual cause: a duration that is undefined, infinite, or was divided without rounding.';
