import { isJsonObject, type Json } from '@orrery/core/engine';
import {
  at,
  listAt,
  numberAt,
  oncePerBody,
  readSelector,
  selects,
  textAt,
  textListAt,
  type LabelSelector,
  type PodRecord,
  type View,
} from '@orrery/core/cluster';
import { affinityOf } from './classify.ts';

/** Which other pods a pod wants near it, or far from it, and within what. */
export interface PodTerm {
  readonly selector: LabelSelector | undefined;
  /** Names of namespaces; with no selector of namespaces either, the pod's own. */
  readonly namespaces: readonly string[];
  readonly namespaceSelector: LabelSelector | undefined;
  readonly topologyKey: string;
  /** Of a preference. */
  readonly weight: number;
}

const selectorAt = (json: Json | undefined, member: string): LabelSelector | undefined => {
  const found = at(json, member);
  return isJsonObject(found) ? readSelector(found) : undefined;
};

const termOf = (pod: PodRecord, json: Json, weight: number): PodTerm => {
  const namespaces = textListAt(json, 'namespaces');
  const namespaceSelector = selectorAt(json, 'namespaceSelector');
  const own = namespaces.length === 0 && namespaceSelector === undefined;
  // Labels that are to be the same, or not, as the pod's own are part of the selector.
  const same = textListAt(json, 'matchLabelKeys').flatMap((key) => requirement(pod, key, 'In'));
  const other = textListAt(json, 'mismatchLabelKeys').flatMap((key) => requirement(pod, key, 'NotIn'));
  const selector = selectorAt(json, 'labelSelector');
  return {
    selector: selector === undefined ? undefined : [...selector, ...same, ...other],
    namespaces: own ? [pod.meta.namespace] : namespaces,
    namespaceSelector,
    topologyKey: textAt(json, 'topologyKey') ?? '',
    weight,
  };
};

const requirement = ({ meta }: PodRecord, key: string, operator: 'In' | 'NotIn'): LabelSelector => {
  const value = meta.labels[key];
  return value === undefined ? [] : [{ key, operator, values: [value] }];
};

type Side = 'podAffinity' | 'podAntiAffinity';

/** Does a pod say who else may be near it? */
export const speaksOfOthers = ({ spec }: PodRecord): boolean =>
  spec.affinity !== undefined &&
  (at(spec.affinity, 'podAffinity') !== undefined || at(spec.affinity, 'podAntiAffinity') !== undefined);

/** Terms that must hold. */
export const requiredTerms = (pod: PodRecord, side: Side): readonly PodTerm[] =>
  speaksOfOthers(pod)
    ? listAt(affinityOf(pod), side, 'requiredDuringSchedulingIgnoredDuringExecution').map((one) => termOf(pod, one, 0))
    : [];

/** Terms that had better hold. */
export const preferredTerms = (pod: PodRecord, side: Side): readonly PodTerm[] =>
  speaksOfOthers(pod)
    ? listAt(affinityOf(pod), side, 'preferredDuringSchedulingIgnoredDuringExecution').map((one) =>
        termOf(pod, at(one, 'podAffinityTerm') ?? null, numberAt(one, 'weight') ?? 0),
      )
    : [];

/** Does a term speak of a pod? */
export const speaksOf = (term: PodTerm, { meta }: PodRecord, { tables }: View): boolean => {
  if (term.selector === undefined || !selects(term.selector, meta.labels)) return false;
  if (term.namespaces.includes(meta.namespace)) return true;
  if (term.namespaceSelector === undefined) return false;
  const namespace = tables.Namespace.find('', meta.namespace);
  return namespace !== undefined && selects(term.namespaceSelector, namespace.meta.labels);
};

/** A rule about how evenly pods are spread. */
export interface Spread {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: LabelSelector | undefined;
  /** Do nodes that the pod's node affinity leaves out count? */
  readonly honoursAffinity: boolean;
  readonly honoursTaints: boolean;
}

const constraintsOf = oncePerBody((body) => listAt(body.json, 'spec', 'topologySpreadConstraints'));

/** A pod's rules: those that must hold, those that had better hold, or all. */
export const spreadsOf = (pod: PodRecord, whether: 'DoNotSchedule' | 'ScheduleAnyway' | undefined): readonly Spread[] =>
  constraintsOf(pod.body)
    .filter((one) => whether === undefined || textAt(one, 'whenUnsatisfiable') === whether)
    .map((one): Spread => {
      const same = textListAt(one, 'matchLabelKeys').flatMap((key) => requirement(pod, key, 'In'));
      const selector = selectorAt(one, 'labelSelector');
      return {
        topologyKey: textAt(one, 'topologyKey') ?? '',
        maxSkew: numberAt(one, 'maxSkew') ?? 1,
        minDomains: numberAt(one, 'minDomains') ?? 1,
        selector: selector === undefined ? undefined : [...selector, ...same],
        honoursAffinity: textAt(one, 'nodeAffinityPolicy') !== 'Ignore',
        honoursTaints: textAt(one, 'nodeTaintsPolicy') === 'Honor',
      };
    });

/** Rules that must hold. */
export const requiredSpreads = (pod: PodRecord): readonly Spread[] => spreadsOf(pod, 'DoNotSchedule');
