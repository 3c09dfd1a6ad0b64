import { Edit, hashString, mix, Vector } from '../engine/index.ts';
import type { KeyNumbers } from './table.ts';
import type { Uid } from './uid.ts';

/**
 * A disk of a storage system, whatever the API says of volumes. Known by the handle that a PersistentVolume's
 * `csi.volumeHandle` names. Not an API object: only the storage's own components, properties and the viewer see it.
 */
export interface Disk {
  readonly handle: string;
  /** Name of the CSI driver whose storage it lies on. */
  readonly driver: string;
  readonly bytes: number;
  /** Nodes that it is attached to, in the order in which that happened. */
  readonly nodes: readonly string[];
  /** Pods on whose nodes it is mounted for them, in the order in which that happened. */
  readonly pods: readonly Uid[];
}

/** All disks by handle. One owner edits them in place; `seal` gives a copy that stays as it is. */
export class Disks {
  readonly #keys: KeyNumbers;
  #edit = new Edit();
  #byKey = Vector.empty<Disk>();
  #hash = 0;
  #size = 0;

  constructor(keys: KeyNumbers) {
    this.#keys = keys;
  }

  /** Sum of the hashes of all disks. */
  get hash(): number {
    return this.#hash;
  }

  get size(): number {
    return this.#size;
  }

  get(handle: string): Disk | undefined {
    const number = this.#keys.find(namespaceOfDisks, handle);
    return number === undefined ? undefined : this.#byKey.get(number);
  }

  put(disk: Disk): void {
    const before = this.get(disk.handle);
    if (before === undefined) this.#size++;
    this.#hash = (this.#hash - diskHash(before) + diskHash(disk)) | 0;
    this.#byKey = this.#byKey.set(this.#keys.of(namespaceOfDisks, disk.handle), disk, this.#edit);
  }

  drop(handle: string): void {
    const before = this.get(handle);
    if (before === undefined) return;
    this.#size--;
    this.#hash = (this.#hash - diskHash(before)) | 0;
    this.#byKey = this.#byKey.remove(this.#keys.of(namespaceOfDisks, handle), this.#edit);
  }

  /** Visits every disk in the order in which their handles became known. */
  forEach(visit: (disk: Disk) => void): void {
    this.#byKey.forEach(visit);
  }

  seal(): Disks {
    const copy = new Disks(this.#keys);
    copy.#byKey = this.#byKey;
    copy.#hash = this.#hash;
    copy.#size = this.#size;
    this.#edit = new Edit();
    return copy;
  }
}

/** Keeps handles apart from the keys of objects: no namespace is called so. */
const namespaceOfDisks = '<disks>';

const diskHash = (disk: Disk | undefined): number => {
  if (disk === undefined) return 0;
  let hash = mix(hashString(disk.handle), disk.bytes | 0);
  for (const node of disk.nodes) hash = hashString(node, hash);
  for (const pod of disk.pods) hash = mix(hash, pod);
  return hash;
};
