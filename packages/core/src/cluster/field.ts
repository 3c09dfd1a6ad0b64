import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../engine/index.ts';

/*
 * Reading members of bodies. Bodies were validated before they were stored, so a member of another type than expected
 * means "not set": these functions never fail.
 */

/** The value at a path of member names and list indices; undefined when any step is missing. */
export const at = (value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined => {
  let here = value;
  for (const step of path) {
    if (typeof step === 'number') here = isJsonArray(here) ? here[step] : undefined;
    else here = isJsonObject(here) ? here[step] : undefined;
  }
  return here;
};

export const textAt = (value: Json | undefined, ...path: readonly string[]): string | undefined => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
};

export const numberAt = (value: Json | undefined, ...path: readonly string[]): number | undefined => {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
};

export const flagAt = (value: Json | undefined, ...path: readonly string[]): boolean => at(value, ...path) === true;

export const listAt = (value: Json | undefined, ...path: readonly string[]): readonly Json[] => {
  const found = at(value, ...path);
  return isJsonArray(found) ? found : [];
};

export const objectAt = (value: Json | undefined, ...path: readonly string[]): JsonObject | undefined => {
  const found = at(value, ...path);
  return isJsonObject(found) ? found : undefined;
};

/** The members of an object of texts, such as labels; others are left out. */
export const textsAt = (value: Json | undefined, ...path: readonly string[]): Readonly<Record<string, string>> => {
  const found = Object.entries(objectAt(value, ...path) ?? {});
  return Object.fromEntries(found.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
};

/** The texts in a list. */
export const textListAt = (value: Json | undefined, ...path: readonly string[]): readonly string[] =>
  listAt(value, ...path).filter((item) => typeof item === 'string');
