import { objectMeta, objectReference, shape } from '@orrery/core/api';

const { filled, flag, int32, int64, kept, list, map, struct, text, time } = shape;

/* What clients send beside the objects of the kinds. */

const preconditions = struct('Preconditions', { uid: kept(text), resourceVersion: kept(text) });

export const deleteOptions = struct('DeleteOptions', {
  apiVersion: text,
  kind: text,
  gracePeriodSeconds: kept(int64),
  preconditions: preconditions,
  orphanDependents: kept(flag),
  propagationPolicy: kept(text),
  dryRun: list(text),
  ignoreStoreReadErrorWithClusterBreakingPotential: kept(flag),
});

export const eviction = struct('Eviction', {
  apiVersion: text,
  kind: text,
  metadata: filled(objectMeta),
  deleteOptions: deleteOptions,
});

const scaleSpec = struct('ScaleSpec', { replicas: int32 });

const scaleStatus = struct('ScaleStatus', { replicas: kept(int32), selector: text });

export const scale = struct('Scale', {
  apiVersion: text,
  kind: text,
  metadata: filled(objectMeta),
  spec: filled(scaleSpec),
  status: filled(scaleStatus),
});

export const binding = struct('Binding', {
  apiVersion: text,
  kind: text,
  metadata: filled(objectMeta),
  target: filled(objectReference),
});

const leaseSpec = struct('LeaseSpec', {
  holderIdentity: kept(text),
  leaseDurationSeconds: kept(int32),
  acquireTime: time,
  renewTime: time,
  leaseTransitions: kept(int32),
  strategy: kept(text),
  preferredHolder: kept(text),
});

export const lease = struct('Lease', {
  apiVersion: text,
  kind: text,
  metadata: filled(objectMeta),
  spec: filled(leaseSpec),
});

const fieldSelectorRequirement = struct('FieldSelectorRequirement', {
  key: kept(text),
  operator: kept(text),
  values: list(text),
});

const fieldSelectorAttributes = struct('FieldSelectorAttributes', {
  rawSelector: text,
  requirements: list(fieldSelectorRequirement),
});

const labelSelectorRequirement = struct('LabelSelectorRequirement', {
  key: kept(text),
  operator: kept(text),
  values: list(text),
});

const labelSelectorAttributes = struct('LabelSelectorAttributes', {
  rawSelector: text,
  requirements: list(labelSelectorRequirement),
});

const resourceAttributes = struct('ResourceAttributes', {
  namespace: text,
  verb: text,
  group: text,
  version: text,
  resource: text,
  subresource: text,
  name: text,
  fieldSelector: fieldSelectorAttributes,
  labelSelector: labelSelectorAttributes,
});

const nonResourceAttributes = struct('NonResourceAttributes', { path: text, verb: text });

const selfSubjectAccessReviewSpec = struct('SelfSubjectAccessReviewSpec', {
  resourceAttributes,
  nonResourceAttributes,
});

const subjectAccessReviewStatus = struct('SubjectAccessReviewStatus', {
  allowed: kept(flag),
  denied: flag,
  reason: text,
  evaluationError: text,
});

export const selfSubjectAccessReview = struct('SelfSubjectAccessReview', {
  apiVersion: text,
  kind: text,
  metadata: filled(objectMeta),
  spec: filled(selfSubjectAccessReviewSpec),
  status: filled(subjectAccessReviewStatus),
});

export const subjectAccessReview = struct('SubjectAccessReview', {
  apiVersion: text,
  kind: text,
  metadata: filled(objectMeta),
  spec: filled(
    struct('SubjectAccessReviewSpec', {
      resourceAttributes,
      nonResourceAttributes,
      user: text,
      groups: list(text),
      extra: map(list(text)),
      uid: text,
    }),
  ),
  status: filled(subjectAccessReviewStatus),
});

const selfSubjectRulesReviewSpec = struct('SelfSubjectRulesReviewSpec', { namespace: text });

const resourceRule = struct('ResourceRule', {
  verbs: kept(list(text)),
  apiGroups: list(text),
  resources: list(text),
  resourceNames: list(text),
});

const nonResourceRule = struct('NonResourceRule', { verbs: kept(list(text)), nonResourceURLs: list(text) });

const subjectRulesReviewStatus = struct('SubjectRulesReviewStatus', {
  resourceRules: kept(list(resourceRule)),
  nonResourceRules: kept(list(nonResourceRule)),
  incomplete: kept(flag),
  evaluationError: text,
});

export const selfSubjectRulesReview = struct('SelfSubjectRulesReview', {
  apiVersion: text,
  kind: text,
  metadata: filled(objectMeta),
  spec: filled(selfSubjectRulesReviewSpec),
  status: filled(subjectRulesReviewStatus),
});

const userInfo = struct('UserInfo', { username: text, uid: text, groups: list(text), extra: map(list(text)) });

const selfSubjectReviewStatus = struct('SelfSubjectReviewStatus', { userInfo: filled(userInfo) });

export const selfSubjectReview = struct('SelfSubjectReview', {
  apiVersion: text,
  kind: text,
  metadata: filled(objectMeta),
  status: filled(selfSubjectReviewStatus),
});

const boundObjectReference = struct('BoundObjectReference', { kind: text, apiVersion: text, name: text, uid: text });

const tokenRequestSpec = struct('TokenRequestSpec', {
  audiences: kept(list(text)),
  expirationSeconds: kept(int64),
  boundObjectRef: boundObjectReference,
});

const tokenRequestStatus = struct('TokenRequestStatus', { token: kept(text), expirationTimestamp: time });

export const tokenRequest = struct('TokenRequest', {
  apiVersion: text,
  kind: text,
  metadata: filled(objectMeta),
  spec: filled(tokenRequestSpec),
  status: filled(tokenRequestStatus),
});
