import type { Json, JsonObject } from '../../engine/index.ts';
import { listAt, textAt, textListAt, textsAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { forbiddenField, invalidValue, required } from './field.ts';
import { validateLabels } from './metadata.ts';
import { labelValue, qualifiedName } from './name.ts';

const listOperators = ['In', 'NotIn'];
const bareOperators = ['Exists', 'DoesNotExist'];
const orderOperators = ['Gt', 'Lt'];

const validateValues = (
  operator: string,
  values: readonly Json[],
  ordered: boolean,
  field: string,
): readonly Cause[] => {
  if (listOperators.includes(operator))
    return values.length > 0
      ? []
      : [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  if (bareOperators.includes(operator)) {
    const why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    return values.length === 0 ? [] : [forbiddenField(`${field}.values`, why)];
  }
  if (ordered && orderOperators.includes(operator))
    return values.length === 1
      ? []
      : [required(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
  return [invalidValue(`${field}.operator`, operator, 'not a valid selector operator')];
};

/** Is this one of the operators of label selectors? */
export const isLabelOperator = (operator: string): boolean =>
  listOperators.includes(operator) || bareOperators.includes(operator);

/** A metav1.LabelSelector. Source: ValidateLabelSelector. */
export const validateLabelSelector = (selector: JsonObject, field: string): readonly Cause[] => [
  ...validateLabels(textsAt(selector, 'matchLabels'), `${field}.matchLabels`),
  ...listAt(selector, 'matchExpressions').flatMap((one, i) => {
    const here = `${field}.matchExpressions[${i}]`;
    const key = textAt(one, 'key') ?? '';
    return [
      ...validateValues(textAt(one, 'operator') ?? '', listAt(one, 'values'), false, here),
      ...qualifiedName(key).map((why) => invalidValue(`${here}.key`, key, why)),
      ...textListAt(one, 'values').flatMap((value, v) =>
        labelValue(value).map((why) => invalidValue(`${here}.values[${v}]`, value, why)),
      ),
    ];
  }),
];

const validateNodeRequirement = (one: Json, field: string): readonly Cause[] => {
  const key = textAt(one, 'key') ?? '';
  return [
    ...validateValues(textAt(one, 'operator') ?? '', listAt(one, 'values'), true, field),
    ...qualifiedName(key).map((why) => invalidValue(`${field}.key`, key, why)),
  ];
};

const validateFieldRequirement = (one: Json, field: string): readonly Cause[] => {
  const operator = textAt(one, 'operator') ?? '';
  const key = textAt(one, 'key') ?? '';
  const values = listAt(one, 'values');
  return [
    ...(listOperators.includes(operator)
      ? values.length === 1
        ? []
        : [
            required(
              `${field}.values`,
              "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
            ),
          ]
      : [invalidValue(`${field}.operator`, operator, 'not a valid selector operator')]),
    ...(key === 'metadata.name' ? [] : [invalidValue(`${field}.key`, key, 'not a valid field selector key')]),
  ];
};

/** One term of a node selector. */
export const validateNodeTerm = (term: Json | undefined, field: string): readonly Cause[] => [
  ...listAt(term, 'matchExpressions').flatMap((one, i) =>
    validateNodeRequirement(one, `${field}.matchExpressions[${i}]`),
  ),
  ...listAt(term, 'matchFields').flatMap((one, i) => validateFieldRequirement(one, `${field}.matchFields[${i}]`)),
];

/** A node selector, which needs at least one term. */
export const validateNodeSelector = (selector: Json, field: string): readonly Cause[] => {
  const terms = listAt(selector, 'nodeSelectorTerms');
  if (terms.length === 0) return [required(`${field}.nodeSelectorTerms`, 'must have at least one node selector term')];
  return terms.flatMap((term, i) => validateNodeTerm(term, `${field}.nodeSelectorTerms[${i}]`));
};
