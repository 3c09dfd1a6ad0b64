import type { JsonObject } from '../../engine/index.ts';
import { at, numberAt, objectAt, textAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { invalidValue, notNegative, unsupported } from './field.ts';
import { validateLabelSelector } from './selector.ts';
import { overAll, validateAmount } from './workload.ts';

const policies = ['AlwaysAllow', 'IfHealthyBudget'];

/** Source: k8s.io/kubernetes pkg/apis/policy/validation. */
export const validateBudget = (object: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  const [least, most] = [at(spec, 'minAvailable'), at(spec, 'maxUnavailable')];
  const selector = objectAt(spec, 'selector');
  const policy = textAt(spec, 'unhealthyPodEvictionPolicy');
  return [
    ...(least !== undefined && most !== undefined
      ? [invalidValue('spec', spec, 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...validateAmount(least, 'spec.minAvailable'),
    ...overAll(least, 'spec.minAvailable'),
    ...validateAmount(most, 'spec.maxUnavailable'),
    ...overAll(most, 'spec.maxUnavailable'),
    ...(selector === undefined ? [] : validateLabelSelector(selector, 'spec.selector')),
    ...(policy === undefined || policies.includes(policy)
      ? []
      : [unsupported('spec.unhealthyPodEvictionPolicy', policy, policies)]),
  ];
};

const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'];

export const validateBudgetStatus = (object: JsonObject): readonly Cause[] =>
  counts.flatMap((member) => notNegative(`status.${member}`, numberAt(object, 'status', member)));
