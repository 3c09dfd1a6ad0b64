/** Ownership of nodes: who holds the Edit that made a node may change it in place. */
export class Edit {}

const bits = 5;
const width = 1 << bits;
const mask = width - 1;
const highestIndex = 0x7fff_ffff;

/** Where a node says under which Edit it was made, and how many of its slots are used. */
const editAt = width;
const usedAt = width + 1;

/**
 * The slots of a node, 32 of them, and behind them its Edit and how many are used: one array and not an object that holds one,
 * since what a walk down the trie costs are the places in memory that it goes to.
 */
type Node = unknown[];

const emptyNode = (edit: Edit): Node => {
  const node = new Array<unknown>(width + 2).fill(undefined);
  node[editAt] = edit;
  node[usedAt] = 0;
  return node;
};

const usedOf = (node: Node): number => node[usedAt] as number; // written so by emptyNode

/**
 * A persistent, sparse vector: values by index in a trie of 32-way nodes, absent subtrees left out. A change copies the path
 * from the root to the value, except through nodes made under the same Edit, which are changed in place. So a holder who keeps
 * one Edit edits at the price of a mutable structure, and by forgetting it leaves a value behind that never changes again.
 * Undefined is no value: it stands for absence.
 */
export class Vector<Value extends NonNullable<unknown>> {
  readonly #root: Node | undefined;
  /** Levels below the root, times 5. */
  readonly #shift: number;
  /** One more than the highest index ever set. */
  readonly length: number;

  private constructor(root: Node | undefined, shift: number, length: number) {
    this.#root = root;
    this.#shift = shift;
    this.length = length;
  }

  static empty<Value extends NonNullable<unknown>>(): Vector<Value> {
    return new Vector<Value>(undefined, 0, 0);
  }

  get(index: number): Value | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    let node = this.#root;
    for (let shift = this.#shift; shift > 0 && node !== undefined; shift -= bits)
      node = node[(index >>> shift) & mask] as Node | undefined; // inner slots hold nodes
    return node?.[index & mask] as Value | undefined; // leaf slots hold values
  }

  /** The vector with one value set. Nodes made under `edit` are reused, so the receiver must be given up if it shares the Edit. */
  set(index: number, value: Value, edit: Edit): Vector<Value> {
    if ((index & highestIndex) !== index)
      throw new Error(
        `a vector was to be set at ${index}: an index is a whole number from 0 to 2³¹ − 1. ` +
          'Usual cause: an id that was never given, or the -1 of a search that found nothing.',
      );
    if (replaced(this.#root, this.#shift, index, value, edit)) return this;
    let { length } = this;
    let shift = this.#shift;
    let root = this.#root;
    while (index >>> shift >= width) {
      // One more level on top; what was the root covers its first 32nd.
      if (root !== undefined) {
        const above = emptyNode(edit);
        above[0] = root;
        above[usedAt] = 1;
        root = above;
      }
      shift += bits;
    }
    root = assigned(root, shift, index, value, edit);
    if (index >= length) length = index + 1;
    if (root === this.#root && length === this.length) return this;
    return new Vector<Value>(root, shift, length);
  }

  /** The vector without the value at an index; leaves that become empty go. Reuses nodes as `set` does. */
  remove(index: number, edit: Edit): Vector<Value> {
    if (this.#root === undefined || !(index >= 0 && index < this.length)) return this;
    const root = removed(this.#root, this.#shift, index, edit);
    return root === this.#root ? this : new Vector<Value>(root, this.#shift, this.length);
  }

  /** The lowest index at or after `from` that has a value; undefined when there is none. */
  nextIndex(from: number): number | undefined {
    if (this.#root === undefined || from >= this.length) return undefined;
    const found = lowest(this.#root, this.#shift, from < 0 ? 0 : from);
    return found < 0 ? undefined : found;
  }

  /** Visits the values in the order of their indices. The vector must not be edited in place meanwhile. */
  forEach(visit: (value: Value, index: number) => void): void {
    // Leaf slots hold values.
    if (this.#root !== undefined) each(this.#root, this.#shift, 0, visit as (value: unknown, index: number) => void);
  }

  /** Indices and values in the order of the indices. */
  *entries(): Generator<readonly [index: number, value: Value], void, undefined> {
    for (let index = this.nextIndex(0); index !== undefined; index = this.nextIndex(index + 1)) {
      const value = this.get(index);
      if (value !== undefined) yield [index, value];
    }
  }
}

const owned = (node: Node, edit: Edit): Node => {
  if (node[editAt] === edit) return node;
  const copy = node.slice();
  copy[editAt] = edit;
  return copy;
};

/** Writes over the value at an index if that needs no node to be made or copied, as is usual; false if it does. */
const replaced = (root: Node | undefined, rootShift: number, index: number, value: unknown, edit: Edit): boolean => {
  if (index >>> rootShift >= width) return false;
  let node = root;
  for (let shift = rootShift; shift > 0; shift -= bits) {
    if (node === undefined || node[editAt] !== edit) return false;
    node = node[(index >>> shift) & mask] as Node | undefined; // inner slots hold nodes
  }
  const slot = index & mask;
  if (node === undefined || node[editAt] !== edit || node[slot] === undefined) return false;
  node[slot] = value;
  return true;
};

const assigned = (at: Node | undefined, shift: number, index: number, value: unknown, edit: Edit): Node => {
  const node = at === undefined ? emptyNode(edit) : owned(at, edit);
  const slot = (index >>> shift) & mask;
  const before = node[slot];
  // Inner slots hold nodes.
  const after = shift === 0 ? value : assigned(before as Node | undefined, shift - bits, index, value, edit);
  if (before === undefined) node[usedAt] = usedOf(node) + 1;
  if (before !== after) node[slot] = after;
  return node;
};

const removed = (node: Node, shift: number, index: number, edit: Edit): Node | undefined => {
  const slot = (index >>> shift) & mask;
  const before = node[slot];
  if (before === undefined) return node;
  const after = shift === 0 ? undefined : removed(before as Node, shift - bits, index, edit); // inner slots hold nodes
  if (after === before) return node;
  if (after === undefined && usedOf(node) === 1) return undefined;
  const own = owned(node, edit);
  own[slot] = after;
  if (after === undefined) own[usedAt] = usedOf(own) - 1;
  return own;
};

/** The lowest index from `from` on with a value, both counted from the node's own first; -1 when there is none. */
const lowest = (node: Node, shift: number, from: number): number => {
  let within = from & ((1 << shift) - 1);
  for (let slot = (from >>> shift) & mask; slot < width; slot++, within = 0) {
    const held = node[slot];
    if (held === undefined) continue;
    if (shift === 0) return slot;
    const below = lowest(held as Node, shift - bits, within); // inner slots hold nodes
    if (below >= 0) return (slot << shift) + below;
  }
  return -1;
};

const each = (node: Node, shift: number, base: number, visit: (value: unknown, index: number) => void): void => {
  for (let slot = 0; slot < width; slot++) {
    const held = node[slot];
    if (held === undefined) continue;
    const index = base + (slot << shift);
    if (shift === 0) visit(held, index);
    else each(held as Node, shift - bits, index, visit); // inner slots hold nodes
  }
};
