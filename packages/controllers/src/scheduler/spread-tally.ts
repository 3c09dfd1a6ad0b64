import {
  isTerminating,
  selects,
  type LabelSelector,
  type NodeRecord,
  type PodRecord,
  type Uid,
} from '@orrery/core/cluster';
import type { Placement } from './inter-pod-affinity.ts';

/** What is counted: pods of a namespace that a selector speaks of, by the value of a label of their nodes; no label: by node. */
export interface Tallied {
  readonly namespace: string;
  readonly selector: LabelSelector;
  readonly label: string | undefined;
}

const isIn = ({ selector, namespace }: Tallied, { meta }: PodRecord): boolean =>
  meta.namespace === namespace && selects(selector, meta.labels);

/** How many pods of one sort are in each domain. */
class Tally {
  readonly what: Tallied;
  readonly #counts = new Map<string, number>();
  readonly #places = new Map<Uid, string>();

  constructor(what: Tallied) {
    this.what = what;
  }

  of(domain: string): number {
    return this.#counts.get(domain) ?? 0;
  }

  put({ uid }: PodRecord, { meta }: NodeRecord): void {
    const { label } = this.what;
    const domain = label === undefined ? meta.name : meta.labels[label];
    if (domain === undefined) return;
    this.#places.set(uid, domain);
    this.#counts.set(domain, this.of(domain) + 1);
  }

  remove(uid: Uid): void {
    const domain = this.#places.get(uid);
    if (domain === undefined) return;
    this.#places.delete(uid);
    this.#counts.set(domain, this.of(domain) - 1);
  }
}

/** One of a selector's requirements by which to find it from a pod's labels: `app=web`; undefined: it has none such. */
const handleOf = ({ selector, namespace }: Tallied): string => {
  const equal = selector.find(({ operator }) => operator === '=' || operator === '==');
  return equal === undefined ? `${namespace}\n*` : `${namespace}\n${equal.key}=${equal.values[0] ?? ''}`;
};

/**
 * Counts of pods by domain, made when an attempt first asks and kept up to date after, so that neither an attempt nor a change of a
 * pod depends on how many pods or nodes there are.
 */
export class SpreadTallies {
  readonly #tallies = new Map<string, Tally>();
  readonly #byHandle = new Map<string, Tally[]>();
  /** The tallies that count each pod. */
  readonly #ofPod = new Map<Uid, Tally[]>();

  /** The counts; `all` gives the pods of the namespace with their nodes, when they are counted for the first time. */
  tally(what: Tallied, all: () => readonly Placement[]): Tally {
    const key = `${what.namespace}\n${what.label ?? ''}\n${JSON.stringify(what.selector)}`;
    const known = this.#tallies.get(key);
    if (known !== undefined) return known;
    const made = new Tally(what);
    this.#tallies.set(key, made);
    const handle = handleOf(what);
    this.#byHandle.set(handle, [...(this.#byHandle.get(handle) ?? []), made]);
    for (const { pod, node } of all()) if (!isTerminating(pod) && isIn(what, pod)) this.#count(made, pod, node);
    return made;
  }

  #count(tally: Tally, pod: PodRecord, node: NodeRecord): void {
    tally.put(pod, node);
    const known = this.#ofPod.get(pod.uid);
    if (known === undefined) this.#ofPod.set(pod.uid, [tally]);
    else known.push(tally);
  }

  /** The pod is on the node, as it is now; one on its way out does not count. */
  put(pod: PodRecord, node: NodeRecord | undefined): void {
    if (this.#tallies.size === 0) return;
    this.remove(pod.uid);
    if (node === undefined || isTerminating(pod)) return;
    const { namespace, labels } = pod.meta;
    const handles = Object.keys(labels).map((key) => `${key}=${labels[key] ?? ''}`);
    for (const handle of ['*', ...handles])
      for (const tally of this.#byHandle.get(`${namespace}\n${handle}`) ?? [])
        if (isIn(tally.what, pod)) this.#count(tally, pod, node);
  }

  remove(uid: Uid): void {
    for (const tally of this.#ofPod.get(uid) ?? []) tally.remove(uid);
    this.#ofPod.delete(uid);
  }

  /** A node with pods came, went or has other labels: everything is counted anew when it is next asked for. */
  clear(): void {
    this.#tallies.clear();
    this.#byHandle.clear();
    this.#ofPod.clear();
  }
}
