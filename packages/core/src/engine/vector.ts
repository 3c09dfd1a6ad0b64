/** Ownership of nodes: who holds the Edit that made a node may change it in place. */
export class Edit {}

const bits = 5;
const width = 1 << bits;
const mask = width - 1;

class Node {
  readonly edit: Edit;
  readonly slots: unknown[];
  used: number;

  constructor(edit: Edit, slots: unknown[], used: number) {
    this.edit = edit;
    this.slots = slots;
    this.used = used;
  }
}

const emptySlots = (): unknown[] => new Array<unknown>(width).fill(undefined);

/**
 * A persistent, sparse vector: values by index in a trie of 32-way nodes, absent subtrees left out. A change copies the path
 * from the root to the value, except through nodes made under the same Edit, which are changed in place. So a holder who keeps
 * one Edit edits at the price of a mutable structure, and by forgetting it leaves a value behind that never changes again.
 */
export class Vector<Value> {
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

  static empty<Value>(): Vector<Value> {
    return new Vector<Value>(undefined, 0, 0);
  }

  get(index: number): Value | undefined {
    if (index < 0 || index >= this.length) return undefined;
    let node = this.#root;
    for (let shift = this.#shift; shift > 0 && node !== undefined; shift -= bits)
      node = node.slots[(index >>> shift) & mask] as Node | undefined; // inner slots hold nodes
    return node?.slots[index & mask] as Value | undefined; // leaf slots hold values
  }

  /** The vector with one value set. Nodes made under `edit` are reused, so the receiver must be given up if it shares the Edit. */
  set(index: number, value: Value, edit: Edit): Vector<Value> {
    let { length } = this;
    let shift = this.#shift;
    let root = this.#root;
    while (index >>> shift >= width) {
      // One more level on top; what was the root covers its first 32nd.
      if (root !== undefined) {
        const slots = emptySlots();
        slots[0] = root;
        root = new Node(edit, slots, 1);
      }
      shift += bits;
    }
    root = assigned(root, shift, index, value, edit);
    if (index >= length) length = index + 1;
    if (root === this.#root && length === this.length) return this;
    return new Vector<Value>(root, shift, length);
  }

  /** The vector without the value at an index; leaves that become empty go. */
  remove(index: number, edit: Edit): Vector<Value> {
    if (this.#root === undefined || index < 0 || index >= this.length) return this;
    const root = removed(this.#root, this.#shift, index, edit);
    return root === this.#root ? this : new Vector<Value>(root, this.#shift, this.length);
  }

  /** Visits the values in the order of their indices. */
  forEach(visit: (value: Value, index: number) => void): void {
    if (this.#root !== undefined) each(this.#root, this.#shift, 0, visit as (value: unknown, index: number) => void);
  }
}

const owned = (node: Node, edit: Edit): Node =>
  node.edit === edit ? node : new Node(edit, node.slots.slice(), node.used);

const assigned = (at: Node | undefined, shift: number, index: number, value: unknown, edit: Edit): Node => {
  const node = at === undefined ? new Node(edit, emptySlots(), 0) : owned(at, edit);
  const slot = (index >>> shift) & mask;
  const before = node.slots[slot];
  const after = shift === 0 ? value : assigned(before as Node | undefined, shift - bits, index, value, edit);
  if (before === undefined && after !== undefined) node.used++;
  node.slots[slot] = after;
  return node;
};

const removed = (node: Node, shift: number, index: number, edit: Edit): Node | undefined => {
  const slot = (index >>> shift) & mask;
  const before = node.slots[slot];
  if (before === undefined) return node;
  const after = shift === 0 ? undefined : removed(before as Node, shift - bits, index, edit);
  if (after === before) return node;
  if (after === undefined && node.used === 1) return undefined;
  const own = owned(node, edit);
  own.slots[slot] = after;
  if (after === undefined) own.used--;
  return own;
};

const each = (node: Node, shift: number, base: number, visit: (value: unknown, index: number) => void): void => {
  for (let slot = 0; slot < width; slot++) {
    const held = node.slots[slot];
    if (held === undefined) continue;
    const index = base + (slot << shift);
    if (shift === 0) visit(held, index);
    else each(held as Node, shift - bits, index, visit); // inner slots hold nodes
  }
};
