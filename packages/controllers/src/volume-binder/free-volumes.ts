import type { Json } from '@orrery/core/engine';
import type { PersistentVolumeRecord, Uid } from '@orrery/core/cluster';
import { SortedSizes } from './sorted-sizes.ts';

/** One text for a set of access modes. */
const keyOfModes = (modes: readonly string[]): string => [...modes].sort().join();

/** Sets with fewer modes first; equally many in the order of their names. Source: sort.Sort(byAccessModes), whose ties are arbitrary. */
export const compareModes = (a: readonly string[], b: readonly string[]): number => {
  if (a.length !== b.length) return a.length - b.length;
  const [left, right] = [keyOfModes(a), keyOfModes(b)];
  return left === right ? 0 : left < right ? -1 : 1;
};

/** Volumes of one class that have one set of access modes. */
interface Group {
  readonly modes: readonly string[];
  readonly sizes: SortedSizes;
}

/** Volumes that nobody has claimed, by class and access modes, the smallest first: matching looks at few of them. */
export class FreeVolumes {
  readonly #classes = new Map<string, Map<string, Group>>();

  put(volume: PersistentVolumeRecord): void {
    const groups = this.#classes.get(volume.className) ?? new Map<string, Group>();
    this.#classes.set(volume.className, groups);
    const key = keyOfModes(volume.accessModes);
    const group = groups.get(key) ?? { modes: volume.accessModes, sizes: new SortedSizes() };
    groups.set(key, group);
    group.sizes.add({ uid: volume.uid, capacityBytes: volume.capacityBytes });
  }

  remove(volume: PersistentVolumeRecord): void {
    const groups = this.#classes.get(volume.className);
    const key = keyOfModes(volume.accessModes);
    const group = groups?.get(key);
    if (groups === undefined || group === undefined) return;
    group.sizes.delete(volume);
    if (group.sizes.isEmpty) groups.delete(key);
    if (groups.size === 0) this.#classes.delete(volume.className);
  }

  /**
   * Volumes of a class large enough and with all modes, in the order in which they are tried: groups with fewer modes first,
   * then smaller volumes.
   */
  *candidates(className: string, modes: readonly string[], bytes: number): Generator<Uid> {
    const groups = [...(this.#classes.get(className)?.values() ?? [])]
      .filter((group) => modes.every((mode) => group.modes.includes(mode)))
      .sort((a, b) => compareModes(a.modes, b.modes));
    for (const { sizes } of groups) yield* sizes.from(bytes);
  }

  /** The same for equal contents, whatever way they came about. */
  toJson(): Json {
    return Object.fromEntries(
      [...this.#classes].map(([name, groups]) => [
        name,
        Object.fromEntries([...groups].map(([key, { sizes }]) => [key, [...sizes.from(0)]])),
      ]),
    );
  }
}
