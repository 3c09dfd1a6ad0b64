/** A JSON value: what a manifest, a request body and an interned body are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Is this value a JSON object (neither null nor an array)? */
export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Array.isArray does not narrow readonly arrays; this does. */
export const isJsonArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const isThere = (object: JsonObject, name: string): boolean =>
  Object.hasOwn(object, name) && object[name] !== undefined;

/** Have two values the same text? The order of members does not matter, and one that is undefined is not there. */
export const jsonEqual = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (isJsonArray(a)) return isJsonArray(b) && a.length === b.length && a.every((item, i) => jsonEqual(item, b[i]));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  let extra = 0;
  for (const name of Object.keys(b)) if (b[name] !== undefined) extra++;
  for (const name of Object.keys(a)) {
    if (a[name] === undefined) continue;
    if (!isThere(b, name) || !jsonEqual(a[name], b[name])) return false;
    extra--;
  }
  return extra === 0;
};
