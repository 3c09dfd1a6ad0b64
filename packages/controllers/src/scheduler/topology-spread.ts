import type { Json } from '@orrery/core/engine';
import { firstUntolerated, isTerminating, selects, type NodeRecord, type PodRecord } from '@orrery/core/cluster';
import { matchesAffinity, type Refusal } from './classify.ts';
import type { Placement } from './inter-pod-affinity.ts';
import { requiredSpreads, type Spread } from './pod-term.ts';

/** A rule with how many pods each domain has. */
interface Counted {
  readonly spread: Spread;
  readonly counts: ReadonlyMap<string, number>;
  readonly least: number;
  /** The pod itself is one of those that are counted. */
  readonly self: number;
}

const plugin = 'PodTopologySpread';

const counts = ({ topologyKey }: Spread, node: NodeRecord): string | undefined => node.meta.labels[topologyKey];

const includes = (pod: PodRecord, affinity: Json | undefined, spread: Spread, node: NodeRecord): boolean =>
  (!spread.honoursAffinity || matchesAffinity(pod, affinity, node)) &&
  (!spread.honoursTaints ||
    firstUntolerated(node.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']) === undefined);

const count = (
  pod: PodRecord,
  affinity: Json | undefined,
  spread: Spread,
  all: readonly Spread[],
  nodes: readonly NodeRecord[],
  others: readonly Placement[],
): Counted => {
  const { selector } = spread;
  const found = new Map<string, number>();
  // Only nodes that have all the keys are domains at all.
  const eligible = (node: NodeRecord): boolean =>
    all.every((one) => counts(one, node) !== undefined) && includes(pod, affinity, spread, node);
  for (const node of nodes) if (eligible(node)) found.set(counts(spread, node) ?? '', 0);
  for (const { pod: other, node } of others) {
    if (other.meta.namespace !== pod.meta.namespace || isTerminating(other) || !eligible(node)) continue;
    if (selector === undefined || !selects(selector, other.meta.labels)) continue;
    const domain = counts(spread, node) ?? '';
    found.set(domain, (found.get(domain) ?? 0) + 1);
  }
  const least = found.size < spread.minDomains || found.size === 0 ? 0 : Math.min(...found.values());
  const self = selector !== undefined && selects(selector, pod.meta.labels) ? 1 : 0;
  return { spread, counts: found, least, self };
};

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
  return spreads.map((one) => count(pod, affinity, one, spreads, all, placed));
};

/** SC-25: would the pod make its domain fuller than the emptiest by more than it may? Source: podtopologyspread Filter. */
export const refusedBySpread = (rules: readonly Counted[], node: NodeRecord): Refusal | undefined => {
  const text = "node(s) didn't match pod topology spread constraints";
  for (const { spread, counts: found, least, self } of rules) {
    const domain = counts(spread, node);
    if (domain === undefined) return { plugin, reasons: [`${text} (missing required label)`], resolvable: false };
    if ((found.get(domain) ?? 0) + self - least > spread.maxSkew) return { plugin, reasons: [text], resolvable: true };
  }
  return undefined;
};
