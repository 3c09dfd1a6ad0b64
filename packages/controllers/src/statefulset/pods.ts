import type { PodRecord, StatefulSetRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { createClaims, keepPolicies } from './claim-requests.ts';
import { claimsState, holderOf } from './claims.ts';
import { hasItsVolumes, mended, podArguments, podName, podTemplate } from './identity.ts';
import type { Work } from './note.ts';
import type { Revisions } from './revisions.ts';

/**
 * SS-5: the revision at which a missing pod is made. Below the partition (or, without a rollingUpdate block, among the first
 * currentReplicas) it is the current one, else the update one. Source: newVersionedStatefulSetPod.
 */
export const revisionFor = (
  set: StatefulSetRecord,
  ordinal: number,
  { current, update }: Pick<Revisions, 'current' | 'update'>,
): Revisions['current'] => {
  const { start, updateStrategy } = set.spec;
  if (updateStrategy.type === 'OnDelete') return update;
  const kept = updateStrategy.block ? updateStrategy.partition : set.status.currentReplicas;
  return ordinal < start + kept ? current : update;
};

/** SS-4: makes the pod of an ordinal. All pods of a revision share one body with holes for name and ordinal. */
export const createPod = (
  set: StatefulSetRecord,
  ordinal: number,
  revisions: Pick<Revisions, 'current' | 'update'>,
  batch: number,
  planning: Planning,
): Step => {
  const { name, template } = revisionFor(set, ordinal, revisions);
  const pod = podName(set, ordinal);
  return {
    command: {
      type: 'Create',
      kind: 'Pod',
      namespace: set.meta.namespace,
      name: pod,
      body: planning.body(podTemplate(set, template, name)),
      args: podArguments(set, ordinal),
      validating: true,
    },
    onRejection: 'end-batch',
    batch,
    note: { work: 'create', pod },
  };
};

/** Deletes the pod of a name gracefully, whichever it is by then. */
export const deletePod = (set: StatefulSetRecord, pod: string, work: Work, batch: number): Step => ({
  command: { type: 'Delete', kind: 'Pod', namespace: set.meta.namespace, name: pod },
  onRejection: 'end-batch',
  batch,
  note: { work, pod },
});

/** A first try, and three more when others write at the same time. Source: client-go, retry.DefaultBackoff. */
export const mendAttempts = 4;
const firstDelayUs = 10_000;
const delayFactor = 5;

/** How a pod is mended: in which batch, for the how manieth time, and together with its claims or not. */
interface Mending {
  readonly batch: number;
  readonly attempt: number;
  readonly claims: boolean;
}

/**
 * SS-16: gives a pod its identity and volumes back, and its claims their owners. Nothing to mend but the claims still updates the
 * pod. Source: UpdateStatefulPod.
 */
export const mendPod = (
  set: StatefulSetRecord,
  pod: PodRecord,
  { batch, attempt, claims }: Mending,
  planning: Planning,
): readonly Step[] => {
  const holder = holderOf(set, pod);
  const { uid, version, meta } = pod;
  const lacks = claims && !hasItsVolumes(pod, set.spec.claimTemplates);
  const made = lacks ? createClaims(holder, 'mend', batch, [], planning) : [];
  const strays = claims && !claimsState(holder, planning.view).keepPolicy;
  const owned = strays ? keepPolicies(holder, pod, 'mend', batch, planning) : [];
  const body = planning.body(mended(set, pod));
  const update: Step = {
    command: { type: 'Update', kind: 'Pod', uid, version, body, validating: true },
    onRejection: 'end-batch',
    batch,
    note: { work: 'mend', pod: meta.name, attempt },
  };
  const delayUs = attempt === 1 ? {} : { delayUs: firstDelayUs * delayFactor ** (attempt - 2) };
  return [...made, ...owned, { ...update, ...delayUs }];
};
