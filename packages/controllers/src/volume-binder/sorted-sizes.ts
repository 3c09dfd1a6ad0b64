import type { Uid } from '@orrery/core/cluster';

export interface Sized {
  readonly uid: Uid;
  readonly capacityBytes: number;
}

/** Smaller first; of equal ones the older. */
const before = (a: Sized, b: Sized): boolean =>
  a.capacityBytes === b.capacityBytes ? a.uid < b.uid : a.capacityBytes < b.capacityBytes;

/** Chunks longer than this are halved, so that putting something in moves little. */
const longest = 256;

/** Index of the first element for which a test fails; those for which it holds come first. */
const firstNot = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number => {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Volumes by size, in chunks. No chunk is empty. */
export class SortedSizes {
  readonly #chunks: Sized[][] = [];

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  add(sized: Sized): void {
    const place = Math.min(this.#chunkOf(sized), this.#chunks.length - 1);
    const chunk = this.#chunks[place];
    if (chunk === undefined) {
      this.#chunks.push([sized]);
      return;
    }
    const index = firstNot(chunk, (one) => before(one, sized));
    if (chunk[index]?.uid === sized.uid) return;
    chunk.splice(index, 0, sized);
    if (chunk.length > longest) this.#chunks.splice(place + 1, 0, chunk.splice(longest / 2));
  }

  delete(sized: Sized): void {
    const place = this.#chunkOf(sized);
    const chunk = this.#chunks[place];
    if (chunk === undefined) return;
    const index = firstNot(chunk, (one) => before(one, sized));
    if (chunk[index]?.uid !== sized.uid) return;
    chunk.splice(index, 1);
    if (chunk.length === 0) this.#chunks.splice(place, 1);
  }

  /** Those that are at least so large, the smallest first. */
  *from(bytes: number): Generator<Uid> {
    const least = { uid: 0, capacityBytes: bytes };
    for (let place = this.#chunkOf(least); place < this.#chunks.length; place++)
      for (const one of this.#chunks[place] ?? []) if (!before(one, least)) yield one.uid;
  }

  /** The first chunk that does not end before a volume. */
  #chunkOf(sized: Sized): number {
    return firstNot(this.#chunks, (chunk) => {
      const last = chunk[chunk.length - 1];
      return last !== undefined && before(last, sized);
    });
  }
}
