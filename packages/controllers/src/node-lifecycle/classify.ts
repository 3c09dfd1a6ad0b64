import type { NodeRecord, Taint } from '@orrery/core/cluster';

const unschedulable = 'node.kubernetes.io/unschedulable';
export const notReady = 'node.kubernetes.io/not-ready';
export const unreachable = 'node.kubernetes.io/unreachable';

/** The taint that a condition leads to, by its status. Source: nodeConditionToTaintKeyStatusMap. */
const taintOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReady, Unknown: unreachable },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};

const managed: ReadonlySet<string> = new Set([unschedulable, ...Object.values(taintOf).flatMap(Object.values<string>)]);

/** Does this controller put such a taint on and take it off? Users' own taints are left alone. */
export const isManaged = ({ key, effect }: Pick<Taint, 'key' | 'effect'>): boolean =>
  effect === 'NoSchedule' && managed.has(key);

/** NL-1: keys of the NoSchedule taints that a node should have, and of those it has without cause. */
export interface Verdict {
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
}

export const classify = (node: NodeRecord): Verdict => {
  const wanted = node.status.conditions.flatMap(({ type, status }) => taintOf[type]?.[status] ?? []);
  if (node.unschedulable) wanted.push(unschedulable);
  const present = node.taints.filter(isManaged).map(({ key }) => key);
  return {
    missing: wanted.filter((key) => !present.includes(key)),
    surplus: present.filter((key) => !wanted.includes(key)),
  };
};

/** Is this one of the taints that drive pods away from a node that fails? */
export const isEvicting = ({ key, effect }: Pick<Taint, 'key' | 'effect'>): boolean =>
  effect === 'NoExecute' && (key === notReady || key === unreachable);

/** Keys of the evicting taints that a node bears. */
export const evictingKeys = (node: NodeRecord): readonly string[] =>
  node.taints.filter(isEvicting).map(({ key }) => key);

/** The evicting taint that a node should bear, and the one that excludes it; undefined while it is Ready. */
export const evictingTaint = ({
  ready,
}: NodeRecord): { readonly key: string; readonly opposite: string } | undefined => {
  if (ready === 'True') return undefined;
  return ready === 'False' ? { key: notReady, opposite: unreachable } : { key: unreachable, opposite: notReady };
};

/** Has anybody ever reported whether the node is Ready? */
export const hasReported = ({ status }: NodeRecord): boolean => status.conditions.some(({ type }) => type === 'Ready');

const zoneLabels = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];
const regionLabels = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'];

const firstOf = (labels: NodeRecord['meta']['labels'], keys: readonly string[]): string =>
  keys.map((key) => labels[key] ?? '').find((value) => value !== '') ?? '';

/** The zone that a node fails with: its region and zone, empty when it has neither. Source: GetZoneKey. */
export const zoneOf = ({ meta }: NodeRecord): string => {
  const region = firstOf(meta.labels, regionLabels);
  const zone = firstOf(meta.labels, zoneLabels);
  return region === '' && zone === '' ? '' : `${region}/${zone}`;
};

/** Does the node count when a zone is judged? Source: labelNodeDisruptionExclusion. */
export const counts = ({ meta }: NodeRecord): boolean =>
  !Object.hasOwn(meta.labels, 'node.kubernetes.io/exclude-disruption');
