import { isJsonArray, type Json, type JsonObject } from './json.ts';

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** Objects keep numbers among their keys before all others, and have one key that is no member: such objects are spelled by hand. */
const isOrderable = (key: string): boolean => !isDigit(key.charCodeAt(0)) && key !== '__proto__';

/** Are names in order? Undefined when no object can have them in order. */
const areSorted = (keys: readonly string[]): boolean | undefined => {
  let sorted = true;
  let before = '';
  for (const key of keys) {
    if (!isOrderable(key)) return undefined;
    if (before > key) sorted = false;
    before = key;
  }
  return sorted;
};

const orderedList = (items: readonly Json[]): Json | undefined => {
  let copy: Json[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Json; // i is below the length
    const own = ordered(item);
    if (own === undefined) return undefined;
    if (copy === undefined && own !== item) copy = items.slice(0, i);
    copy?.push(own);
  }
  return copy ?? items;
};

/** More names than this are sorted by the runtime, which makes room for it first. */
const fewKeys = 24;

/** Puts names in order where they are. */
const sortInPlace = (keys: string[]): void => {
  if (keys.length > fewKeys) {
    keys.sort();
    return;
  }
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as string; // i and j are below the length
    let j = i - 1;
    for (; j >= 0 && (keys[j] as string) > key; j--) keys[j + 1] = keys[j] as string;
    keys[j + 1] = key;
  }
};

const orderedObject = (object: JsonObject): Json | undefined => {
  const keys = Object.keys(object);
  let same = areSorted(keys);
  if (same === undefined) return undefined;
  if (!same) sortInPlace(keys);
  const copy: Record<string, Json> = {};
  for (const key of keys) {
    const member = object[key];
    if (member === undefined) continue;
    const own = ordered(member);
    if (own === undefined) return undefined;
    if (own !== member) same = false;
    copy[key] = own;
  }
  return same ? object : copy;
};

/** The value with all names sorted by code unit, the value itself where they are; undefined when no value has them so. */
const ordered = (value: Json): Json | undefined => {
  if (typeof value !== 'object' || value === null) return value;
  return isJsonArray(value) ? orderedList(value) : orderedObject(value);
};

/** What no object has in order, member by member. */
const spelled = (value: Json): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isJsonArray(value)) return `[${value.map(spelled).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${spelled(member)}`).join(',')}}`;
};

/** The one text of a value: keys sorted by code unit, no white space. Equal values have equal texts. */
export const canonicalJson = (value: Json): string => {
  // The runtime writes a text at a fraction of what it costs to put one together.
  const own = ordered(value);
  return own === undefined ? spelled(value) : JSON.stringify(own);
};
