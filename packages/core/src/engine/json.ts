/** A JSON value: what a manifest, a request body and an interned body are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Is this value a JSON object (neither null nor an array)? */
export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Longer texts are quoted by the runtime, which is the faster the longer they are. */
const longestPlain = 48;

/** A text in quotes. Short ones without anything to escape, which nearly all are, need no call of the runtime. */
const quoted = (text: string): string => {
  if (text.length > longestPlain) return JSON.stringify(text);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Control characters, the quote, the backslash; surrogates may be lone, which only the runtime knows how to write.
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || unit >= 0xd800) return JSON.stringify(text);
  }
  return `"${text}"`;
};

/** Names of members by code unit. Most objects have them so already. */
const sortedKeys = (value: JsonObject): readonly string[] => {
  const keys = Object.keys(value);
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] as string) > (keys[i] as string)) return keys.sort(); // i is below the length
  return keys;
};

/** The one text of a value: keys sorted by code unit, no white space. Equal values have equal texts. */
export const canonicalJson = (value: Json): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = '';
  if (isJsonArray(value)) {
    for (const item of value) text += text === '' ? canonicalJson(item) : `,${canonicalJson(item)}`;
    return `[${text}]`;
  }
  for (const key of sortedKeys(value)) {
    const member = value[key];
    if (member === undefined) continue;
    const shown = `${quoted(key)}:${canonicalJson(member)}`;
    text += text === '' ? shown : `,${shown}`;
  }
  return `{${text}}`;
};

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
