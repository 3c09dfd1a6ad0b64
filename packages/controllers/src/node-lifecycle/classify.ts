import type { NodeRecord, Taint } from '@orrery/core/cluster';

const unschedulable = 'node.kubernetes.io/unschedulable';

/** The taint that a condition leads to, by its status. Source: nodeConditionToTaintKeyStatusMap. */
const taintOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: 'node.kubernetes.io/not-ready', Unknown: 'node.kubernetes.io/unreachable' },
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
