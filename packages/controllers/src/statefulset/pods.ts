import type { PodRecord, StatefulSetRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { claimBody, claimName, podArguments, podName, podTemplate } from './identity.ts';
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

/** SS-10: the claims of an ordinal that do not exist yet, as steps in the order of the templates; or why the pod must wait. */
export const claimSteps = (
  set: StatefulSetRecord,
  ordinal: number,
  batch: number,
  planning: Planning,
): { readonly steps: readonly Step[]; readonly error: string | undefined } => {
  const steps: Step[] = [];
  const { namespace } = set.meta;
  for (const template of set.spec.claimTemplates) {
    const name = claimName(template, podName(set, ordinal));
    const existing = planning.view.tables.PersistentVolumeClaim.find(namespace, name);
    if (existing?.meta.deletion !== undefined) return { steps: [], error: `pvc ${name} is being deleted` };
    if (existing !== undefined) continue;
    const body = planning.body(claimBody(set, template));
    const command = { type: 'Create' as const, kind: 'PersistentVolumeClaim' as const, namespace, name, body };
    steps.push({ command, onRejection: 'stop', batch });
  }
  return { steps, error: undefined };
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
  return {
    command: {
      type: 'Create',
      kind: 'Pod',
      namespace: set.meta.namespace,
      name: podName(set, ordinal),
      body: planning.body(podTemplate(set, template, name)),
      args: podArguments(set, ordinal),
    },
    onRejection: 'end-batch',
    batch,
  };
};

/** Deletes a pod gracefully, if it is still the same one. */
export const deletePod = ({ meta, uid }: PodRecord, batch: number): Step => ({
  command: { type: 'Delete', kind: 'Pod', namespace: meta.namespace, name: meta.name, uid },
  onRejection: 'end-batch',
  batch,
});
