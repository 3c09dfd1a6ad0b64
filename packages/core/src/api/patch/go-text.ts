import { isJsonArray, isJsonObject, type Json } from '../../engine/index.ts';

/** A value as Go prints a decoded one (%v), which is how errors about patches quote it. */
export const goText = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '<nil>';
  if (isJsonArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `map[${members.map(([key, member]) => `${key}:${goText(member)}`).join(' ')}]`;
};

/** The name of the Go type that a value decodes to. */
export const goType = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '%!s(<nil>)';
  if (isJsonArray(value)) return '[]interface {}';
  if (isJsonObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
};
