import { canonicalJson, isJsonArray, isJsonObject, type Json } from '../../engine/index.ts';
import type { Place } from '../patch/merge-keys.ts';
import type { ListSchema } from '../schema/schema.ts';

/*
 * How a value is made up for those who manage fields: a leaf that is owned as a whole, members by name, or items by element.
 * Source: the x-kubernetes-list-type, list-map-keys and map-type of upstream's OpenAPI.
 */

export interface Leaf {
  readonly type: 'leaf';
}

export interface Members {
  readonly type: 'members';
  /** Is this a member that the type names, and not a key that a user chose? */
  readonly named: (member: string) => boolean;
  readonly place: (member: string) => Place;
}

export interface Items {
  readonly type: 'items';
  readonly of: Place;
  /** The path element of an item; undefined when what should tell it apart is not there. */
  readonly element: (item: Json) => string | undefined;
}

export type Structure = Leaf | Members | Items;

const leaf: Leaf = { type: 'leaf' };

/** Keys that an item may leave out, and what they are then. */
const keyDefaults: Readonly<Record<string, Json>> = { protocol: 'TCP' };

const keyed =
  (keys: readonly string[]) =>
  (item: Json): string | undefined => {
    if (!isJsonObject(item)) return undefined;
    const found: [string, Json][] = [];
    for (const key of keys) {
      const value = item[key] ?? keyDefaults[key];
      if (value === undefined) return undefined;
      found.push([key, value]);
    }
    return `k:${canonicalJson(Object.fromEntries(found))}`;
  };

const asValue = (item: Json): string | undefined =>
  isJsonObject(item) || isJsonArray(item) ? undefined : `v:${canonicalJson(item)}`;

/** The keys that tell the items of a list apart; none for a list that is owned as a whole. */
export const listKeys = ({ keys, mergeKey }: ListSchema): readonly string[] =>
  keys ?? (mergeKey === undefined ? [] : [mergeKey]);

const listStructure = (list: ListSchema): Structure => {
  const keys = listKeys(list);
  if (keys.length > 0) return { type: 'items', of: list.of, element: keyed(keys) };
  return list.union === true || list.set === true ? { type: 'items', of: list.of, element: asValue } : leaf;
};

/** Values of any shape, of which upstream knows the types: objects by member, everything else as a whole. */
const deduced = (value: Json | undefined): Structure =>
  isJsonObject(value) ? { type: 'members', named: () => true, place: () => undefined } : leaf;

/** How the value at a place is made up. The value is looked at only where the place says nothing of its shape. */
export const structureOf = (place: Place, value: Json | undefined): Structure => {
  switch (place?.type) {
    case 'struct':
      if (place.atomic === true) return leaf;
      return {
        type: 'members',
        // Of statuses only the lists that merge are listed.
        named: () => true,
        place: (member) => (Object.hasOwn(place.fields, member) ? place.fields[member] : undefined),
      };
    case 'map':
      return place.atomic === true ? leaf : { type: 'members', named: () => false, place: () => place.of };
    case 'list':
      return listStructure(place);
    case undefined:
    case 'any':
      return deduced(value);
    default:
      return leaf;
  }
};

/** An item of a list, and the path element that names it. */
export interface Item {
  readonly element: string;
  /** All items of that element, the first of them first: lists may hold a key twice though they should not. */
  readonly values: readonly Json[];
}

/** The items of a list by their elements, in the order of the list; those without one are left out. */
export const itemsOf = ({ element }: Items, list: Json | undefined): readonly Item[] => {
  if (!isJsonArray(list)) return [];
  const found = new Map<string, Json[]>();
  for (const item of list) {
    const name = element(item);
    if (name === undefined) continue;
    const known = found.get(name);
    if (known === undefined) found.set(name, [item]);
    else known.push(item);
  }
  return [...found].map(([name, values]) => ({ element: name, values }));
};

/** Null, or a list or object that holds nothing. */
export const holdsNothing = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  (isJsonArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0);
