import type { KindName, Uid } from '@orrery/core/cluster';

/** Kinds of which the controller remembers what it wrote. */
const tracked = ['StatefulSet', 'Pod', 'PersistentVolumeClaim'] as const;

type Tracked = (typeof tracked)[number];

const isTracked = (kind: KindName): kind is Tracked => tracked.some((one) => one === kind);

/**
 * SS-27: the resourceVersion of the last write for each set and kind, and how far the caches have come. It keeps a set from being
 * looked at in a cache that does not show the controller's own writes yet. Source: pkg/controller/util/consistency.
 */
export class OwnWrites {
  readonly #written = new Map<Uid, Map<Tracked, number>>();
  readonly #seen = new Map<Tracked, number>();

  /** A write for a set was answered with this version. */
  wrote(set: Uid, kind: KindName, version: number): void {
    if (!isTracked(kind)) return;
    const known = this.#written.get(set) ?? new Map<Tracked, number>();
    this.#written.set(set, known);
    known.set(kind, version);
  }

  /** A cache shows a version. */
  saw(kind: KindName, version: number): void {
    if (isTracked(kind) && version > (this.#seen.get(kind) ?? 0)) this.#seen.set(kind, version);
  }

  forget(set: Uid): void {
    this.#written.delete(set);
  }

  /** The kind of which the cache is behind the writes for a set; undefined when none is. */
  behind(set: Uid): KindName | undefined {
    const written = this.#written.get(set);
    return written && tracked.find((kind) => (this.#seen.get(kind) ?? 0) < (written.get(kind) ?? 0));
  }
}
