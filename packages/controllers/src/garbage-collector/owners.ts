import type { AnyRecord, EventTemplate, OwnerReference } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

/** Takes references to these owners out of an object as it is by then. Source: GenerateDeleteOwnerRefStrategicMergeBytes. */
export const withoutOwners = ({ kind, uid }: AnyRecord, without: readonly string[], batch: number): Step => ({
  command: { type: 'PatchOwners', kind, uid, change: { without } },
  onRejection: 'end-batch',
  batch,
});

/** Makes an object block none of its owners any more. Source: unblockOwnerReferencesStrategicMergePatch. */
export const unblocking = ({ kind, uid }: AnyRecord): Step => ({
  command: { type: 'PatchOwners', kind, uid, change: { blocking: false } },
  onRejection: 'stop',
});

const invalidNamespace: EventTemplate = {
  type: 'Warning',
  reason: 'OwnerRefInvalidNamespace',
  message: 'ownerRef [{0}/{1}, namespace: {2}, name: {3}, uid: {4}] does not exist in namespace "{2}"',
  component: 'garbage-collector-controller',
  series: false,
};

/** GC-6: says that an owner is in another namespace, where it does not count. Source: reportInvalidNamespaceOwnerRef. */
export const reportForeign = ({ kind, uid, meta }: AnyRecord, owner: OwnerReference): Step => ({
  command: {
    type: 'RecordEvent',
    template: invalidNamespace,
    regarding: { kind, namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args: [owner.apiVersion, owner.kind, meta.namespace, owner.name, owner.uid],
  },
  onRejection: 'continue',
});
