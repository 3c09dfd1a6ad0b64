import { anything, atomic, flag, int64, kept, list, struct, text, texts, time, union } from './schema.ts';

export const ownerReference = atomic(
  struct('OwnerReference', {
    apiVersion: kept(text),
    kind: kept(text),
    name: kept(text),
    uid: kept(text),
    controller: kept(flag),
    blockOwnerDeletion: kept(flag),
  }),
);

const managedFieldsEntry = struct('ManagedFieldsEntry', {
  manager: text,
  operation: text,
  apiVersion: text,
  time,
  fieldsType: text,
  fieldsV1: anything,
  subresource: text,
});

export const objectMeta = struct('ObjectMeta', {
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid: text,
  resourceVersion: text,
  generation: int64,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: kept(int64),
  labels: texts,
  annotations: texts,
  ownerReferences: list(ownerReference, 'uid'),
  finalizers: union(text),
  // An empty list asks to forget who manages what, so it is not the same as none.
  managedFields: kept(list(managedFieldsEntry)),
});

export const labelSelector = atomic(
  struct('LabelSelector', {
    matchLabels: texts,
    matchExpressions: list(
      struct('LabelSelectorRequirement', { key: kept(text), operator: kept(text), values: list(text) }),
    ),
  }),
);

export const localObjectReference = atomic(struct('LocalObjectReference', { name: text }));

export const objectReference = atomic(
  struct('ObjectReference', {
    kind: text,
    namespace: text,
    name: text,
    uid: text,
    apiVersion: text,
    resourceVersion: text,
    fieldPath: text,
  }),
);
