import { keyOf, type PodRecord, type View } from '@orrery/core/cluster';
import type { Refusal } from './classify.ts';
import type { Memory } from './memory.ts';

/** SC-23: claims of a pod that one pod alone may use, and how many of them others use now. Source: volumerestrictions PreFilter. */
export class ExclusiveClaims {
  readonly #namespace: string;
  readonly #names: ReadonlySet<string>;
  #conflicts = 0;

  constructor({ usedClaims, machine }: Memory, { meta, claims, uid }: PodRecord, { tables }: View) {
    this.#namespace = meta.namespace;
    const isExclusive = (name: string): boolean =>
      tables.PersistentVolumeClaim.find(meta.namespace, name)?.accessModes.includes('ReadWriteOncePod') ?? false;
    this.#names = new Set(claims.filter(isExclusive));
    for (const name of this.#names) {
      const key = keyOf(meta.namespace, name);
      const isOther = (other: number): boolean => other !== uid;
      if (usedClaims.some(key, isOther) || machine.assumedClaims.some(key, isOther)) this.#conflicts++;
    }
  }

  /** Supposes that another pod comes or leaves. */
  move({ meta, claims }: PodRecord, by: 1 | -1): void {
    if (this.#names.size === 0 || meta.namespace !== this.#namespace) return;
    this.#conflicts += by * claims.filter((name) => this.#names.has(name)).length;
  }

  get refusal(): Refusal | undefined {
    return this.#conflicts > 0 ? inUse : undefined;
  }
}

const inUse: Refusal = {
  plugin: 'VolumeRestrictions',
  reasons: [
    'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
  ],
  resolvable: true,
};
