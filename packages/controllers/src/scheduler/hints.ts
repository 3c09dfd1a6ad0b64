import type { Json } from '@orrery/core/engine';
import {
  firstUntolerated,
  selects,
  type NodeRecord,
  type PodRecord,
  type Requests,
  type View,
} from '@orrery/core/cluster';
import { matchesAffinity, toleratesCordon, type Plugin } from './classify.ts';
import { requiredSpreads, requiredTerms, speaksOf } from './pod-term.ts';

/*
 * SC-9: may a change help a pod that a plugin refused? One function for each kind of change, as upstream's queueing hints:
 * isSchedulableAfter… of the plugins.
 */

const nodePlugins: readonly Plugin[] = [
  'NodeUnschedulable',
  'NodeName',
  'TaintToleration',
  'NodeAffinity',
  'NodePorts',
  'NodeResourcesFit',
  'VolumeRestrictions',
  'VolumeBinding',
  'VolumeZone',
  'PodTopologySpread',
  'InterPodAffinity',
];

/** Plugins for which this change of a node is of any interest. */
export const concernedBy = (before: NodeRecord | undefined, after: NodeRecord): readonly Plugin[] => {
  if (before === undefined) return nodePlugins;
  const concerned: Plugin[] = [];
  if (before.body !== after.body) {
    if (before.unschedulable !== after.unschedulable) concerned.push('NodeUnschedulable');
    if (!sameTaints(before, after)) concerned.push('TaintToleration');
    if (!sameLabels(before, after))
      concerned.push('NodeAffinity', 'VolumeBinding', 'VolumeZone', 'PodTopologySpread', 'InterPodAffinity');
  }
  if (before.statusBody !== after.statusBody && !sameAllocatable(before, after)) concerned.push('NodeResourcesFit');
  return concerned;
};

const sameTaints = ({ taints: a }: NodeRecord, { taints: b }: NodeRecord): boolean =>
  a.length === b.length &&
  a.every((taint, i) => taint.key === b[i]?.key && taint.value === b[i]?.value && taint.effect === b[i]?.effect);

const sameEntries = (
  a: Readonly<Record<string, string | number>>,
  b: Readonly<Record<string, string | number>>,
): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

export const sameLabels = ({ meta: a }: NodeRecord, { meta: b }: NodeRecord): boolean =>
  a.labels === b.labels || sameEntries(a.labels, b.labels);

const sameAllocatable = ({ status: a }: NodeRecord, { status: b }: NodeRecord): boolean =>
  a.maxPods === b.maxPods &&
  a.allocatable.cpuMilli === b.allocatable.cpuMilli &&
  a.allocatable.memoryBytes === b.allocatable.memoryBytes &&
  a.allocatable.ephemeralBytes === b.allocatable.ephemeralBytes &&
  sameEntries(a.allocatable.others, b.allocatable.others);

const lets = ({ taints }: NodeRecord, { spec }: PodRecord): boolean =>
  firstUntolerated(taints, spec.tolerations, ['NoSchedule', 'NoExecute']) === undefined;

/** Each amount that is wanted, with what a node has of it. */
const wantedOf = (
  { spec }: PodRecord,
  { status }: NodeRecord,
): readonly { readonly need: number; readonly all: number }[] => {
  const { requests } = spec;
  const { allocatable } = status;
  const of = (read: (amounts: Requests) => number): { readonly need: number; readonly all: number } => ({
    need: read(requests),
    all: read(allocatable),
  });
  const others = Object.keys(requests.others).map((name) => of((amounts) => amounts.others[name] ?? 0));
  const known = [
    of(({ cpuMilli }) => cpuMilli),
    of(({ memoryBytes }) => memoryBytes),
    of(({ ephemeralBytes }) => ephemeralBytes),
  ];
  return [...known, ...others, { need: 1, all: status.maxPods }].filter(({ need }) => need > 0);
};

const hasMoreRoom = (pod: PodRecord, before: NodeRecord | undefined, after: NodeRecord): boolean => {
  const now = wantedOf(pod, after);
  if (now.some(({ need, all }) => need > all)) return false;
  if (before === undefined) return true;
  const then = wantedOf(pod, before);
  return now.some(({ all }, i) => all > (then[i]?.all ?? 0));
};

/**
 * May a pod that came to a node, left it, or changed its labels there help one that other pods kept away? It may if either of
 * them speaks of the other. Source: isSchedulableAfterPodChange of both plugins.
 */
export const podHelps = (plugin: Plugin, waiting: PodRecord, changed: PodRecord, view: View): boolean => {
  if (plugin === 'PodTopologySpread')
    return (
      changed.meta.namespace === waiting.meta.namespace &&
      requiredSpreads(waiting).some(({ selector }) => selector !== undefined && selects(selector, changed.meta.labels))
    );
  const own = [...requiredTerms(waiting, 'podAffinity'), ...requiredTerms(waiting, 'podAntiAffinity')];
  return (
    own.some((term) => speaksOf(term, changed, view)) ||
    requiredTerms(changed, 'podAntiAffinity').some((term) => speaksOf(term, waiting, view))
  );
};

/** May a new or changed node help a pod that this plugin refused? `affinity` is that of affinityOf. */
export const nodeHelps = (
  plugin: Plugin,
  pod: PodRecord,
  affinity: Json | undefined,
  before: NodeRecord | undefined,
  after: NodeRecord,
): boolean => {
  switch (plugin) {
    case 'NodeUnschedulable':
      return !after.unschedulable || toleratesCordon(pod);
    case 'TaintToleration':
      return lets(after, pod) && (before === undefined || !lets(before, pod));
    case 'NodeAffinity':
      return matchesAffinity(pod, affinity, after) && (before === undefined || !matchesAffinity(pod, affinity, before));
    case 'NodeResourcesFit':
      return hasMoreRoom(pod, before, after);
    case 'NodeName':
    case 'NodePorts':
    case 'VolumeRestrictions':
    case 'NodeVolumeLimits':
    case 'VolumeBinding':
    case 'VolumeZone':
    case 'PodTopologySpread':
    case 'InterPodAffinity':
      return true;
    default:
      return plugin satisfies never;
  }
};
