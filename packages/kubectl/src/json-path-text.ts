import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson, isJsonArray, isJsonObject, type Json } from '@orrery/core/engine';
import { findResults, goText } from './json-path.ts';

const html: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** A value as kubectl writes it into a template: texts bare, objects and lists as JSON with sorted names. */
const written = (value: Json): string => {
  if (typeof value === 'string') return value;
  if (value === null) return 'null';
  if (!isJsonArray(value) && !isJsonObject(value)) return goText(value);
  return canonicalJson(value).replaceAll(/[<>&\u2028\u2029]/g, (char) => html[char] ?? char);
};

/** A value as Go's %#v shows it, which is how kubectl says what a template was applied to. */
const goSyntax = (value: Json): string => {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (isJsonArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isJsonObject(value)) return goText(value);
  const names = Object.keys(value).sort();
  const members = names.map((name) => `${JSON.stringify(name)}:${goSyntax(value[name] ?? null)}`);
  return `map[string]interface {}{${members.join(', ')}}`;
};

const errorOf = (template: string, value: Json, at: 'parsing' | 'executing', message: string): string =>
  at === 'parsing'
    ? `error parsing jsonpath ${template}, ${message}`
    : `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${message}. ` +
      `Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n` +
      `\tobject given to jsonpath engine was:\n\t\t${goSyntax(value)}\n\n`;

const find = (template: string, value: Json, allowMissing: boolean): E.Either<string, readonly (readonly Json[])[]> => {
  const found = findResults(template, value, allowMissing);
  return E.isLeft(found) ? E.left(errorOf(template, value, found.left.at, found.left.message)) : found;
};

/**
 * The text that a JSONPath template makes of a value: what each pair of braces finds, separated by blanks. `allowMissing` is
 * --allow-missing-template-keys: what is missing is left out, or is an error.
 */
export const jsonPathText = (template: string, value: Json, allowMissing = true): E.Either<string, string> => {
  const found = find(template, value, allowMissing);
  if (E.isLeft(found)) return found;
  return E.right(found.right.map((results) => results.map(written).join(' ')).join(''));
};

/** What is wrong with a template whatever it is applied to. */
export const jsonPathComplaint = (template: string): string | undefined => {
  const found = findResults(template, {}, true);
  return E.isLeft(found) && found.left.at === 'parsing'
    ? `error: ${errorOf(template, {}, 'parsing', found.left.message)}`
    : undefined;
};

/** What a template finds in a value, one after the other. */
export const jsonPathValues = (template: string, value: Json): E.Either<string, readonly Json[]> => {
  const found = find(template, value, true);
  return E.isLeft(found) ? found : E.right(found.right.flat());
};

/** What a template finds in a value, each as a text. */
export const jsonPathTexts = (template: string, value: Json): E.Either<string, readonly string[]> => {
  const found = jsonPathValues(template, value);
  return E.isLeft(found) ? found : E.right(found.right.map(written));
};
