import { Vector, type Edit } from './vector.ts';

const highestId = 0x7fff_ffff;

/**
 * A persistent set of whole numbers from 0 to 2³¹ − 1, in ascending order: a vector of masks of 32 ids each.
 * Ownership is that of the vector: what was made under an Edit is changed in place under it, so give the receiver up,
 * and forget the Edit to keep a set for ever.
 */
export class IdSet {
  readonly #masks: Vector<number>;
  readonly size: number;

  private constructor(masks: Vector<number>, size: number) {
    this.#masks = masks;
    this.size = size;
  }

  static empty(): IdSet {
    return new IdSet(Vector.empty<number>(), 0);
  }

  has(id: number): boolean {
    return ((this.#masks.get(id >>> 5) ?? 0) & (1 << (id & 31))) !== 0;
  }

  add(id: number, edit: Edit): IdSet {
    if ((id & highestId) !== id)
      throw new Error(
        `${id} was to be added to a set of ids: an id is a whole number from 0 to 2³¹ − 1. ` +
          'Usual cause: an id that was never given, or the -1 of a search that found nothing.',
      );
    const before = this.#masks.get(id >>> 5) ?? 0;
    const after = before | (1 << (id & 31));
    return after === before ? this : new IdSet(this.#masks.set(id >>> 5, after, edit), this.size + 1);
  }

  delete(id: number, edit: Edit): IdSet {
    const before = this.#masks.get(id >>> 5) ?? 0;
    const after = before & ~(1 << (id & 31));
    if (after === before) return this;
    const masks = after === 0 ? this.#masks.remove(id >>> 5, edit) : this.#masks.set(id >>> 5, after, edit);
    return new IdSet(masks, this.size - 1);
  }

  /** The lowest id at or above `from`; undefined when there is none. */
  first(from = 0): number | undefined {
    const start = from < 0 ? 0 : from;
    const rest = (this.#masks.get(start >>> 5) ?? 0) & (-1 << (start & 31));
    if (rest !== 0) return (start & ~31) + lowestBit(rest);
    const leaf = this.#masks.nextIndex((start >>> 5) + 1);
    return leaf === undefined ? undefined : leaf * 32 + lowestBit(this.#masks.get(leaf) ?? 0);
  }

  /** Visits the ids, ascending. The set must not be edited in place meanwhile. */
  forEach(visit: (id: number) => void): void {
    this.#masks.forEach((mask, leaf) => {
      for (let rest = mask; rest !== 0; rest &= rest - 1) visit(leaf * 32 + lowestBit(rest));
    });
  }

  /** The ids, ascending. */
  *values(): Generator<number, void, undefined> {
    for (const [leaf, mask] of this.#masks.entries())
      for (let rest = mask; rest !== 0; rest &= rest - 1) yield leaf * 32 + lowestBit(rest);
  }
}

const lowestBit = (mask: number): number => 31 - Math.clz32(mask & -mask);
