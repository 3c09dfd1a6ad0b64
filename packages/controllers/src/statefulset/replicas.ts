import { never, type Instant, type Json } from '@orrery/core/engine';
import type { PodRecord, StatefulSetRecord, Uid } from '@orrery/core/cluster';
import { SortedInts } from '@orrery/core/control';
import { classify, type Classified } from './classify.ts';

/** What is remembered of the claims of one pod. */
export interface ClaimsState {
  /** They have the owners that the retention policy wants. */
  readonly keepPolicy: boolean;
  /** There is one for each template, and none is on its way out. */
  readonly whole: boolean;
}

interface Replica extends Classified {
  readonly pod: Uid;
  readonly pending: boolean;
  readonly claims: ClaimsState;
}

const settled: ClaimsState = { keepPolicy: true, whole: true };

const keep = (ordinals: SortedInts, ordinal: number, is: boolean): void => {
  if (is) ordinals.add(ordinal);
  else ordinals.delete(ordinal);
};

/**
 * What the controller remembers of one set's pods: a verdict for each ordinal, and the buckets and counts that a pass reads.
 * Only the pod that changed is classified again, so the cost of an event does not depend on the number of replicas.
 */
export class Replicas {
  readonly #start: number;
  readonly #end: number;
  readonly #set: Pick<StatefulSetRecord, 'spec'>;
  readonly #byOrdinal = new Map<number, Replica>();
  /** Ordinals in range that are missing or not available. */
  readonly unsettled: SortedInts;
  /**
   * Ordinals in range for which a pass has something to do, whoever they wait for: without a pod, with one that has ended or is unfit, or
   * that is Pending without its claims.
   */
  readonly needing: SortedInts;
  /** Ordinals out of range. */
  readonly condemned = new SortedInts();
  /** Those of them that are not available. */
  readonly unavailableCondemned = new SortedInts();
  /** Ordinals in range whose pods lack their identity or volumes, or whose claims have other owners than they should. */
  readonly unfit = new SortedInts();
  /** Ordinals out of range whose claims have other owners than they should. */
  readonly unfitCondemned = new SortedInts();
  /** Ordinals of pods without deletionTimestamp, by the revision in their label. */
  readonly #byRevision = new Map<string, SortedInts>();
  /** How many pods name each revision, terminating ones included. */
  readonly #uses = new Map<string, number>();
  /** Ordinals whose verdict changes by itself. */
  readonly #maturing = new Set<number>();
  #ready = 0;
  #available = 0;

  constructor(set: Pick<StatefulSetRecord, 'spec'>) {
    const { spec } = set;
    this.#start = spec.start;
    this.#end = spec.start + spec.replicas;
    this.#set = set;
    const ordinals = Array.from({ length: spec.replicas }, (_, index) => spec.start + index);
    this.unsettled = new SortedInts(ordinals);
    this.needing = new SortedInts(ordinals);
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

  /** A pod is as it is now. `claimsOf` looks at its claims; it is asked only about pods that are new here. */
  put(ordinal: number, pod: PodRecord, now: Instant, claimsOf: (pod: PodRecord) => ClaimsState): void {
    const before = this.#byOrdinal.get(ordinal);
    const claims = before?.pod === pod.uid ? before.claims : claimsOf(pod);
    this.#forget(ordinal);
    const pending = pod.status.shape.phase === 'Pending';
    const replica = { ...classify(pod, this.#set, now), pod: pod.uid, pending, claims };
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
    this.#judge(ordinal, replica);
    if (!replica.terminating) this.#ofRevision(replica.revision).add(ordinal);
  }

  /** A pod is gone. */
  remove(ordinal: number, pod: Uid): void {
    if (this.#byOrdinal.get(ordinal)?.pod !== pod) return; // a later incarnation has the name by now
    this.#forget(ordinal);
    if (!this.#inRange(ordinal)) return;
    this.unsettled.add(ordinal);
    this.needing.add(ordinal);
  }

  /** The claims of an ordinal have changed. */
  putClaims(ordinal: number, claimsOf: (pod: Uid) => ClaimsState | undefined): void {
    const before = this.#byOrdinal.get(ordinal);
    if (before === undefined) return; // looked at when there is a pod
    const replica = { ...before, claims: claimsOf(before.pod) ?? before.claims };
    this.#byOrdinal.set(ordinal, replica);
    this.#judge(ordinal, replica);
  }

  /** Pods without deletionTimestamp at a revision. */
  countAt(revision: string): number {
    return this.#byRevision.get(revision)?.size ?? 0;
  }

  /** The highest ordinals in range from `from` on whose pods are of another revision and not terminating, at most `limit`. */
  outdated(update: string, from: number, limit: number): readonly number[] {
    const found: number[] = [];
    for (let below = this.#end; found.length < limit;) {
      let highest = -1;
      for (const [revision, ordinals] of this.#byRevision)
        if (revision !== update) highest = Math.max(highest, ordinals.highestBelow(below) ?? -1);
      if (highest < from || highest < 0) return found;
      found.push(highest);
      below = highest;
    }
    return found;
  }

  /** Classifies again what has become available by the clock alone, given the pods. */
  age(now: Instant, podOf: (uid: Uid) => PodRecord | undefined): void {
    for (const ordinal of [...this.#maturing]) {
      const replica = this.#byOrdinal.get(ordinal);
      const pod = replica === undefined || replica.until > now ? undefined : podOf(replica.pod);
      if (pod !== undefined) this.put(ordinal, pod, now, () => replica?.claims ?? settled);
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
      needing: this.needing.toArray(),
      unfit: this.unfit.toArray(),
      unfitCondemned: this.unfitCondemned.toArray(),
      ready: this.#ready,
      available: this.#available,
      uses: Object.fromEntries([...this.#uses].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  #judge(ordinal: number, { fit, claims, pending, verdict }: Replica): void {
    const inRange = this.#inRange(ordinal);
    const unfit = inRange && !(fit && claims.keepPolicy);
    keep(this.unfit, ordinal, unfit);
    keep(this.unfitCondemned, ordinal, !inRange && !claims.keepPolicy);
    keep(this.needing, ordinal, unfit || (inRange && (verdict === 'finished' || (pending && !claims.whole))));
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
    this.unfit.delete(ordinal);
    this.unfitCondemned.delete(ordinal);
    this.needing.delete(ordinal);
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
