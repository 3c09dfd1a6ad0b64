/** What is remembered of the containers of one pod, by name. They are few: a `Map` for each pod would be larger than what is in it. */
export class ByName<Value extends { readonly name: string }> implements Iterable<Value> {
  #values: readonly Value[];

  constructor(values: readonly Value[] = []) {
    this.#values = values;
  }

  get(name: string): Value | undefined {
    for (const value of this.#values) if (value.name === name) return value;
    return undefined;
  }

  /** Puts a value in the place of that with its name, or at the end. */
  put(value: Value): void {
    const place = this.#values.findIndex(({ name }) => name === value.name);
    this.#values = place < 0 ? this.#values.concat(value) : this.#values.with(place, value);
  }

  some(is: (value: Value) => boolean): boolean {
    return this.#values.some(is);
  }

  [Symbol.iterator](): Iterator<Value> {
    return this.#values[Symbol.iterator]();
  }
}
