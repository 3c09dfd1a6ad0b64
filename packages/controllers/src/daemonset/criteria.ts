import type { Duration } from '@orrery/core/engine';
import type { DaemonSetRecord, PodRecord } from '@orrery/core/cluster';
import { podRevisionLabel, scaledValue } from '@orrery/core/control';

/** Label that pods of extensions/v1beta1 were known by, and still bear. */
export const generationLabel = 'pod-template-generation';

/** The annotation that holds the number of the present template. */
const generationAnnotation = 'deprecated.daemonset.template.generation';

/** What a node is classified by, beside the node and its pods. */
export interface Criteria {
  /** Label value of the current revision. */
  readonly hash: string;
  /** Number of the present template; undefined when the set does not say. */
  readonly generation: string | undefined;
  readonly minReadyUs: Duration;
  /** May a node have a new pod beside its old one? */
  readonly surges: boolean;
}

/** DS-13: the template's number, if the annotation is one. */
export const templateGeneration = ({ meta }: DaemonSetRecord): string | undefined => {
  const text = meta.annotations[generationAnnotation];
  return text !== undefined && /^[+-]?\d+$/.test(text) ? String(Number(text)) : undefined;
};

/** The criteria of a set whose current revision has this hash. */
export const criteriaOf = (set: DaemonSetRecord, hash: string): Criteria => ({
  hash,
  generation: templateGeneration(set),
  minReadyUs: set.spec.minReadyUs,
  surges: set.spec.updateStrategy === 'RollingUpdate' && scaledValue(set.spec.maxSurge, 1, 'up') > 0,
});

/** DS-13: is the pod of the present template, by its revision or by the template's number? Source: IsPodUpdated. */
export const isUpdated = ({ meta: { labels } }: PodRecord, { hash, generation }: Criteria): boolean =>
  labels[podRevisionLabel] === hash || (generation !== undefined && labels[generationLabel] === generation);
