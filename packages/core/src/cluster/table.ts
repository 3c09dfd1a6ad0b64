import { Edit, mix, Vector } from '../engine/index.ts';
import { keyOf } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import type { Uid } from './uid.ts';

/**
 * Numbers for the keys `namespace/name` that were ever used. It only grows and says nothing of the state,
 * so all states of a process may share one; it lets an index by name be a vector like everything else.
 */
export class KeyNumbers {
  readonly #numbers = new Map<string, number>();

  of(namespace: string, name: string): number {
    const key = keyOf(namespace, name);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** The number of a key, if it was ever used. */
  find(namespace: string, name: string): number | undefined {
    return this.#numbers.get(keyOf(namespace, name));
  }
}

/**
 * All objects of one kind: records by uid, and their index by name.
 * A table has one owner, who edits it in place; `seal` gives a copy that stays as it is for ever and costs nothing.
 */
export class Table<Stored extends ObjectRecord> {
  readonly #keys: KeyNumbers;
  readonly #uidInName: ((name: string) => Uid | undefined) | undefined;
  #edit = new Edit();
  #records = Vector.empty<Stored>();
  #byKey = Vector.empty<Uid>();
  #size = 0;
  #hash = 0;
  #nextUid = 1;
  #reads = 0;

  /** `uidInName`: the kind's names hold the uid, so that no index by name is needed. */
  constructor(keys: KeyNumbers, uidInName?: (name: string) => Uid | undefined) {
    this.#keys = keys;
    this.#uidInName = uidInName;
  }

  get size(): number {
    return this.#size;
  }

  /** Sum of the hashes of all records; equal tables have equal hashes whatever way they came about. */
  get hash(): number {
    return this.#hash;
  }

  /** The uid that the next object will get. */
  get nextUid(): Uid {
    return this.#nextUid;
  }

  /** How many records have been read or written; a counter for benchmarks. */
  get reads(): number {
    return this.#reads;
  }

  get(uid: Uid): Stored | undefined {
    this.#reads++;
    return this.#records.get(uid);
  }

  /** The object of that name that exists now. */
  find(namespace: string, name: string): Stored | undefined {
    if (this.#uidInName !== undefined) {
      const found = this.get(this.#uidInName(name) ?? 0);
      return found?.meta.namespace === namespace && found.meta.name === name ? found : undefined;
    }
    const key = this.#keys.find(namespace, name);
    const uid = key === undefined ? undefined : this.#byKey.get(key);
    return uid === undefined ? undefined : this.get(uid);
  }

  /** Stores a new or changed record. */
  put(record: Stored): void {
    const { uid } = record;
    this.#reads++;
    const before = this.#records.get(uid);
    if (before === undefined) {
      this.#size++;
      if (this.#uidInName === undefined) this.#index(record);
      if (uid >= this.#nextUid) this.#nextUid = uid + 1;
    } else this.#hash = (this.#hash - recordHash(before)) | 0;
    this.#hash = (this.#hash + recordHash(record)) | 0;
    this.#records = this.#records.set(uid, record, this.#edit);
  }

  /** Removes an object; unknown ones are ignored. */
  drop(uid: Uid): void {
    const before = this.#records.get(uid);
    if (before === undefined) return;
    this.#size--;
    this.#hash = (this.#hash - recordHash(before)) | 0;
    this.#records = this.#records.remove(uid, this.#edit);
    if (this.#uidInName !== undefined) return;
    const key = this.#keys.of(before.meta.namespace, before.meta.name);
    if (this.#byKey.get(key) === uid) this.#byKey = this.#byKey.remove(key, this.#edit);
  }

  #index({ meta, uid }: Stored): void {
    this.#byKey = this.#byKey.set(this.#keys.of(meta.namespace, meta.name), uid, this.#edit);
  }

  /** Visits every object in the order of creation. */
  forEach(visit: (record: Stored) => void): void {
    this.#records.forEach((record) => {
      this.#reads++;
      visit(record);
    });
  }

  /** All objects in the order of creation. For answers and tests, not for controllers. */
  toArray(): readonly Stored[] {
    const all: Stored[] = [];
    this.forEach((record) => all.push(record));
    return all;
  }

  /** A copy that shares everything. Both go on independently. */
  seal(): Table<Stored> {
    const copy = new Table<Stored>(this.#keys, this.#uidInName);
    copy.#records = this.#records;
    copy.#byKey = this.#byKey;
    copy.#size = this.#size;
    copy.#hash = this.#hash;
    copy.#nextUid = this.#nextUid;
    this.#edit = new Edit(); // what is shared from here on belongs to nobody
    return copy;
  }
}

const recordHash = (record: ObjectRecord): number => mix(mix(record.uid, record.version), record.fingerprint);
