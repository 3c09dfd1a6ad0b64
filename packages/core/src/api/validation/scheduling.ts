import type { Json, JsonObject } from '../../engine/index.ts';
import { listAt, numberAt, objectAt, textAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { duplicate, invalidValue, required, unsupported } from './field.ts';
import { labelValue, qualifiedName } from './name.ts';
import { validateLabelSelector, validateNodeSelector, validateNodeTerm } from './selector.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

const validateToleration = (toleration: Json, field: string): readonly Cause[] => {
  const text = (member: string): string => textAt(toleration, member) ?? '';
  const [key, operator, value, effect] = [text('key'), text('operator'), text('value'), text('effect')];
  const causes: Cause[] = key === '' ? [] : qualifiedName(key).map((why) => invalidValue(`${field}.key`, key, why));
  if (key === '' && operator !== 'Exists')
    causes.push(
      invalidValue(
        `${field}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  if (numberAt(toleration, 'tolerationSeconds') !== undefined && effect !== 'NoExecute')
    causes.push(invalidValue(`${field}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  if (operator === '' || operator === 'Equal')
    causes.push(...labelValue(value).map((why) => invalidValue(`${field}.operator`, value, why)));
  else if (operator === 'Exists') {
    if (value !== '')
      causes.push(invalidValue(`${field}.operator`, toleration, "value must be empty when `operator` is 'Exists'"));
  } else causes.push(unsupported(`${field}.operator`, operator, ['Equal', 'Exists']));
  if (effect !== '' && !effects.includes(effect)) causes.push(unsupported(`${field}.effect`, effect, effects));
  return causes;
};

export const validateTolerations = (spec: JsonObject, field: string): readonly Cause[] =>
  listAt(spec, 'tolerations').flatMap((one, i) => validateToleration(one, `${field}.tolerations[${i}]`));

/** Taints of a node: each key once for each effect. */
export const validateTaints = (spec: JsonObject, field: string): readonly Cause[] => {
  const seen = new Set<string>();
  return listAt(spec, 'taints').flatMap((taint, i) => {
    const here = `${field}.taints[${i}]`;
    const [key, value, effect] = ['key', 'value', 'effect'].map((member) => textAt(taint, member) ?? '');
    const pair = `${key ?? ''}:${effect ?? ''}`;
    const causes = [
      ...qualifiedName(key ?? '').map((why) => invalidValue(`${here}.key`, key, why)),
      ...labelValue(value ?? '').map((why) => invalidValue(`${here}.value`, value, why)),
      ...validateEffect(effect ?? '', `${here}.effect`),
    ];
    if (!seen.has(pair)) {
      seen.add(pair);
      return causes;
    }
    const { field: where, reason, message } = duplicate(here, taint);
    return [...causes, { field: where, reason, message: `${message}: taints must be unique by key and effect pair` }];
  });
};

const validateEffect = (effect: string, field: string): readonly Cause[] => {
  if (effect === '') return [required(field)];
  return effects.includes(effect) ? [] : [unsupported(field, effect, effects)];
};

const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const requiredRule = 'requiredDuringSchedulingIgnoredDuringExecution';

const validateWeight = (one: Json, field: string): readonly Cause[] => {
  const weight = numberAt(one, 'weight') ?? 0;
  return weight >= 1 && weight <= 100 ? [] : [invalidValue(`${field}.weight`, weight, 'must be in the range 1-100')];
};

const validateNodeAffinity = (affinity: JsonObject, field: string): readonly Cause[] => {
  const selector = objectAt(affinity, requiredRule);
  return [
    ...(selector === undefined ? [] : validateNodeSelector(selector, `${field}.${requiredRule}`)),
    ...listAt(affinity, preferred).flatMap((one, i) => {
      const here = `${field}.${preferred}[${i}]`;
      return [...validateWeight(one, here), ...validateNodeTerm(objectAt(one, 'preference'), `${here}.preference`)];
    }),
  ];
};

const validatePodTerm = (term: Json | undefined, field: string): readonly Cause[] => {
  const key = textAt(term, 'topologyKey') ?? '';
  return [
    ...['labelSelector', 'namespaceSelector'].flatMap((member) => {
      const selector = objectAt(term, member);
      return selector === undefined ? [] : validateLabelSelector(selector, `${field}.${member}`);
    }),
    ...(key === ''
      ? [required(`${field}.topologyKey`, 'can not be empty')]
      : qualifiedName(key).map((why) => invalidValue(`${field}.topologyKey`, key, why))),
  ];
};

const validatePodAffinity = (affinity: JsonObject, field: string): readonly Cause[] => [
  ...listAt(affinity, requiredRule).flatMap((one, i) => validatePodTerm(one, `${field}.${requiredRule}[${i}]`)),
  ...listAt(affinity, preferred).flatMap((one, i) => {
    const here = `${field}.${preferred}[${i}]`;
    return [
      ...validateWeight(one, here),
      ...validatePodTerm(objectAt(one, 'podAffinityTerm'), `${here}.podAffinityTerm`),
    ];
  }),
];

/** spec.affinity of a pod. */
export const validateAffinity = (spec: JsonObject, field: string): readonly Cause[] => {
  const affinity = objectAt(spec, 'affinity') ?? {};
  const node = objectAt(affinity, 'nodeAffinity');
  return [
    ...(node === undefined ? [] : validateNodeAffinity(node, `${field}.affinity.nodeAffinity`)),
    ...['podAffinity', 'podAntiAffinity'].flatMap((member) => {
      const one = objectAt(affinity, member);
      return one === undefined ? [] : validatePodAffinity(one, `${field}.affinity.${member}`);
    }),
  ];
};

const actions = ['DoNotSchedule', 'ScheduleAnyway'];

/** spec.topologySpreadConstraints of a pod. */
export const validateSpread = (spec: JsonObject, field: string): readonly Cause[] =>
  listAt(spec, 'topologySpreadConstraints').flatMap((one, i) => {
    const here = `${field}.topologySpreadConstraints[${i}]`;
    const skew = numberAt(one, 'maxSkew') ?? 0;
    const key = textAt(one, 'topologyKey') ?? '';
    const action = textAt(one, 'whenUnsatisfiable') ?? '';
    return [
      ...(skew > 0 ? [] : [invalidValue(`${here}.maxSkew`, skew, 'must be greater than zero')]),
      ...(key === ''
        ? [required(`${here}.topologyKey`, 'can not be empty')]
        : qualifiedName(key).map((why) => invalidValue(`${here}.topologyKey`, key, why))),
      ...(actions.includes(action) ? [] : [unsupported(`${here}.whenUnsatisfiable`, action, actions)]),
    ];
  });
