import type { DeploymentRecord, ReplicaSetRecord, StringMap } from '@orrery/core/cluster';
import { maxSurge } from './budget.ts';

/** Number of the rollout that a ReplicaSet stands for, and on a Deployment of the newest. */
export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const historyAnnotation = 'deployment.kubernetes.io/revision-history';
/** The Deployment's replicas when the ReplicaSet was last sized: by these a scaling is told from a rollout. */
export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
/** The same with the surge. */
export const maxAnnotation = 'deployment.kubernetes.io/max-replicas';

/** Annotations of a Deployment that its ReplicaSets do not get. */
const skipped: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  'deprecated.deployment.rollback.to',
]);

/** The longest history that is kept, in characters. Source: maxRevHistoryLengthInChars. */
const historyMax = 2000;

export const revisionOf = ({ meta }: ReplicaSetRecord): number =>
  Number(meta.annotations[revisionAnnotation] ?? '0') || 0;

/** The sizes that a ReplicaSet is to remember. */
export const sizeAnnotations = (deployment: DeploymentRecord): StringMap => ({
  [desiredAnnotation]: String(deployment.spec.replicas),
  [maxAnnotation]: String(deployment.spec.replicas + maxSurge(deployment)),
});

const withHistory = (annotations: StringMap, old: string): StringMap => {
  const known = annotations[historyAnnotation] ?? '';
  const all = known === '' ? [old] : [...known.split(','), old];
  while (all.length > 1 && all.join(',').length > historyMax) all.shift();
  return { ...annotations, [historyAnnotation]: all.join(',') };
};

/** DP-4: annotations of the newest ReplicaSet: those of its Deployment, its number, and the numbers that it had before. */
export const newestAnnotations = (deployment: DeploymentRecord, known: StringMap, revision: number): StringMap => {
  const copied = Object.entries(deployment.meta.annotations).filter(([key]) => !skipped.has(key));
  const changed = copied.some(([key, value]) => known[key] !== value);
  const own: StringMap = { ...known, ...Object.fromEntries(copied) };
  const old = known[revisionAnnotation];
  const rises = Number(old ?? '0') < revision;
  const numbered = rises ? { ...own, [revisionAnnotation]: String(revision) } : own;
  return old !== undefined && rises ? withHistory(numbered, old) : changed || rises ? numbered : known;
};
