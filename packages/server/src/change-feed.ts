import type { Instant } from '@orrery/core/engine';
import { isObjectChange, type AnyRecord, type Change, type KindName } from '@orrery/core/cluster';

/** One change of an object: ADDED without a before, DELETED without an after. */
export interface Happened {
  readonly position: number;
  readonly at: Instant;
  readonly before: AnyRecord | undefined;
  readonly after: AnyRecord | undefined;
}

/** So many changes of a kind are kept at hand, or up to twice as many; older ones are folded from the log again. */
const keptChanges = 16_384;

/** The latest changes of one kind. */
class Recent {
  #changes: Happened[] = [];
  /** Every change after this position is at hand. */
  #since: number;

  readonly #kept: number;

  constructor(since: number, kept: number) {
    this.#since = since;
    this.#kept = kept;
  }

  add(change: Happened): void {
    this.#changes.push(change);
    if (this.#changes.length < 2 * this.#kept) return;
    this.#since = this.#changes[this.#kept - 1]?.position ?? this.#since;
    this.#changes = this.#changes.slice(this.#kept);
  }

  get since(): number {
    return this.#since;
  }

  /** Index of the first change after a position. */
  after(position: number): number {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#changes[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  slice(from: number, to: number): readonly Happened[] {
    return this.#changes.slice(from, to);
  }
}

/** Tells who listens that something of a kind has changed. It is called in the middle of things and must only take note. */
export type Alarm = () => void;

/** The changes of a run as watchers read them: each at its own pace, from a position of its own. */
export class ChangeFeed {
  readonly #recent = new Map<KindName, Recent>();
  readonly #alarms = new Map<KindName, Set<Alarm>>();
  readonly #start: number;

  readonly #kept: number;

  /** `start`: the position from which on it hears of changes. `kept`: how many of each kind stay at hand. */
  constructor(start: number, kept = keptChanges) {
    this.#start = start;
    this.#kept = kept;
  }

  /** Takes what a run delivers. */
  deliver(change: Change, position: number, at: Instant): void {
    if (!isObjectChange(change)) return;
    const { kind, before, after } = change;
    this.#of(kind).add({ position, at, before, after });
    for (const alarm of this.#alarms.get(kind) ?? []) alarm();
  }

  /** Rings at every change of a kind until the function that is given back is called. */
  listen(kind: KindName, alarm: Alarm): () => void {
    const alarms = this.#alarms.get(kind) ?? new Set();
    this.#alarms.set(kind, alarms.add(alarm));
    return () => alarms.delete(alarm);
  }

  /** At most so many changes of a kind after a position, in order; undefined when some of them are no longer at hand. */
  after(kind: KindName, position: number, most: number): readonly Happened[] | undefined {
    const recent = this.#of(kind);
    if (position < recent.since) return undefined;
    const from = recent.after(position);
    return recent.slice(from, from + most);
  }

  #of(kind: KindName): Recent {
    const known = this.#recent.get(kind);
    if (known !== undefined) return known;
    const made = new Recent(this.#start, this.#kept);
    this.#recent.set(kind, made);
    return made;
  }
}
