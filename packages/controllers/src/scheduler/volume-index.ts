import type { Json } from '@orrery/core/engine';
import { keyOf, listAt, textAt, type NodeRecord, type PersistentVolumeRecord, type Uid } from '@orrery/core/cluster';
import { UidIndex } from '@orrery/core/control';

const hostname = 'kubernetes.io/hostname';

/** The hosts to which a volume is tied by its node affinity, each term naming some; undefined when it is not so simple. */
const hostsOf = ({ nodeAffinity }: PersistentVolumeRecord): readonly string[] | undefined => {
  const terms = listAt(nodeAffinity, 'nodeSelectorTerms');
  if (terms.length === 0) return undefined;
  const hosts = terms.map((term) =>
    listAt(term, 'matchExpressions')
      .filter((one) => textAt(one, 'key') === hostname && textAt(one, 'operator') === 'In')
      .flatMap((one) => listAt(one, 'values').filter((value) => typeof value === 'string')),
  );
  return hosts.every((one) => one.length > 0) ? [...new Set(hosts.flat())] : undefined;
};

/** Where a volume may be looked for. No host is called `*`. */
const placesOf = (volume: PersistentVolumeRecord): readonly string[] =>
  (hostsOf(volume) ?? ['*']).map((host) => `${volume.className}\n${host}`);

/** Volumes that may serve a claim: free ones by class and host, so that a node is asked only about those that it might reach. */
export class VolumeIndex {
  readonly #places = new Map<string, Set<Uid>>();
  readonly #kept = new UidIndex();

  put(volume: PersistentVolumeRecord): void {
    const { claim, uid } = volume;
    if (claim !== undefined) return this.#kept.add(keyOf(claim.namespace, claim.name), uid);
    for (const place of placesOf(volume)) {
      const known = this.#places.get(place);
      if (known === undefined) this.#places.set(place, new Set([uid]));
      else known.add(uid);
    }
  }

  remove(volume: PersistentVolumeRecord): void {
    const { claim, uid } = volume;
    if (claim !== undefined) return this.#kept.delete(keyOf(claim.namespace, claim.name), uid);
    for (const place of placesOf(volume)) {
      const known = this.#places.get(place);
      known?.delete(uid);
      if (known?.size === 0) this.#places.delete(place);
    }
  }

  /** Volumes whose claimRef names a claim, the oldest first. */
  keptFor(namespace: string, name: string): readonly Uid[] {
    return this.#kept.of(keyOf(namespace, name));
  }

  /** Volumes of a class that nobody has claimed and that a node might reach, in no particular order. */
  *near(className: string, { meta }: NodeRecord): Generator<Uid> {
    yield* this.#places.get(`${className}\n*`) ?? [];
    const host = meta.labels[hostname];
    if (host !== undefined) yield* this.#places.get(`${className}\n${host}`) ?? [];
  }

  /** The same for equal contents, whatever way they came about. */
  toJson(): Json {
    const sorted = [...this.#places].sort(([a], [b]) => (a < b ? -1 : 1));
    const places = sorted.map(([place, uids]) => [place, [...uids].sort((a, b) => a - b)] as const);
    return { free: Object.fromEntries(places), kept: this.#kept.toJson() };
  }
}
