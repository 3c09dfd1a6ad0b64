/** A set of whole numbers in ascending order. Finding is logarithmic; adding and removing move the rest along. */
export class SortedInts {
  readonly #items: number[];

  constructor(ascending: readonly number[] = []) {
    this.#items = [...ascending];
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): number | undefined {
    return this.#items[0];
  }

  get last(): number | undefined {
    return this.#items[this.#items.length - 1];
  }

  has(value: number): boolean {
    return this.#items[this.#indexOf(value)] === value;
  }

  add(value: number): void {
    const index = this.#indexOf(value);
    if (this.#items[index] !== value) this.#items.splice(index, 0, value);
  }

  delete(value: number): void {
    const index = this.#indexOf(value);
    if (this.#items[index] === value) this.#items.splice(index, 1);
  }

  /** The highest number below a bound. */
  highestBelow(bound: number): number | undefined {
    return this.#items[this.#indexOf(bound) - 1];
  }

  /** The lowest number at or above a bound. */
  lowestFrom(bound: number): number | undefined {
    return this.#items[this.#indexOf(bound)];
  }

  /** All of them, ascending. */
  toArray(): readonly number[] {
    return this.#items;
  }

  /** Index of the first number that is not below `value`. */
  #indexOf(value: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#items[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
