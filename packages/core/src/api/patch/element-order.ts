import { isJsonArray, isJsonObject, jsonEqual, type Json } from '../../engine/index.ts';
import { goText, goType } from './go-text.ts';
import { refuse } from './refusal.ts';

/*
 * Lists that are merged, and the order of what comes out: entries of the patch in the patch's order, those that only the object
 * has in the object's order, both woven together by where they stood in the object.
 * `key` is the merge key, undefined for lists of single values.
 */

/** What tells the entries of a list apart. */
const identity = (item: Json, key: string | undefined): Json | undefined => {
  if (key === undefined) return item;
  return isJsonObject(item) && Object.hasOwn(item, key) ? item[key] : undefined;
};

/** Is this the entry with that identity? */
export const sameEntry = (a: Json, b: Json, key: string | undefined): boolean => {
  const own = identity(a, key);
  return own !== undefined && jsonEqual(own, identity(b, key));
};

export const placeIn = (list: readonly Json[], item: Json, key: string | undefined): number =>
  list.findIndex((one) => sameEntry(one, item, key));

/** Refuses a list whose items are not objects that have the merge key. */
export const requireKeys = (list: readonly Json[], key: string): void => {
  for (const item of list) {
    if (!isJsonObject(item)) refuse(`expected a ${goType({})}, but received a ${goType(item)}`);
    if (identity(item, key) === undefined) refuse(`map: ${goText(item)} does not contain declared merge key: ${key}`);
  }
};

/** Are the items of these lists objects? Items must all be of one type; undefined when there are none. */
export const holdsObjects = (...lists: readonly (readonly Json[])[]): boolean | undefined => {
  const items = lists.flat(1);
  const [first] = items;
  if (first === undefined) return undefined;
  if (isJsonArray(first)) refuse('lists of lists are not supported');
  const type = goType(first);
  if (first === null || items.some((item) => goType(item) !== type))
    refuse(`list element types are not identical: ${goText(lists)}`);
  return isJsonObject(first);
};

export const isDeletion = (item: Json): boolean => isJsonObject(item) && item['$patch'] === 'delete';

/** A list sorted by where its entries stand in `order`, deletions last. */
export const sortedBy = (list: readonly Json[], order: readonly Json[], key: string | undefined): readonly Json[] => {
  const sorted = list.filter((item) => key === undefined || !isDeletion(item));
  const before = (a: Json, b: Json): boolean => {
    const [x, y] = [placeIn(order, a, key), placeIn(order, b, key)];
    // An entry that is not in the order goes in front: upstream's comparison says so, and only for it is not an order.
    return x < 0 || y < 0 || x < y;
  };
  for (let i = 1; i < sorted.length; i++)
    for (let j = i; j > 0; j--) {
      const [left, right] = [sorted[j - 1] ?? null, sorted[j] ?? null];
      if (!before(right, left)) break;
      [sorted[j - 1], sorted[j]] = [right, left];
    }
  return key === undefined ? sorted : [...sorted, ...list.filter(isDeletion)];
};

/** Weaves two sorted lists: an entry of `left` comes as soon as it stands before the next one of `right` in `order`. */
const woven = (
  left: readonly Json[],
  right: readonly Json[],
  order: readonly Json[],
  key: string | undefined,
): readonly Json[] => {
  const result: Json[] = [];
  let i = 0;
  for (const item of right) {
    const place = placeIn(order, item, key);
    for (let next = left[i]; next !== undefined; next = left[++i]) {
      const own = placeIn(order, next, key);
      if (own < 0 || place < 0 || own >= place) break;
      result.push(next);
    }
    result.push(item);
  }
  return [...result, ...left.slice(i)];
};

/** A merged list in order: what `asked` names as it is there, the rest as it is in `live`. */
export const inOrder = (
  merged: readonly Json[],
  asked: readonly Json[],
  live: readonly Json[],
  key: string | undefined,
): readonly Json[] => {
  if (key !== undefined) requireKeys([...merged, ...asked], key);
  const isAsked = (item: Json): boolean => placeIn(asked, item, key) >= 0;
  const patched = sortedBy(merged.filter(isAsked), asked, key);
  const others = sortedBy(
    merged.filter((item) => !isAsked(item)),
    live,
    key,
  );
  return woven(others, patched, live, key);
};
