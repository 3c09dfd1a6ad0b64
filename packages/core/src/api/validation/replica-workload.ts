import type { JsonObject } from '../../engine/index.ts';
import { at, numberAt, objectAt, textAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { forbiddenField, invalidValue, notNegative, required, unchanged, unsupported } from './field.ts';
import { validatePodTemplate } from './pod.ts';
import { validateLabelSelector } from './selector.ts';
import { amountOf, isEmptySelector, overAll, validateAmount, validateEndless, validateMatch } from './workload.ts';

/*
 * ReplicaSets and Deployments. Source: k8s.io/kubernetes pkg/apis/apps/validation.
 */

const validateSelector = (spec: JsonObject, kind: string): readonly Cause[] => {
  const selector = objectAt(spec, 'selector');
  if (selector === undefined) return [required('spec.selector')];
  return [
    ...validateLabelSelector(selector, 'spec.selector'),
    ...(isEmptySelector(selector)
      ? [invalidValue('spec.selector', selector, `empty selector is invalid for ${kind}`)]
      : []),
  ];
};

const validateTemplate = (spec: JsonObject, kind: string): readonly Cause[] => [
  ...validateMatch(spec, 'spec'),
  ...validatePodTemplate(objectAt(spec, 'template') ?? {}, 'spec.template'),
  ...validateEndless(spec, 'spec', kind),
];

export const validateReplicaSet = (object: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  return [
    ...notNegative('spec.replicas', numberAt(spec, 'replicas')),
    ...notNegative('spec.minReadySeconds', numberAt(spec, 'minReadySeconds')),
    ...validateSelector(spec, 'deployment'), // upstream says deployment here too
    ...validateTemplate(spec, 'ReplicaSet'),
  ];
};

const validateStrategy = (spec: JsonObject): readonly Cause[] => {
  const field = 'spec.strategy';
  const type = textAt(spec, 'strategy', 'type') ?? '';
  const block = objectAt(spec, 'strategy', 'rollingUpdate');
  if (type === 'Recreate')
    return block === undefined
      ? []
      : [forbiddenField(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  if (type !== 'RollingUpdate') return [unsupported(field, at(spec, 'strategy'), ['Recreate', 'RollingUpdate'])];
  if (block === undefined) return [required(`${field}.rollingUpdate`, 'this should be defaulted and never be nil')];
  const [most, surge] = [block['maxUnavailable'], block['maxSurge']];
  const here = `${field}.rollingUpdate`;
  return [
    ...validateAmount(most, `${here}.maxUnavailable`),
    ...validateAmount(surge, `${here}.maxSurge`),
    ...(amountOf(most) === 0 && amountOf(surge) === 0
      ? [invalidValue(`${here}.maxUnavailable`, most, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...overAll(most, `${here}.maxUnavailable`),
  ];
};

const validateDeadline = (spec: JsonObject): readonly Cause[] => {
  const deadline = numberAt(spec, 'progressDeadlineSeconds');
  if (deadline === undefined) return [];
  const field = 'spec.progressDeadlineSeconds';
  return [
    ...notNegative(field, deadline),
    ...(deadline <= (numberAt(spec, 'minReadySeconds') ?? 0)
      ? [invalidValue(field, deadline, 'must be greater than minReadySeconds')]
      : []),
  ];
};

export const validateDeployment = (object: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  return [
    ...notNegative('spec.replicas', numberAt(spec, 'replicas')),
    ...validateSelector(spec, 'deployment'),
    ...validateTemplate(spec, 'Deployment'),
    ...validateStrategy(spec),
    ...notNegative('spec.minReadySeconds', numberAt(spec, 'minReadySeconds')),
    ...notNegative('spec.revisionHistoryLimit', numberAt(spec, 'revisionHistoryLimit')),
    ...validateDeadline(spec),
  ];
};

/** What owns pods keeps the selector that tells which they are. */
export const validateSelectorUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] =>
  unchanged('spec.selector', at(object, 'spec', 'selector'), at(before, 'spec', 'selector'));
