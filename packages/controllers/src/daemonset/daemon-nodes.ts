import { never, type Instant, type Json } from '@orrery/core/engine';
import type { DaemonSetSpec, NodeRecord, PodRecord, Uid } from '@orrery/core/cluster';
import { SortedNames } from '@orrery/core/control';
import { classify, type Criteria, type NodeVerdict } from './classify.ts';
import { eligibility, vanished, type Eligibility } from './eligibility.ts';

interface Place {
  readonly eligibility: Eligibility;
  readonly pods: Set<Uid>;
  verdict: NodeVerdict;
}

const counted = ['wanted', 'scheduled', 'misscheduled', 'ready', 'available', 'updated', 'unavailable'] as const;
type Counted = (typeof counted)[number];

export type PodOf = (uid: Uid) => PodRecord | undefined;

/**
 * What the controller remembers of one DaemonSet: a verdict for every node, buckets of the nodes that need something, and the
 * counts of its status. An event classifies one node again, whatever the size of the cluster.
 */
export class DaemonNodes {
  readonly #spec: DaemonSetSpec;
  readonly #criteria: Criteria;
  readonly #places = new Map<string, Place>();
  /** Wanted nodes without a pod, in name order. */
  readonly missing = new SortedNames();
  /** Nodes with pods that must go. */
  readonly crowded = new SortedNames();
  /** Nodes whose pods ended. */
  readonly ended = new SortedNames();
  /** Nodes with an outdated pod that costs nothing to replace. */
  readonly free = new SortedNames();
  /** Nodes with an outdated pod that is available. */
  readonly candidates = new SortedNames();
  readonly #maturing = new Set<string>();
  readonly #counts: Record<Counted, number> = {
    wanted: 0,
    scheduled: 0,
    misscheduled: 0,
    ready: 0,
    available: 0,
    updated: 0,
    unavailable: 0,
  };

  constructor(spec: DaemonSetSpec, criteria: Criteria) {
    this.#spec = spec;
    this.#criteria = criteria;
  }

  get counts(): Readonly<Record<Counted, number>> {
    return this.#counts;
  }

  get criteria(): Criteria {
    return this.#criteria;
  }

  verdict(node: string): NodeVerdict | undefined {
    return this.#places.get(node)?.verdict;
  }

  /** A node is as it is now, or (undefined) gone. */
  putNode(name: string, node: NodeRecord | undefined, podOf: PodOf, now: Instant): void {
    const before = this.#places.get(name);
    const pods = before?.pods ?? new Set<Uid>();
    if (before !== undefined) this.#forget(name, before.verdict);
    if (node === undefined && pods.size === 0) {
      this.#places.delete(name);
      return;
    }
    const place = { eligibility: node === undefined ? vanished : eligibility(this.#spec, node), pods };
    this.#remember(name, place, podOf, now);
  }

  /** A pod is on, or pinned to, a node. */
  putPod(name: string, pod: Uid, podOf: PodOf, now: Instant): void {
    const place = this.#places.get(name) ?? { eligibility: vanished, pods: new Set<Uid>() };
    place.pods.add(pod);
    this.#reclassify(name, place, podOf, now);
  }

  removePod(name: string, pod: Uid, podOf: PodOf, now: Instant): void {
    const place = this.#places.get(name);
    if (place === undefined || !place.pods.delete(pod)) return;
    this.#reclassify(name, place, podOf, now);
    if (place.pods.size === 0 && place.eligibility === vanished) {
      this.#forget(name, this.#places.get(name)?.verdict ?? classify(vanished, [], this.#criteria, now));
      this.#places.delete(name);
    }
  }

  /** Classifies again what changes by the clock alone. */
  age(now: Instant, podOf: PodOf): void {
    for (const name of [...this.#maturing]) {
      const place = this.#places.get(name);
      if (place !== undefined && place.verdict.until <= now) this.#reclassify(name, place, podOf, now);
    }
  }

  nextChange(): Instant {
    let next = never;
    for (const name of this.#maturing) next = Math.min(next, this.#places.get(name)?.verdict.until ?? never);
    return next;
  }

  /** Everything that nodes and pods determine. */
  toJson(): Json {
    const places = [...this.#places].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      places: places.map(([name, { pods, verdict }]) => [
        name,
        [...pods].sort((a, b) => a - b),
        {
          ...verdict,
          outdated: verdict.outdated ?? null,
          until: Number.isFinite(verdict.until) ? verdict.until : null,
        },
      ]),
      missing: this.missing.toArray(),
      crowded: this.crowded.toArray(),
      ended: this.ended.toArray(),
      free: this.free.toArray(),
      candidates: this.candidates.toArray(),
      counts: { ...this.#counts },
    };
  }

  #reclassify(name: string, place: Omit<Place, 'verdict'>, podOf: PodOf, now: Instant): void {
    const before = this.#places.get(name);
    if (before !== undefined) this.#forget(name, before.verdict);
    this.#remember(name, place, podOf, now);
  }

  #remember(name: string, { eligibility: eligible, pods }: Omit<Place, 'verdict'>, podOf: PodOf, now: Instant): void {
    const records = [...pods].flatMap((uid) => podOf(uid) ?? []);
    const verdict = classify(eligible, records, this.#criteria, now);
    this.#places.set(name, { eligibility: eligible, pods, verdict });
    this.#count(verdict, 1);
    if (verdict.missing) this.missing.add(name);
    if (verdict.surplus.length > 0) this.crowded.add(name);
    if (verdict.ended.length > 0) this.ended.add(name);
    if (verdict.replaceable === 'free') this.free.add(name);
    if (verdict.replaceable === 'budget') this.candidates.add(name);
    if (verdict.until < never) this.#maturing.add(name);
  }

  #forget(name: string, verdict: NodeVerdict): void {
    this.#count(verdict, -1);
    if (verdict.missing) this.missing.delete(name);
    if (verdict.surplus.length > 0) this.crowded.delete(name);
    if (verdict.ended.length > 0) this.ended.delete(name);
    if (verdict.replaceable === 'free') this.free.delete(name);
    if (verdict.replaceable === 'budget') this.candidates.delete(name);
    this.#maturing.delete(name);
  }

  #count(verdict: NodeVerdict, by: 1 | -1): void {
    for (const name of counted) if (verdict[name]) this.#counts[name] += by;
  }
}
