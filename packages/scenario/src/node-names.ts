import type { NodeEntry } from './node-entry.ts';

type Range = Readonly<{ prefix: string; count: number }>;

const number = /^(0|[1-9]\d*)$/;

const isIn = (name: string, { prefix, count }: Range): boolean => {
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return number.test(rest) && Number(rest) < count;
};

/** The first name that two ranges share. `n-1` and `n-` share n-10, when the second reaches so far. */
const shared = (a: Range, b: Range): string | undefined => {
  const first = [`${a.prefix}0`, `${b.prefix}0`].find((name) => isIn(name, a) && isIn(name, b));
  return first;
};

/** The names of the nodes at instant 0, kept without writing out those of an entry with a count. */
export class NodeNames {
  readonly #single = new Set<string>();
  readonly #ranges: Range[] = [];

  has(name: string): boolean {
    return this.#single.has(name) || this.#ranges.some((range) => isIn(name, range));
  }

  /** Takes the names of an entry; gives one that was taken before, if there is one. */
  take({ name, namePrefix = '', count = 0 }: NodeEntry): string | undefined {
    if (name !== undefined) {
      const taken = this.has(name) ? name : undefined;
      this.#single.add(name);
      return taken;
    }
    const range = { prefix: namePrefix, count };
    const taken =
      [...this.#single].find((one) => isIn(one, range)) ??
      this.#ranges.map((one) => shared(one, range)).find((one) => one !== undefined);
    this.#ranges.push(range);
    return taken;
  }
}
