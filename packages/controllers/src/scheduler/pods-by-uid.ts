import type { PodRecord, Uid } from '@orrery/core/cluster';

/** From so many pods on a map is quicker than a list. */
const many = 24;

const none: readonly PodRecord[] = [];

/**
 * Pods by uid, in the order in which they came. Most nodes have few: a list, as a million maps of their own would be larger than the pods
 * in them; a node of which somebody asks much has a map.
 */
export class PodsByUid implements Iterable<PodRecord> {
  #list: readonly PodRecord[] = none;
  #map: Map<Uid, PodRecord> | undefined = undefined;

  get(uid: Uid): PodRecord | undefined {
    return this.#map === undefined ? this.#list[this.#placeOf(uid)] : this.#map.get(uid);
  }

  /** A pod that is known already keeps its place. */
  put(pod: PodRecord): void {
    if (this.#map !== undefined) {
      this.#map.set(pod.uid, pod);
      return;
    }
    const place = this.#placeOf(pod.uid);
    this.#list = place < 0 ? this.#list.concat(pod) : this.#list.with(place, pod);
    if (this.#list.length < many) return;
    this.#map = new Map(this.#list.map((one) => [one.uid, one]));
    this.#list = none;
  }

  delete(uid: Uid): void {
    if (this.#map === undefined) this.#list = this.#list.filter((one) => one.uid !== uid);
    else this.#map.delete(uid);
  }

  toArray(): readonly PodRecord[] {
    return this.#map === undefined ? this.#list : [...this.#map.values()];
  }

  [Symbol.iterator](): Iterator<PodRecord> {
    return (this.#map?.values() ?? this.#list)[Symbol.iterator]();
  }

  #placeOf(uid: Uid): number {
    const list = this.#list;
    for (let place = 0; place < list.length; place++) if (list[place]?.uid === uid) return place;
    return -1;
  }
}
