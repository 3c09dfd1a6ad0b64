/**
 * A map for entries that come and go all the time. A `Map` that shrinks to nothing and grows again makes its table anew each time;
 * here a deleted entry keeps its place until most places are empty, and then all of those go at once.
 */
export class TransientMap<Value extends NonNullable<unknown>> {
  #entries = new Map<number, Value | undefined>();
  /** Places without an entry. */
  #empty = 0;

  get size(): number {
    return this.#entries.size - this.#empty;
  }

  get(key: number): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: number, value: Value): void {
    const places = this.#entries.size;
    if (this.#empty > 0 && this.#entries.get(key) === undefined && this.#entries.has(key)) this.#empty--;
    this.#entries.set(key, value);
    if (this.#entries.size > places && this.#empty > smallest && this.#empty * 2 > places) this.#sweep();
  }

  delete(key: number): void {
    if (this.#entries.get(key) === undefined) return;
    this.#entries.set(key, undefined);
    this.#empty++;
  }

  clear(): void {
    this.#entries.clear();
    this.#empty = 0;
  }

  #sweep(): void {
    const kept = new Map<number, Value | undefined>();
    for (const [key, value] of this.#entries) if (value !== undefined) kept.set(key, value);
    this.#entries = kept;
    this.#empty = 0;
  }
}

/** So many empty places are not worth a sweep. */
const smallest = 16;
