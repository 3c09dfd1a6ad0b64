import type { Json } from '@orrery/core/engine';
import { firstUntolerated, isTerminating, selects, type NodeRecord, type PodRecord } from '@orrery/core/cluster';
import { matchesAffinity, type Refusal } from './classify.ts';
import type { Placement } from './inter-pod-affinity.ts';
import { requiredSpreads, type Spread } from './pod-term.ts';

const plugin = 'PodTopologySpread';

const counts = ({ topologyKey }: Spread, node: NodeRecord): string | undefined => node.meta.labels[topologyKey];

/** Is a node one of those over which a rule spreads pods like this one? */
export const includes = (pod: PodRecord, affinity: Json | undefined, spread: Spread, node: NodeRecord): boolean =>
  (!spread.honoursAffinity || matchesAffinity(pod, affinity, node)) &&
  (!spread.honoursTaints ||
    firstUntolerated(node.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']) === undefined);

/** A rule with how many pods each domain has. */
class Counted {
  readonly spread: Spread;
  /** The pod itself is one of those that are counted. */
  readonly self: number;
  readonly #namespace: string;
  readonly #eligible: (node: NodeRecord) => boolean;
  readonly #counts = new Map<string, number>();
  #least: number | undefined;

  constructor(pod: PodRecord, spread: Spread, eligible: (node: NodeRecord) => boolean) {
    this.spread = spread;
    this.self = this.#counted(pod) ? 1 : 0;
    this.#namespace = pod.meta.namespace;
    this.#eligible = eligible;
  }

  #counted({ meta }: PodRecord): boolean {
    const { selector } = this.spread;
    return selector !== undefined && selects(selector, meta.labels);
  }

  /** The node's domain is one, with pods or without. */
  addDomain(node: NodeRecord): void {
    if (this.#eligible(node)) this.#counts.set(counts(this.spread, node) ?? '', 0);
  }

  move({ pod, node }: Placement, by: 1 | -1): void {
    if (pod.meta.namespace !== this.#namespace || isTerminating(pod) || !this.#eligible(node) || !this.#counted(pod))
      return;
    const domain = counts(this.spread, node) ?? '';
    this.#counts.set(domain, this.of(domain) + by);
    this.#least = undefined;
  }

  of(domain: string): number {
    return this.#counts.get(domain) ?? 0;
  }

  /** How many pods the emptiest domain has. */
  get least(): number {
    const { size } = this.#counts;
    this.#least ??= size < this.spread.minDomains || size === 0 ? 0 : Math.min(...this.#counts.values());
    return this.#least;
  }
}

/** SC-25: counts what a pod's rules speak of; undefined: it has none. Source: podtopologyspread PreFilter. */
export const spreadingOf = (
  pod: PodRecord,
  affinity: Json | undefined,
  nodes: () => readonly NodeRecord[],
  others: () => readonly Placement[],
): readonly Counted[] | undefined => {
  const spreads = requiredSpreads(pod);
  if (spreads.length === 0) return undefined;
  const [all, placed] = [nodes(), others()];
  return spreads.map((spread) => {
    // Only nodes that have all the keys are domains at all.
    const eligible = (node: NodeRecord): boolean =>
      spreads.every((one) => counts(one, node) !== undefined) && includes(pod, affinity, spread, node);
    const counted = new Counted(pod, spread, eligible);
    for (const node of all) counted.addDomain(node);
    for (const one of placed) counted.move(one, 1);
    return counted;
  });
};

/** SC-25: would the pod make its domain fuller than the emptiest by more than it may? Source: podtopologyspread Filter. */
export const refusedBySpread = (rules: readonly Counted[], node: NodeRecord): Refusal | undefined => {
  const text = "node(s) didn't match pod topology spread constraints";
  for (const rule of rules) {
    const { spread, least, self } = rule;
    const domain = counts(spread, node);
    if (domain === undefined) return { plugin, reasons: [`${text} (missing required label)`], resolvable: false };
    if (rule.of(domain) + self - least > spread.maxSkew) return { plugin, reasons: [text], resolvable: true };
  }
  return undefined;
};
