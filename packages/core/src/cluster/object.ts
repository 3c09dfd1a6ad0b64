import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../engine/index.ts';
import { at, textAt } from './field.ts';
import { apiVersionOf } from './kind.ts';
import { managedFieldsObject } from './managed-fields.ts';
import type { Meta } from './meta.ts';
import { statusObject } from './status-object.ts';
import type { AnyRecord } from './state.ts';
import { reportedEventObject } from './reported-event-object.ts';
import { fill } from './template.ts';
import { uuidOf } from './uid.ts';
import { timestamp, type Epoch } from './wall-clock.ts';

/** An object without its empty members: what Go's `omitempty` leaves out. */
export const compact = (object: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, Json] => entry[1] !== undefined && !isEmpty(entry[1])),
  );

const isEmpty = (value: Json): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const metadataDraft = (meta: Meta, metadata: Json | undefined): JsonObject => ({
  ...(isJsonObject(metadata) ? metadata : {}),
  ...compact({
    labels: meta.labels,
    annotations: meta.annotations,
    finalizers: meta.finalizers,
    ownerReferences: meta.owners.map((owner) => ({
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: owner.name,
      uid: owner.uid,
      ...(owner.controller ? { controller: true } : {}),
      ...(owner.blockOwnerDeletion ? { blockOwnerDeletion: true } : {}),
    })),
  }),
});

/** Members of the metadata that narrow fields own: taken from the body they could be out of date. */
const owned = new Set(['labels', 'annotations', 'finalizers', 'ownerReferences']);

/** A spec with what narrow fields say instead of the body; the body's own where it says the same. */
const specDraft = (record: AnyRecord, spec: Json | undefined): Json | undefined => {
  if (!isJsonObject(spec)) return spec;
  switch (record.kind) {
    case 'Pod':
      return record.node === '' || spec['nodeName'] === record.node ? spec : { ...spec, nodeName: record.node };
    case 'PersistentVolumeClaim':
      return record.volumeName === '' || spec['volumeName'] === record.volumeName
        ? spec
        : { ...spec, volumeName: record.volumeName };
    case 'PersistentVolume': {
      const { claimRef, ...rest } = spec;
      const { claim } = record;
      if (claim === undefined) return rest;
      const reference = {
        kind: 'PersistentVolumeClaim',
        apiVersion: 'v1',
        namespace: claim.namespace,
        name: claim.name,
      };
      const kept = isJsonObject(claimRef) && claimRef['name'] === claim.name ? claimRef : reference;
      return { ...rest, claimRef: claim.uid === '' ? withoutUid(kept) : { ...kept, uid: claim.uid } };
    }
    default:
      return spec;
  }
};

const withoutUid = ({ uid: _, ...rest }: JsonObject): JsonObject => rest;

/**
 * What a user would write to get this object: metadata and spec (or data) without what the server adds, and without status.
 * Bodies of updates are made from it.
 */
export const draftOf = (record: AnyRecord): JsonObject => {
  const filled = fill(record.body.json, record.args);
  const body = isJsonObject(filled) ? filled : {};
  const metadata = body['metadata'];
  const others = isJsonObject(metadata)
    ? Object.fromEntries(Object.entries(metadata).filter(([key]) => !owned.has(key)))
    : {};
  const draft = metadataDraft(record.meta, others);
  const spec = specDraft(record, body['spec']);
  return {
    ...body,
    ...(Object.keys(draft).length === 0 ? {} : { metadata: draft }),
    ...(spec === undefined ? {} : { spec }),
  };
};

const systemMetadata = (record: AnyRecord, epoch: Epoch): JsonObject => {
  const { meta, uid, version, kind } = record;
  const { deletion } = meta;
  return {
    name: meta.name,
    ...(meta.namespace === '' ? {} : { namespace: meta.namespace }),
    uid: uuidOf(kind, uid),
    resourceVersion: String(version),
    ...(hasGeneration(record) ? { generation: meta.generation } : {}),
    creationTimestamp: timestamp(epoch, meta.createdAt),
    ...(deletion === undefined
      ? {}
      : { deletionTimestamp: timestamp(epoch, deletion.dueAt), deletionGracePeriodSeconds: deletion.graceSeconds }),
  };
};

/** Kinds whose generation the API shows. */
const hasGeneration = ({ kind }: AnyRecord): boolean =>
  ['Pod', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Deployment', 'EndpointSlice', 'PodDisruptionBudget'].includes(
    kind,
  );

/** The object as the API shows it. `epoch` names instant 0. */
export const toObject = (record: AnyRecord, epoch: Epoch): JsonObject => {
  if (record.kind === 'Event') return reportedEventObject(record, epoch, systemMetadata(record, epoch));
  const draft = draftOf(record);
  const metadata = at(draft, 'metadata');
  const managers = at(metadata, 'managedFields');
  const status = statusObject(record, epoch);
  return {
    apiVersion: textAt(draft, 'apiVersion') ?? apiVersionOf(record.kind),
    kind: record.kind,
    ...draft,
    metadata: {
      ...(isJsonObject(metadata) ? metadata : {}),
      ...systemMetadata(record, epoch),
      ...(isJsonArray(managers) ? { managedFields: managedFieldsObject(managers, epoch) } : {}),
    },
    ...(status === undefined ? {} : { status }),
  };
};
