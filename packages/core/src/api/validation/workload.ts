import { canonicalJson, type Json, type JsonObject } from '../../engine/index.ts';
import { at, listAt, numberAt, objectAt, readSelector, selects, textAt, textsAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { forbiddenField, invalidValue, notNegative, required, unchanged, unsupported } from './field.ts';
import { validateAnnotations, validateLabels } from './metadata.ts';
import { dnsLabel, percent } from './name.ts';
import { validatePodTemplate } from './pod.ts';
import { isLabelOperator, validateLabelSelector } from './selector.ts';

const mismatch = '`selector` does not match template `labels`';

/** Can this selector be read at all? */
const isReadable = (selector: JsonObject): boolean =>
  listAt(selector, 'matchExpressions').every((one) => isLabelOperator(textAt(one, 'operator') ?? ''));

/** The selector is there, is not empty and selects the template's pods. A missing one selects nothing. */
export const validateMatch = (spec: JsonObject, field: string): readonly Cause[] => {
  const selector = objectAt(spec, 'selector');
  const labels = textsAt(spec, 'template', 'metadata', 'labels');
  if (selector !== undefined && !isReadable(selector)) return [];
  const matches = selector !== undefined && selects(readSelector(selector), labels);
  return matches ? [] : [invalidValue(`${field}.template.metadata.labels`, labels, mismatch)];
};

export const isEmptySelector = (selector: JsonObject): boolean =>
  Object.keys(textsAt(selector, 'matchLabels')).length + listAt(selector, 'matchExpressions').length === 0;

/** Pods of these workloads run for ever. */
export const validateEndless = (spec: JsonObject, field: string, kind: string): readonly Cause[] => {
  const template = objectAt(spec, 'template', 'spec') ?? {};
  const policy = textAt(template, 'restartPolicy') ?? '';
  const here = `${field}.template.spec`;
  return [
    ...(policy === 'Always' ? [] : [unsupported(`${here}.restartPolicy`, policy, ['Always'])]),
    ...(template['activeDeadlineSeconds'] === undefined
      ? []
      : [forbiddenField(`${here}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`)]),
  ];
};

export const validateAmount = (value: Json | undefined, field: string): readonly Cause[] => {
  if (typeof value === 'number') return notNegative(field, value);
  if (typeof value === 'string') return percent(value).map((why) => invalidValue(field, value, why));
  return [];
};

/** A number, or the number before the percent sign. Anything else counts as 0. */
export const amountOf = (value: Json | undefined): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'string' && /^\d+%?$/.test(value)
      ? Number.parseInt(value, 10)
      : 0;

export const overAll = (value: Json | undefined, field: string): readonly Cause[] =>
  typeof value === 'string' && value.endsWith('%') && amountOf(value) > 100
    ? [invalidValue(field, value, 'must not be greater than 100%')]
    : [];

const validateStatefulSetStrategy = (spec: JsonObject): readonly Cause[] => {
  const field = 'spec.updateStrategy';
  const type = textAt(spec, 'updateStrategy', 'type') ?? '';
  const block = objectAt(spec, 'updateStrategy', 'rollingUpdate');
  if (type === '') return [required(field)];
  if (type === 'OnDelete') {
    const why = "only allowed for updateStrategy 'RollingUpdate'";
    return block === undefined ? [] : [invalidValue(`${field}.rollingUpdate`, block, why)];
  }
  if (type !== 'RollingUpdate')
    return [invalidValue(field, at(spec, 'updateStrategy'), "must be 'RollingUpdate' or 'OnDelete'")];
  const most = at(block, 'maxUnavailable');
  const here = `${field}.rollingUpdate`;
  return [
    ...notNegative(`${here}.partition`, numberAt(block, 'partition')),
    ...validateAmount(most, `${here}.maxUnavailable`),
    ...(most !== undefined && amountOf(most) === 0
      ? [invalidValue(`${here}.maxUnavailable`, most, 'cannot be 0')]
      : []),
    ...overAll(most, `${here}.maxUnavailable`),
  ];
};

const validateRetention = (spec: JsonObject): readonly Cause[] =>
  ['whenDeleted', 'whenScaled'].flatMap((when) => {
    const value = textAt(spec, 'persistentVolumeClaimRetentionPolicy', when) ?? '';
    const field = `spec.persistentVolumeClaimRetentionPolicy.${when}`;
    return value === 'Retain' || value === 'Delete' ? [] : [unsupported(field, value, ['Retain', 'Delete'])];
  });

const validateManagement = (spec: JsonObject): readonly Cause[] => {
  const value = textAt(spec, 'podManagementPolicy') ?? '';
  if (value === '') return [required('spec.podManagementPolicy')];
  if (value === 'OrderedReady' || value === 'Parallel') return [];
  return [invalidValue('spec.podManagementPolicy', value, "must be 'OrderedReady' or 'Parallel'")];
};

const validateRequiredSelector = (spec: JsonObject, kind: string): readonly Cause[] => {
  const selector = objectAt(spec, 'selector');
  if (selector === undefined) return [required('spec.selector')];
  return [
    ...validateLabelSelector(selector, 'spec.selector'),
    ...(isEmptySelector(selector)
      ? [invalidValue('spec.selector', selector, `empty selector is invalid for ${kind}`)]
      : []),
  ];
};

/** A StatefulSet's spec. Its template is only checked as far as upstream does: pods that are invalid fail when they are made. */
export const validateStatefulSet = (object: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  const service = textAt(spec, 'serviceName') ?? '';
  return [
    ...validateManagement(spec),
    ...validateStatefulSetStrategy(spec),
    ...validateRetention(spec),
    ...notNegative('spec.replicas', numberAt(spec, 'replicas')),
    ...notNegative('spec.minReadySeconds', numberAt(spec, 'minReadySeconds')),
    ...notNegative('spec.ordinals.start', numberAt(spec, 'ordinals', 'start')),
    ...validateRequiredSelector(spec, 'statefulset'),
    ...(service === '' ? [] : dnsLabel(service).map((why) => invalidValue('spec.serviceName', service, why))),
    ...validateMatch(spec, 'spec'),
    ...validateLabels(textsAt(spec, 'template', 'metadata', 'labels'), 'spec.template.labels'),
    ...validateAnnotations(textsAt(spec, 'template', 'metadata', 'annotations'), 'spec.template.annotations'),
    ...validateEndless(spec, 'spec', 'StatefulSet'),
  ];
};

const mutable = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

const fixed = (object: JsonObject): string =>
  canonicalJson(
    Object.fromEntries(Object.entries(objectAt(object, 'spec') ?? {}).filter(([key]) => !mutable.has(key))),
  );

const whyFixed =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
  "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

export const validateStatefulSetUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] =>
  fixed(object) === fixed(before) ? [] : [forbiddenField('spec', whyFixed)];

const validateDaemonSetStrategy = (spec: JsonObject): readonly Cause[] => {
  const field = 'spec.updateStrategy';
  const type = textAt(spec, 'updateStrategy', 'type') ?? '';
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') return [unsupported(field, at(spec, 'updateStrategy'), ['RollingUpdate', 'OnDelete'])];
  const block = objectAt(spec, 'updateStrategy', 'rollingUpdate');
  if (block === undefined) return [required(`${field}.rollingUpdate`)];
  const [most, surge] = [block['maxUnavailable'], block['maxSurge']];
  const here = `${field}.rollingUpdate`;
  const causes = [
    ...validateAmount(most, `${here}.maxUnavailable`),
    ...validateAmount(surge, `${here}.maxSurge`),
    ...overAll(most, `${here}.maxUnavailable`),
    ...overAll(surge, `${here}.maxSurge`),
  ];
  if (amountOf(most) !== 0 && amountOf(surge) !== 0)
    return [...causes, invalidValue(`${here}.maxSurge`, surge, 'may not be set when maxUnavailable is non-zero')];
  if (amountOf(most) === 0 && amountOf(surge) === 0)
    return [...causes, required(`${here}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')];
  return causes;
};

export const validateDaemonSet = (object: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  const selector = objectAt(spec, 'selector');
  return [
    ...(selector === undefined ? [] : validateLabelSelector(selector, 'spec.selector')),
    ...validateMatch(spec, 'spec'),
    ...(selector !== undefined && isEmptySelector(selector)
      ? [invalidValue('spec.selector', selector, 'empty selector is invalid for daemonset')]
      : []),
    ...validatePodTemplate(objectAt(spec, 'template') ?? {}, 'spec.template'),
    ...validateEndless(spec, 'spec', 'DaemonSet'),
    ...notNegative('spec.minReadySeconds', numberAt(spec, 'minReadySeconds')),
    ...validateDaemonSetStrategy(spec),
    ...notNegative('spec.revisionHistoryLimit', numberAt(spec, 'revisionHistoryLimit')),
  ];
};

export const validateDaemonSetUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] =>
  unchanged('spec.selector', at(object, 'spec', 'selector'), at(before, 'spec', 'selector'));

export const validateControllerRevision = (object: JsonObject): readonly Cause[] => [
  ...(object['data'] === undefined ? [required('data', 'data is mandatory')] : []),
  ...notNegative('revision', numberAt(object, 'revision')),
];

export const validateControllerRevisionUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] =>
  unchanged('data', object['data'], before['data']);
