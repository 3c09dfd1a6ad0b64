import type { KindName } from '../cluster/index.ts';

/**
 * The resourceVersion of a controller's last write for each of its keys and kinds, and how far its caches have come. It keeps a
 * key from being looked at in a cache that does not show the controller's own writes yet. Source: pkg/controller/util/consistency.
 */
export class OwnWrites {
  readonly #kinds: readonly KindName[];
  readonly #written = new Map<number, Map<KindName, number>>();
  readonly #seen = new Map<KindName, number>();

  /** `kinds`: those of which writes are remembered. */
  constructor(kinds: readonly KindName[]) {
    this.#kinds = kinds;
  }

  /** A write for a key was answered with this version. */
  wrote(key: number, kind: KindName, version: number): void {
    if (!this.#kinds.includes(kind)) return;
    const known = this.#written.get(key) ?? new Map<KindName, number>();
    this.#written.set(key, known);
    known.set(kind, version);
  }

  /** A cache shows a version. */
  saw(kind: KindName, version: number): void {
    if (version > (this.#seen.get(kind) ?? 0)) this.#seen.set(kind, version);
  }

  forget(key: number): void {
    this.#written.delete(key);
  }

  /** The kind of which the cache is behind the writes for a key; undefined when none is. */
  behind(key: number): KindName | undefined {
    const written = this.#written.get(key);
    return written && this.#kinds.find((kind) => (this.#seen.get(kind) ?? 0) < (written.get(kind) ?? 0));
  }
}
