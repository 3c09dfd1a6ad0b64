import { flag, int64, kept, list, struct, text, texts, time, union, anything } from './schema.ts';

export const ownerReference = struct('OwnerReference', {
  apiVersion: kept(text),
  kind: kept(text),
  name: kept(text),
  uid: kept(text),
  controller: kept(flag),
  blockOwnerDeletion: kept(flag),
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
  managedFields: list(anything),
});

export const labelSelector = struct('LabelSelector', {
  matchLabels: texts,
  matchExpressions: list(
    struct('LabelSelectorRequirement', { key: kept(text), operator: kept(text), values: list(text) }),
  ),
});

export const localObjectReference = struct('LocalObjectReference', { name: text });

export const objectReference = struct('ObjectReference', {
  kind: text,
  namespace: text,
  name: text,
  uid: text,
  apiVersion: text,
  resourceVersion: text,
  fieldPath: text,
});
