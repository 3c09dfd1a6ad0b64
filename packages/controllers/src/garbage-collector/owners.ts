import { isJsonObject } from '@orrery/core/engine';
import { draftOf, listAt, textAt, type AnyRecord, type EventTemplate, type OwnerReference } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';

/** Takes references to these owners out of an object and changes nothing else; refused if the object has changed meanwhile. */
export const withoutOwners = (
  record: AnyRecord,
  gone: (uid: string) => boolean,
  batch: number,
  { body }: Planning,
): Step => {
  const draft = draftOf(record);
  const metadata = isJsonObject(draft['metadata']) ? draft['metadata'] : {};
  const { ownerReferences: _, ...rest } = metadata;
  const left = listAt(metadata, 'ownerReferences').filter((one) => !gone(textAt(one, 'uid') ?? ''));
  const owners = left.length === 0 ? {} : { ownerReferences: left };
  const written = body({ ...draft, metadata: { ...rest, ...owners } });
  const { kind, uid, version } = record;
  return { command: { type: 'Update', kind, uid, version, body: written }, onRejection: 'end-batch', batch };
};

/** Makes an object block none of its owners any more. Source: unblockOwnerReferencesStrategicMergePatch. */
export const unblocking = (record: AnyRecord, { body }: Planning): Step => {
  const draft = draftOf(record);
  const metadata = isJsonObject(draft['metadata']) ? draft['metadata'] : {};
  const ownerReferences = listAt(metadata, 'ownerReferences').map((one) =>
    isJsonObject(one) && one['blockOwnerDeletion'] === true ? { ...one, blockOwnerDeletion: false } : one,
  );
  const written = body({ ...draft, metadata: { ...metadata, ownerReferences } });
  const { kind, uid, version } = record;
  return { command: { type: 'Update', kind, uid, version, body: written }, onRejection: 'stop' };
};

const invalidNamespace: EventTemplate = {
  type: 'Warning',
  reason: 'OwnerRefInvalidNamespace',
  message: 'ownerRef [{0}/{1}, namespace: {2}, name: {3}, uid: {4}] does not exist in namespace "{2}"',
  component: 'garbage-collector-controller',
  series: false,
};

/** GC-6: says that an owner is in another namespace, where it does not count. */
export const reportForeign = ({ kind, uid, meta }: AnyRecord, owner: OwnerReference): Step => ({
  command: {
    type: 'RecordEvent',
    template: invalidNamespace,
    regarding: { kind, namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args: [owner.apiVersion, owner.kind, meta.namespace, owner.name, owner.uid],
  },
  onRejection: 'continue',
});
