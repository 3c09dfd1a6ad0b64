import { never, type Instant } from '@orrery/core/engine';
import {
  isAvailable,
  isRunningAndReady,
  isTerminal,
  isTerminating,
  type PodRecord,
  type StatefulSetRecord,
} from '@orrery/core/cluster';
import { podRevisionLabel } from '@orrery/core/control';
import { bearsIdentity, hasItsVolumes } from './identity.ts';

/**
 * What one pod means to its set:
 * `finished` has ended and must be replaced, `terminating` is on its way out, `starting` is not Running and Ready,
 * `maturing` is Ready but not for long enough, `available` needs nothing.
 */
export type Verdict = 'finished' | 'terminating' | 'starting' | 'maturing' | 'available';

export interface Classified {
  readonly verdict: Verdict;
  /** When the verdict changes by itself; `never` when only an event can change it. */
  readonly until: Instant;
  /** Counts for status: Running and Ready, and available, terminating or not. */
  readonly ready: boolean;
  readonly available: boolean;
  /** The revision it was made from, by its label. */
  readonly revision: string;
  /** deletionTimestamp is set. */
  readonly terminating: boolean;
  /** It bears its identity and mounts the claims of its ordinal. */
  readonly fit: boolean;
}

/** SS-6: what a pod means, in the order in which the controller asks. Source: processReplica. */
const verdictOf = (pod: PodRecord, available: boolean): Verdict => {
  if (isTerminal(pod)) return 'finished';
  if (isTerminating(pod)) return 'terminating';
  if (!isRunningAndReady(pod)) return 'starting';
  return available ? 'available' : 'maturing';
};

/** Classifies a pod of a set at `now`. */
export const classify = (pod: PodRecord, { spec }: Pick<StatefulSetRecord, 'spec'>, now: Instant): Classified => {
  const { minReadyUs } = spec;
  const ready = isRunningAndReady(pod);
  const available = ready && isAvailable(pod, minReadyUs, now);
  const { readySince } = pod.status;
  return {
    verdict: verdictOf(pod, available),
    until: ready && !available && readySince !== undefined ? readySince + minReadyUs : never,
    ready,
    available,
    revision: pod.meta.labels[podRevisionLabel] ?? '',
    terminating: isTerminating(pod),
    fit: bearsIdentity(pod) && hasItsVolumes(pod, spec.claimTemplates),
  };
};
