import type { JsonObject } from '../../engine/index.ts';
import {
  flagAt,
  highestUserPriority,
  numberAt,
  systemPriorities,
  systemPriorityPrefix,
  textAt,
} from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { forbiddenField, unchanged, unsupported } from './field.ts';

/*
 * PriorityClasses. Source: k8s.io/kubernetes pkg/apis/scheduling/validation.
 */

/** Why an object is not the system's class of its name. */
const notSystems = (name: string, value: number, isDefault: boolean): string | undefined => {
  const known = systemPriorities.find((one) => one.name === name);
  if (known === undefined) return `${name} is not a known system priority class`;
  if (known.value !== value) return `value of ${name} PriorityClass must be ${known.value}`;
  return isDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
};

const policies = ['Never', 'PreemptLowerPriority'];

export const validatePriorityClass = (object: JsonObject): readonly Cause[] => {
  const name = textAt(object, 'metadata', 'name') ?? '';
  const value = numberAt(object, 'value') ?? 0;
  const policy = textAt(object, 'preemptionPolicy');
  const causes: Cause[] = [];
  if (name.startsWith(systemPriorityPrefix)) {
    const why = notSystems(name, value, flagAt(object, 'globalDefault'));
    const reserved = `priority class names with '${systemPriorityPrefix}' prefix are reserved for system use only`;
    if (why !== undefined) causes.push(forbiddenField('metadata.name', `${reserved}. error: ${why}`));
  } else if (value > highestUserPriority)
    causes.push(forbiddenField('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`));
  if (policy !== undefined && !policies.includes(policy))
    causes.push(unsupported('preemptionPolicy', policy, policies));
  return causes;
};

export const validatePriorityClassUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] => [
  ...(numberAt(object, 'value') === numberAt(before, 'value')
    ? []
    : [forbiddenField('value', 'may not be changed in an update.')]),
  ...unchanged('preemptionPolicy', object['preemptionPolicy'], before['preemptionPolicy']),
];
