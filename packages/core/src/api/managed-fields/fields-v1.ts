import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { isEmpty, noFields, type FieldPath, type FieldSet } from './field-set.ts';

/*
 * FieldsV1, the form in which the API shows a set of fields. Source: structured-merge-diff, fieldpath.
 */

/** `.` says that what leads to other fields is itself in the set; what leads nowhere is in it. */
export const toFieldsV1 = (set: FieldSet): JsonObject => {
  const entries = [...set.children].map(([element, child]): [string, Json] => [
    element,
    child.children.size > 0 && child.member ? { '.': {}, ...toFieldsV1(child) } : toFieldsV1(child),
  ]);
  return Object.fromEntries(entries);
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Does this text name an element of a path? Of kinds that are not known nothing is read, as upstream does. */
const isKnown = (element: string): boolean => /^[fkvi]:/.test(element);

const isWhole = (element: string): boolean => {
  if (element.startsWith('f:')) return true;
  const text = element.slice(2);
  return element.startsWith('i:') ? /^-?\d+$/.test(text) : isJson(text);
};

const readNode = (json: Json): E.Either<string, FieldSet> => {
  if (!isJsonObject(json)) return E.left('a set of fields is an object');
  const children: [string, FieldSet][] = [];
  for (const [element, inside] of Object.entries(json).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isKnown(element)) continue;
    if (!isWhole(element)) return E.left(`parsing key as path element: ${element}`);
    const child = readNode(inside);
    if (E.isLeft(child)) return child;
    children.push([element, child.right]);
  }
  return E.right({ member: Object.hasOwn(json, '.') || children.length === 0, children: new Map(children) });
};

/** Reads a set; left says what is wrong with it. */
export const fromFieldsV1 = (json: Json): E.Either<string, FieldSet> =>
  E.map(({ children }: FieldSet) => {
    const set: FieldSet = { member: false, children };
    return isEmpty(set) ? noFields : set;
  })(readNode(json));

/** A value in a path as messages give it. */
const shown = (value: Json): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));

const elementText = (element: string): string => {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  const value = JSON.parse(text) as Json; // elements of sets hold JSON: they were checked when they were read
  if (element.startsWith('v:')) return `[=${shown(value)}]`;
  if (!isJsonObject(value)) return `[${shown(value)}]`;
  const keys = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `[${keys.map(([key, one]) => `${key}=${shown(one)}`).join(',')}]`;
};

/** A path as messages give it: `.spec.containers[name="nginx"].image`. */
export const pathText = (path: FieldPath): string => path.map(elementText).join('');
