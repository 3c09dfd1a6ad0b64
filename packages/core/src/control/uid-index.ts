import type { Json } from '../engine/index.ts';

/** Uids by a text, such as pods by node. A text with one uid, the usual case of a million nodes, costs no set of its own. */
export class UidIndex {
  readonly #entries = new Map<string, number | Set<number>>();

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  add(key: string, uid: number): void {
    const known = this.#entries.get(key);
    if (known === undefined) this.#entries.set(key, uid);
    else if (typeof known !== 'number') known.add(uid);
    else if (known !== uid) this.#entries.set(key, new Set([known, uid]));
  }

  delete(key: string, uid: number): void {
    const known = this.#entries.get(key);
    if (known === uid) this.#entries.delete(key);
    if (known === undefined || typeof known === 'number') return;
    known.delete(uid);
    if (known.size === 0) this.#entries.delete(key);
  }

  /** The uids of a text, ascending. */
  of(key: string): readonly number[] {
    const known = this.#entries.get(key);
    if (known === undefined) return [];
    return typeof known === 'number' ? [known] : [...known].sort((a, b) => a - b);
  }

  /** Does any uid of a text pass? Stops at the first that does. */
  some(key: string, passes: (uid: number) => boolean): boolean {
    const known = this.#entries.get(key);
    if (known === undefined || typeof known === 'number') return known !== undefined && passes(known);
    for (const uid of known) if (passes(uid)) return true;
    return false;
  }

  /** The same for equal indices, whatever way they came about. */
  toJson(): Json {
    return Object.fromEntries([...this.#entries.keys()].sort().map((key) => [key, this.of(key)]));
  }
}
