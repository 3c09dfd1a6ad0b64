import * as E from 'fp-ts/lib/Either.js';
import type { Json } from '../engine/index.ts';
import { listAt, textAt, textListAt, textsAt } from './field.ts';
import type { StringMap } from './meta.ts';

export type SelectorOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';

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
    operator: 'In',
    values: [value],
  })),
  ...readRequirements(listAt(selector, 'matchExpressions')),
];

/** Does one requirement hold for a label's value (undefined: the label is not there)? */
export const holds = ({ operator, values }: Requirement, value: string | undefined): boolean => {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const [bound = ''] = values;
      if (value === undefined || !/^-?\d+$/.test(value) || !/^-?\d+$/.test(bound)) return false;
      return operator === 'Gt' ? Number(value) > Number(bound) : Number(value) < Number(bound);
    }
    default:
      return operator satisfies never;
  }
};

export const selects = (selector: LabelSelector, labels: StringMap): boolean =>
  selector.every((requirement) => holds(requirement, labels[requirement.key]));

const word = '[A-Za-z0-9](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?';
const equality = new RegExp(`^(${word})\\s*(==|=|!=)\\s*(${word})?$`);
const setBased = new RegExp(`^(${word})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const existence = new RegExp(`^(!?)\\s*(${word})$`);

const parseRequirement = (text: string): Requirement | undefined => {
  const equal = equality.exec(text);
  if (equal !== null)
    return { key: equal[1] ?? '', operator: equal[2] === '!=' ? 'NotIn' : 'In', values: [equal[3] ?? ''] };
  const set = setBased.exec(text);
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    return { key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values };
  }
  const exists = existence.exec(text);
  return exists === null
    ? undefined
    : { key: exists[2] ?? '', operator: exists[1] === '!' ? 'DoesNotExist' : 'Exists', values: [] };
};

/** Reads the form of `kubectl -l`: `app=nginx,tier!=db,env in (a,b),!x`. */
export const parseSelector = (text: string): E.Either<string, LabelSelector> => {
  if (text.trim() === '') return E.right([]);
  const requirements: Requirement[] = [];
  for (const part of text.split(/,(?![^(]*\))/)) {
    const requirement = parseRequirement(part.trim());
    if (requirement === undefined)
      return E.left(`unable to parse requirement: found '${part.trim()}' in selector '${text}'`);
    requirements.push(requirement);
  }
  return E.right(requirements);
};

const formatRequirement = ({ key, operator, values }: Requirement): string => {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0] ?? ''}` : `${key} in (${[...values].sort().join(',')})`;
    case 'NotIn':
      return values.length === 1 ? `${key}!=${values[0] ?? ''}` : `${key} notin (${[...values].sort().join(',')})`;
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
