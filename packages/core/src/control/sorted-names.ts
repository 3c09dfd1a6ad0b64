/** Chunks are split beyond this size; adding a name moves at most one chunk along. */
const chunkMax = 512;

/** A set of names in ascending order of code units, for a million of them: adding and removing cost the same at any size. */
export class SortedNames {
  readonly #chunks: string[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(name: string): boolean {
    const chunk = this.#chunks[this.#chunkFor(name)];
    return chunk !== undefined && chunk[indexIn(chunk, name)] === name;
  }

  add(name: string): void {
    const number = this.#chunkFor(name);
    const chunk = this.#chunks[number];
    if (chunk === undefined) {
      this.#chunks.push([name]);
      this.#size++;
      return;
    }
    const index = indexIn(chunk, name);
    if (chunk[index] === name) return;
    chunk.splice(index, 0, name);
    this.#size++;
    if (chunk.length > chunkMax) this.#chunks.splice(number + 1, 0, chunk.splice(chunkMax / 2));
  }

  delete(name: string): void {
    const number = this.#chunkFor(name);
    const chunk = this.#chunks[number];
    const index = chunk === undefined ? -1 : indexIn(chunk, name);
    if (chunk === undefined || chunk[index] !== name) return;
    chunk.splice(index, 1);
    this.#size--;
    if (chunk.length === 0) this.#chunks.splice(number, 1);
  }

  /** The first so many names. */
  first(count: number): readonly string[] {
    const found: string[] = [];
    for (const chunk of this.#chunks) {
      if (found.length >= count) break;
      found.push(...chunk.slice(0, count - found.length));
    }
    return found;
  }

  toArray(): readonly string[] {
    return this.#chunks.flat();
  }

  /** The last chunk that starts at or before a name, or the first. */
  #chunkFor(name: string): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#chunks[middle]?.[0] ?? '') <= name) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Index of the first name that is not before `name`. */
const indexIn = (chunk: readonly string[], name: string): number => {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chunk[middle] ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
};
