import { never, type Instant, type Json } from '@orrery/core/engine';
import {
  isTerminating,
  selects,
  type DaemonSetRecord,
  type DaemonSetSpec,
  type NodeRecord,
  type PodRecord,
  type Uid,
} from '@orrery/core/cluster';
import { podRevisionLabel } from '@orrery/core/control';
import { classify, type NodeVerdict } from './classify.ts';
import type { Criteria } from './criteria.ts';
import { Deadlines } from './deadlines.ts';
import { eligibility, vanished, type Eligibility } from './eligibility.ts';
import { FailedNodes } from './failed-nodes.ts';
import { FactIndex, holds, noFacts, type Facts } from './facts.ts';
import { targetNode } from './target-node.ts';

/** One node and the pods of the set that count for it, in the order in which they were made. */
interface Place {
  eligibility: Eligibility;
  pods: readonly Uid[];
  facts: Facts;
  until: Instant;
}

export type PodOf = (uid: Uid) => PodRecord | undefined;

const noPods: readonly Uid[] = [];

const emptyPlace = (eligible: Eligibility): Place => ({
  eligibility: eligible,
  pods: noPods,
  facts: noFacts,
  until: never,
});

/**
 * What the controller remembers of one DaemonSet: the facts of every node, counted and listed. An event classifies one node
 * again, whatever the size of the cluster; a pass looks at the nodes that it acts on and no others.
 */
export class DaemonNodes {
  readonly namespace: string;
  readonly spec: DaemonSetSpec;
  readonly criteria: Criteria;
  readonly index = new FactIndex();
  readonly failed = new FailedNodes();
  readonly #places = new Map<string, Place>();
  readonly #maturing = new Deadlines();
  readonly #hashes = new Map<string, number>();
  readonly #podOf: PodOf;

  constructor(set: DaemonSetRecord, criteria: Criteria, podOf: PodOf) {
    this.namespace = set.meta.namespace;
    this.spec = set.spec;
    this.criteria = criteria;
    this.#podOf = podOf;
  }

  /** Does the selector take these labels? An empty one takes none. */
  matches(labels: Readonly<Record<string, string>>): boolean {
    return this.spec.selector.length > 0 && selects(this.spec.selector, labels);
  }

  /** May the set take in this pod that nobody controls? */
  adopts(pod: PodRecord): boolean {
    return pod.meta.namespace === this.namespace && !isTerminating(pod) && this.matches(pod.meta.labels);
  }

  /** Does any pod bear this revision? */
  bears(hash: string): boolean {
    return this.#hashes.has(hash);
  }

  eligibilityOf(node: string): Eligibility {
    return this.#places.get(node)?.eligibility ?? vanished;
  }

  /** Is a pod bound to the node? */
  isBound(node: string): boolean {
    return (this.#places.get(node)?.pods ?? noPods).some((uid) => this.#podOf(uid)?.node === node);
  }

  /** What a node means, with the pods that the verdict is about. */
  examine(node: string, now: Instant): NodeVerdict {
    const place = this.#places.get(node) ?? emptyPlace(vanished);
    return classify(place.eligibility, this.#records(place), this.criteria, now);
  }

  /** A node is as it is now, or (undefined) gone. */
  putNode(name: string, node: NodeRecord | undefined, now: Instant): void {
    const place = this.#place(name);
    place.eligibility = node === undefined ? vanished : eligibility(this.spec, node);
    this.#reclassify(name, place, now);
  }

  addPod(pod: PodRecord, now: Instant): void {
    const name = targetNode(pod);
    if (name === '') return;
    this.#countHash(pod, 1);
    const place = this.#place(name);
    if (place.pods.length === 0) place.pods = [pod.uid];
    else if (!place.pods.includes(pod.uid)) place.pods = [...place.pods, pod.uid].sort((a, b) => a - b);
    this.#reclassify(name, place, now);
  }

  removePod(pod: PodRecord, now: Instant): void {
    const name = targetNode(pod);
    const place = this.#places.get(name);
    if (place === undefined || !place.pods.includes(pod.uid)) return;
    this.#countHash(pod, -1);
    place.pods = place.pods.length === 1 ? noPods : place.pods.filter((uid) => uid !== pod.uid);
    this.#reclassify(name, place, now);
  }

  /** A pod changed, but neither its place nor its labels. */
  touchPod(pod: PodRecord, now: Instant): void {
    const name = targetNode(pod);
    const place = this.#places.get(name);
    if (place !== undefined) this.#reclassify(name, place, now);
  }

  /** Classifies again what changes by the clock alone. */
  age(now: Instant): void {
    for (let due = this.#maturing.takeDue(now); due !== undefined; due = this.#maturing.takeDue(now)) {
      const place = this.#places.get(due.name);
      if (place?.until === due.at) this.#reclassify(due.name, place, now);
    }
  }

  /** Everything that nodes and pods determine. */
  toJson(): Json {
    const places = [...this.#places].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      hash: this.criteria.hash,
      places: places.map(([name, { pods, facts, until }]) => [name, pods, facts, until === never ? null : until]),
      index: this.index.toJson(),
      hashes: Object.fromEntries([...this.#hashes].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  #place(name: string): Place {
    let place = this.#places.get(name);
    if (place === undefined) {
      place = emptyPlace(vanished);
      this.#places.set(name, place);
    }
    return place;
  }

  #records({ pods }: Place): readonly PodRecord[] {
    if (pods.length === 0) return [];
    const records: PodRecord[] = [];
    for (const uid of pods) {
      const record = this.#podOf(uid);
      if (record !== undefined) records.push(record);
    }
    return records;
  }

  #reclassify(name: string, place: Place, now: Instant): void {
    const { facts, until } = classify(place.eligibility, this.#records(place), this.criteria, now);
    this.failed.put(name, holds(facts, 'failed'));
    if (facts !== place.facts) this.index.change(name, place.facts, facts);
    if (until < never && until !== place.until) this.#maturing.add(name, until);
    place.facts = facts;
    place.until = until;
    if (place.pods.length === 0 && place.eligibility === vanished) this.#places.delete(name);
  }

  #countHash(pod: PodRecord, by: 1 | -1): void {
    const hash = pod.meta.labels[podRevisionLabel] ?? '';
    if (hash === '') return;
    const count = (this.#hashes.get(hash) ?? 0) + by;
    if (count > 0) this.#hashes.set(hash, count);
    else this.#hashes.delete(hash);
  }
}
