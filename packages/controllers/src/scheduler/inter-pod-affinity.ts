import type { NodeRecord, PodRecord, View } from '@orrery/core/cluster';
import type { Refusal } from './classify.ts';
import type { PodTerm } from './pod-term.ts';
import { preferredTerms, requiredTerms, speaksOf } from './pod-term.ts';

/** A pod and the node that it has, or is assumed to have. */
export interface Placement {
  readonly pod: PodRecord;
  readonly node: NodeRecord;
}

/** Counts by topology: `zone=a`. */
class Counts {
  readonly #counts = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  add(key: string, { meta }: NodeRecord, by = 1): void {
    const value = meta.labels[key];
    if (value === undefined) return;
    const domain = `${key}=${value}`;
    const count = (this.#counts.get(domain) ?? 0) + by;
    if (count === 0) this.#counts.delete(domain);
    else this.#counts.set(domain, count);
  }

  of(key: string, { meta }: NodeRecord): number {
    return this.#counts.get(`${key}=${meta.labels[key] ?? ''}`) ?? 0;
  }

  /** Is a node in any of the domains? */
  has({ meta }: NodeRecord): boolean {
    for (const domain of this.#counts.keys()) {
      const cut = domain.indexOf('=');
      if (meta.labels[domain.slice(0, cut)] === domain.slice(cut + 1)) return true;
    }
    return false;
  }

  /** The sum over the domains that a node is in. */
  total({ meta }: NodeRecord): number {
    let sum = 0;
    for (const [domain, count] of this.#counts) {
      const cut = domain.indexOf('=');
      if (meta.labels[domain.slice(0, cut)] === domain.slice(cut + 1)) sum += count;
    }
    return sum;
  }
}

/** What the pods that are there make of the terms of one that is to come, and their terms of it. */
export interface Affinities {
  readonly wanted: readonly PodTerm[];
  readonly unwanted: readonly PodTerm[];
  readonly near: Counts;
  readonly far: Counts;
  /** Domains that pods which are there keep free of it. */
  readonly kept: Counts;
  /** It is all that its own terms want: the first of a group may go anywhere. */
  readonly suitsItself: boolean;
}

const suits = (terms: readonly PodTerm[], pod: PodRecord, view: View): boolean =>
  terms.length > 0 && terms.every((term) => speaksOf(term, pod, view));

/** SC-24: counts what matters to a pod. `others`: pods its terms may speak of; `repelling`: pods that keep others away. Source: PreFilter. */
export const affinitiesOf = (
  pod: PodRecord,
  others: readonly Placement[],
  repelling: readonly Placement[],
  view: View,
): Affinities => {
  const wanted = requiredTerms(pod, 'podAffinity');
  const unwanted = requiredTerms(pod, 'podAntiAffinity');
  const [near, far, kept] = [new Counts(), new Counts(), new Counts()];
  const affinities = { wanted, unwanted, near, far, kept, suitsItself: suits(wanted, pod, view) };
  for (const one of repelling) countWhoMinds(affinities, pod, one, 1, view);
  for (const one of others) countWhoMatters(affinities, one, 1, view);
  return affinities;
};

/** Does a pod that is there keep this one away? */
const countWhoMinds = ({ kept }: Affinities, pod: PodRecord, other: Placement, by: number, view: View): void => {
  for (const term of requiredTerms(other.pod, 'podAntiAffinity'))
    if (speaksOf(term, pod, view)) kept.add(term.topologyKey, other.node, by);
};

/** Does this one want to be near it, or far from it? */
const countWhoMatters = (
  { wanted, unwanted, near, far }: Affinities,
  other: Placement,
  by: number,
  view: View,
): void => {
  if (suits(wanted, other.pod, view)) for (const term of wanted) near.add(term.topologyKey, other.node, by);
  for (const term of unwanted) if (speaksOf(term, other.pod, view)) far.add(term.topologyKey, other.node, by);
};

/** Supposes that another pod comes to a node, or leaves it. */
export const moveAmong = (affinities: Affinities, pod: PodRecord, other: Placement, by: 1 | -1, view: View): void => {
  countWhoMinds(affinities, pod, other, by, view);
  countWhoMatters(affinities, other, by, view);
};

const refused = (reason: string, resolvable: boolean): Refusal => ({
  plugin: 'InterPodAffinity',
  reasons: [reason],
  resolvable,
});

const isNear = ({ wanted, near, suitsItself }: Affinities, node: NodeRecord): boolean => {
  if (wanted.some(({ topologyKey }) => node.meta.labels[topologyKey] === undefined)) return false;
  if (wanted.every(({ topologyKey }) => near.of(topologyKey, node) > 0)) return true;
  return near.isEmpty && suitsItself;
};

/** SC-24: does a node lie where the pod wants to be, and where nobody minds it? Source: interpodaffinity Filter. */
export const refusedByPods = (affinities: Affinities, node: NodeRecord): Refusal | undefined => {
  const { unwanted, far, kept } = affinities;
  if (!isNear(affinities, node)) return refused("node(s) didn't match pod affinity rules", false);
  if (unwanted.some(({ topologyKey }) => far.of(topologyKey, node) > 0))
    return refused("node(s) didn't match pod anti-affinity rules", true);
  if (kept.has(node)) return refused("node(s) didn't satisfy existing pods anti-affinity rules", true);
  return undefined;
};

/** How much a required affinity of a pod that is there counts as a preference. Source: hardPodAffinityWeight. */
const hardWeight = 1;

/** SC-24: what the pods that are there say for and against each domain; undefined: nothing. Source: interpodaffinity PreScore. */
export const affinityPoints = (
  pod: PodRecord,
  others: readonly Placement[],
  view: View,
): ((node: NodeRecord) => number) | undefined => {
  const points = new Counts();
  const wanted = preferredTerms(pod, 'podAffinity');
  const unwanted = preferredTerms(pod, 'podAntiAffinity');
  for (const { pod: other, node } of others) {
    const say = (terms: readonly PodTerm[], whom: PodRecord, sign: number, weight?: number): void => {
      for (const term of terms)
        if (speaksOf(term, whom, view)) points.add(term.topologyKey, node, sign * (weight ?? term.weight));
    };
    say(wanted, other, 1);
    say(unwanted, other, -1);
    say(requiredTerms(other, 'podAffinity'), pod, 1, hardWeight);
    say(preferredTerms(other, 'podAffinity'), pod, 1);
    say(preferredTerms(other, 'podAntiAffinity'), pod, -1);
  }
  return points.isEmpty ? undefined : (node) => points.total(node);
};
