import { canonicalJson, type Json } from '../../engine/index.ts';
import type { Cause } from '../rejection.ts';

/*
 * What can be wrong with a field, in the words of the API. Source: apimachinery util/validation/field.
 */

/** A value as errors quote it: texts in quotes, numbers bare, anything else as JSON. */
const shown = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '"null"';
  return typeof value === 'object' ? canonicalJson(value) : JSON.stringify(value);
};

const cause = (field: string, reason: string, message: string, detail: string): Cause => ({
  field,
  reason,
  message: detail === '' ? message : `${message}: ${detail}`,
});

export const invalidValue = (field: string, value: Json | undefined, detail: string): Cause =>
  cause(field, 'FieldValueInvalid', `Invalid value: ${shown(value)}`, detail);

export const required = (field: string, detail = ''): Cause =>
  cause(field, 'FieldValueRequired', 'Required value', detail);

export const duplicate = (field: string, value: Json): Cause =>
  cause(field, 'FieldValueDuplicate', `Duplicate value: ${shown(value)}`, '');

export const unsupported = (field: string, value: Json | undefined, supported: readonly string[]): Cause =>
  cause(
    field,
    'FieldValueNotSupported',
    `Unsupported value: ${shown(value)}`,
    `supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
  );

export const forbiddenField = (field: string, detail: string): Cause =>
  cause(field, 'FieldValueForbidden', 'Forbidden', detail);

export const notFoundValue = (field: string, value: Json): Cause =>
  cause(field, 'FieldValueNotFound', `Not found: ${shown(value)}`, '');

export const tooLong = (field: string, bytes: number): Cause =>
  cause(field, 'FieldValueTooLong', 'Too long', `may not be more than ${bytes} bytes`);

export const tooMany = (field: string, count: number, max: number): Cause =>
  cause(field, 'FieldValueTooMany', `Too many: ${count}`, `must have at most ${max} items`);

export const notNegative = (field: string, value: number | undefined): readonly Cause[] =>
  value === undefined || value >= 0 ? [] : [invalidValue(field, value, 'must be greater than or equal to 0')];

/** A value that must stay as it is. */
export const unchanged = (field: string, value: Json | undefined, before: Json | undefined): readonly Cause[] =>
  canonicalJson(value ?? null) === canonicalJson(before ?? null)
    ? []
    : [invalidValue(field, value, 'field is immutable')];
