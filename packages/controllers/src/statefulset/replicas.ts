import { never, type Instant, type Json } from '@orrery/core/engine';
import type { PodRecord, StatefulSetSpec, Uid } from '@orrery/core/cluster';
import { SortedInts } from '@orrery/core/control';
import { classify, type Classified } from './classify.ts';

interface Replica extends Classified {
  readonly pod: Uid;
}

/**
 * What the controller remembers of one set's pods: a verdict for each ordinal, and the buckets and counts that a pass reads.
 * Only the pod that changed is classified again, so the cost of an event does not depend on the number of replicas.
 */
export class Replicas {
  readonly #start: number;
  readonly #end: number;
  readonly #minReadyUs: number;
  readonly #byOrdinal = new Map<number, Replica>();
  /** Ordinals in range that are missing or not available. */
  readonly unsettled: SortedInts;
  /** Ordinals out of range. */
  readonly condemned = new SortedInts();
  /** Those of them that are not available. */
  readonly unavailableCondemned = new SortedInts();
  /** Ordinals of pods without deletionTimestamp, by the revision in their label. */
  readonly #byRevision = new Map<string, SortedInts>();
  /** How many pods name each revision, terminating ones included. */
  readonly #uses = new Map<string, number>();
  /** Ordinals whose verdict changes by itself. */
  readonly #maturing = new Set<number>();
  #ready = 0;
  #available = 0;

  constructor(spec: Pick<StatefulSetSpec, 'start' | 'replicas' | 'minReadyUs'>) {
    this.#start = spec.start;
    this.#end = spec.start + spec.replicas;
    this.#minReadyUs = spec.minReadyUs;
    this.unsettled = new SortedInts(Array.from({ length: spec.replicas }, (_, index) => spec.start + index));
  }

  /** Pods that exist, in range or not. */
  get count(): number {
    return this.#byOrdinal.size;
  }

  get ready(): number {
    return this.#ready;
  }

  get available(): number {
    return this.#available;
  }

  /** Revisions that pods name. */
  get revisionsInUse(): readonly string[] {
    return [...this.#uses.keys()];
  }

  at(ordinal: number): Replica | undefined {
    return this.#byOrdinal.get(ordinal);
  }

  /** A pod is as it is now. */
  put(ordinal: number, pod: PodRecord, now: Instant): void {
    this.#forget(ordinal);
    const replica = { ...classify(pod, this.#minReadyUs, now), pod: pod.uid };
    this.#byOrdinal.set(ordinal, replica);
    this.#count(replica, 1);
    if (replica.until < never) this.#maturing.add(ordinal);
    const settled = replica.verdict === 'available';
    if (this.#inRange(ordinal)) {
      if (settled) this.unsettled.delete(ordinal);
      else this.unsettled.add(ordinal);
    } else {
      this.condemned.add(ordinal);
      if (!settled) this.unavailableCondemned.add(ordinal);
    }
    if (!replica.terminating) this.#ofRevision(replica.revision).add(ordinal);
  }

  /** A pod is gone. */
  remove(ordinal: number, pod: Uid): void {
    if (this.#byOrdinal.get(ordinal)?.pod !== pod) return; // a later incarnation has the name by now
    this.#forget(ordinal);
    if (this.#inRange(ordinal)) this.unsettled.add(ordinal);
  }

  /** Pods without deletionTimestamp at a revision. */
  countAt(revision: string): number {
    return this.#byRevision.get(revision)?.size ?? 0;
  }

  /** The highest ordinal in range from `from` on whose pod is of another revision and not terminating. */
  highestOutdated(update: string, from: number): number | undefined {
    let highest: number | undefined;
    for (const [revision, ordinals] of this.#byRevision) {
      if (revision === update) continue;
      const found = ordinals.highestBelow(this.#end);
      if (found !== undefined && found >= from && (highest === undefined || found > highest)) highest = found;
    }
    return highest;
  }

  /** Classifies again what has become available by the clock alone, given the pods. */
  age(now: Instant, podOf: (uid: Uid) => PodRecord | undefined): void {
    for (const ordinal of [...this.#maturing]) {
      const replica = this.#byOrdinal.get(ordinal);
      const pod = replica === undefined || replica.until > now ? undefined : podOf(replica.pod);
      if (pod !== undefined) this.put(ordinal, pod, now);
    }
  }

  /** When the next pod becomes available by itself. */
  nextChange(): Instant {
    let next = never;
    for (const ordinal of this.#maturing) next = Math.min(next, this.#byOrdinal.get(ordinal)?.until ?? never);
    return next;
  }

  /** Everything that the pods determine. */
  toJson(): Json {
    const replicas = [...this.#byOrdinal].sort(([a], [b]) => a - b);
    return {
      replicas: replicas.map(([ordinal, { pod, verdict, revision }]) => [ordinal, pod, verdict, revision]),
      unsettled: this.unsettled.toArray(),
      condemned: this.condemned.toArray(),
      unavailableCondemned: this.unavailableCondemned.toArray(),
      ready: this.#ready,
      available: this.#available,
      uses: Object.fromEntries([...this.#uses].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  #inRange(ordinal: number): boolean {
    return ordinal >= this.#start && ordinal < this.#end;
  }

  #ofRevision(revision: string): SortedInts {
    let ordinals = this.#byRevision.get(revision);
    if (ordinals === undefined) {
      ordinals = new SortedInts();
      this.#byRevision.set(revision, ordinals);
    }
    return ordinals;
  }

  #forget(ordinal: number): void {
    const replica = this.#byOrdinal.get(ordinal);
    if (replica === undefined) return;
    this.#byOrdinal.delete(ordinal);
    this.#count(replica, -1);
    this.#maturing.delete(ordinal);
    this.condemned.delete(ordinal);
    this.unavailableCondemned.delete(ordinal);
    const ordinals = this.#byRevision.get(replica.revision);
    ordinals?.delete(ordinal);
    if (ordinals?.size === 0) this.#byRevision.delete(replica.revision);
  }

  #count({ ready, available, revision }: Replica, by: 1 | -1): void {
    if (ready) this.#ready += by;
    if (available) this.#available += by;
    const uses = (this.#uses.get(revision) ?? 0) + by;
    if (uses === 0) this.#uses.delete(revision);
    else this.#uses.set(revision, uses);
  }
}
