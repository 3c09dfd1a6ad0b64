import type { Body, Json, JsonObject } from '../engine/index.ts';
import { isJsonObject } from '../engine/index.ts';

/**
 * A body with holes. A controller makes thousands of objects that differ in a name or two: they share one interned body
 * in which `hole(0)`, `hole(1)` … stand for the differing texts, and each object keeps only its arguments.
 * A body without arguments is what it says: its marks, if a user typed any, are text.
 */
const mark = '\uE000';

/** Stands in a template for argument number `index` (0 to 9); may be part of a longer text. */
export const hole = (index: number): string => `${mark}${index}`;

/** Is there a hole anywhere in this value? */
export const containsMark = (value: Json): boolean => {
  if (typeof value === 'string') return value.includes(mark);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(containsMark);
};

/** A text with its holes filled. */
export const fillText = (text: string, args: readonly string[]): string => {
  if (!text.includes(mark)) return text;
  // Most holes are whole texts, and this is called for every object of a template.
  if (text.length === 2 && text.startsWith(mark)) return args[Number(text.charAt(1))] ?? text;
  return text.replaceAll(/\uE000(\d)/g, (whole, digit: string) => args[Number(digit)] ?? whole);
};

/** The value with its holes filled. What has no holes comes back as it is, so that objects of one template share it. */
export const fill = (value: Json, args: readonly string[]): Json => {
  if (args.length === 0) return value;
  if (typeof value === 'string') return fillText(value, args);
  if (Array.isArray(value)) return fillArray(value as readonly Json[], args);
  return isJsonObject(value) ? fillObject(value, args) : value;
};

const fillArray = (values: readonly Json[], args: readonly string[]): Json => {
  const filled = values.map((item) => fill(item, args));
  return filled.every((item, i) => item === values[i]) ? values : filled;
};

const fillObject = (object: JsonObject, args: readonly string[]): JsonObject => {
  let filled: Record<string, Json> | undefined;
  for (const key in object) {
    const member = object[key] as Json; // what the loop is over
    const value = fill(member, args);
    if (value === member) continue;
    filled ??= { ...object };
    filled[key] = value;
  }
  return filled ?? object;
};

/** How many functions of bodies there are; each has its own place in what bodies keep. */
let functions = 0;

/** A function of a body that is computed once for each body, which keeps the value: asked often, it must cost no search. */
export const oncePerBody = <Value>(compute: (body: Body) => Value): ((body: Body) => Value) => {
  const place = functions++;
  return (body) => {
    const found = body.derived[place];
    if (found !== undefined) return (found === nothing ? undefined : found) as Value; // nobody else writes to this place
    const value = compute(body);
    body.derived[place] = value === undefined ? nothing : value;
    return value;
  };
};

/** Stands for a value that is undefined. */
const nothing = Symbol('nothing');
