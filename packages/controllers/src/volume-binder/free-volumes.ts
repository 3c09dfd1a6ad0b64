import type { Json } from '@orrery/core/engine';
import type { PersistentVolumeRecord, Uid } from '@orrery/core/cluster';

interface Entry {
  readonly uid: Uid;
  readonly capacityBytes: number;
}

/** Smaller first; of equal ones the older. */
const before = (a: Entry, b: Entry): number => a.capacityBytes - b.capacityBytes || a.uid - b.uid;

/** Index of the first entry that does not come before the given one. */
const indexIn = (entries: readonly Entry[], entry: Entry): number => {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = entries[middle];
    if (other !== undefined && before(other, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

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
  readonly entries: Entry[];
}

/** Volumes that nobody has claimed, by class and access modes, the smallest first: matching looks at few of them. */
export class FreeVolumes {
  readonly #classes = new Map<string, Map<string, Group>>();

  put(volume: PersistentVolumeRecord): void {
    const groups = this.#classes.get(volume.className) ?? new Map<string, Group>();
    this.#classes.set(volume.className, groups);
    const key = keyOfModes(volume.accessModes);
    const group = groups.get(key) ?? { modes: volume.accessModes, entries: [] };
    groups.set(key, group);
    const entry = { uid: volume.uid, capacityBytes: volume.capacityBytes };
    const index = indexIn(group.entries, entry);
    if (group.entries[index]?.uid !== volume.uid) group.entries.splice(index, 0, entry);
  }

  remove(volume: PersistentVolumeRecord): void {
    const groups = this.#classes.get(volume.className);
    const key = keyOfModes(volume.accessModes);
    const group = groups?.get(key);
    if (groups === undefined || group === undefined) return;
    const index = indexIn(group.entries, { uid: volume.uid, capacityBytes: volume.capacityBytes });
    if (group.entries[index]?.uid === volume.uid) group.entries.splice(index, 1);
    if (group.entries.length === 0) groups.delete(key);
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
    for (const { entries } of groups) {
      for (let index = indexIn(entries, { uid: 0, capacityBytes: bytes }); index < entries.length; index++) {
        const entry = entries[index];
        if (entry !== undefined) yield entry.uid;
      }
    }
  }

  /** The same for equal contents, whatever way they came about. */
  toJson(): Json {
    return Object.fromEntries(
      [...this.#classes].map(([name, groups]) => [
        name,
        Object.fromEntries([...groups].map(([key, { entries }]) => [key, entries.map(({ uid }) => uid)])),
      ]),
    );
  }
}
