import type { Json } from '../engine/index.ts';
import { listAt, textAt, textListAt, textsAt } from './field.ts';
import type { StringMap } from './meta.ts';

/** `=`, `==` and `!=` are In and NotIn of one value, kept apart because they are shown as they were written. */
export type SelectorOperator = '=' | '==' | '!=' | 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';

/** One condition on a label. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** A label selector: all requirements must hold. Without any it selects everything. */
export type LabelSelector = readonly Requirement[];

const operators: readonly SelectorOperator[] = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];

/** Requirements given as `matchExpressions`. */
export const readRequirements = (expressions: readonly Json[]): LabelSelector =>
  expressions.map((expression) => ({
    key: textAt(expression, 'key') ?? '',
    operator: operators.find((one) => one === textAt(expression, 'operator')) ?? 'In',
    values: textListAt(expression, 'values'),
  }));

/** Reads the object form: matchLabels and matchExpressions. */
export const readSelector = (selector: Json | undefined): LabelSelector => [
  ...Object.entries(textsAt(selector, 'matchLabels')).map(([key, value]): Requirement => ({
    key,
    operator: '=',
    values: [value],
  })),
  ...readRequirements(listAt(selector, 'matchExpressions')),
];

/** A whole number as Go's ParseInt reads it. */
const wholeNumber = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;

/** Does one requirement hold for a label's value (undefined: the label is not there)? */
export const holds = ({ operator, values }: Requirement, value: string | undefined): boolean => {
  switch (operator) {
    case '=':
    case '==':
    case 'In':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const [found, bound] = [wholeNumber(value), wholeNumber(values[0])];
      if (found === undefined || bound === undefined) return false;
      return operator === 'Gt' ? found > bound : found < bound;
    }
    default:
      return operator satisfies never;
  }
};

export const selects = (selector: LabelSelector, labels: StringMap): boolean =>
  selector.every((requirement) => holds(requirement, labels[requirement.key]));

/** Does a selector select everything? */
export const isEmptySelector = (selector: LabelSelector): boolean => selector.length === 0;

const formatRequirement = ({ key, operator, values }: Requirement): string => {
  switch (operator) {
    case '=':
    case '==':
    case '!=':
      return `${key}${operator}${values[0] ?? ''}`;
    case 'In':
      return `${key} in (${values.toSorted().join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.toSorted().join(',')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    case 'Gt':
      return `${key}>${values[0] ?? ''}`;
    case 'Lt':
      return `${key}<${values[0] ?? ''}`;
    default:
      return operator satisfies never;
  }
};

/** The text form, by key, as kubectl shows selectors; empty for one that selects everything. */
export const formatSelector = (selector: LabelSelector): string =>
  [...selector]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(formatRequirement)
    .join(',');
