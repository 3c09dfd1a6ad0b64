import { isJsonObject, type Json } from '../../engine/index.ts';
import type { Place } from '../patch/merge-keys.ts';
import { below, type FieldSet } from './field-set.ts';
import { holdsNothing, itemsOf, structureOf, type Item, type Items, type Members } from './structure.ts';

const mergeMembers = (members: Members, live: Json, config: Json): Json => {
  const given = isJsonObject(config) ? config : {};
  const merged: Record<string, Json> = { ...(isJsonObject(live) ? live : {}) };
  for (const [member, value] of Object.entries(given))
    merged[member] = merge(members.place(member), Object.hasOwn(merged, member) ? merged[member] : undefined, value);
  return merged;
};

/**
 * What is in both lists takes the order of the configuration; what only the live list has keeps its place before the item that
 * it stood before.
 */
const mergeItems = (items: Items, live: Json, config: Json): Json => {
  const old = itemsOf(items, live);
  const given = itemsOf(items, config);
  const oldBy = new Map(old.map((item) => [item.element, item]));
  const wanted = new Set(given.map(({ element }) => element));
  const shared = given.filter(({ element }) => oldBy.has(element));
  const merged: Json[] = [];
  let [next, sharedNext] = [0, 0];
  const keepLive = (until: string | undefined): void => {
    for (; next < old.length && old[next]?.element !== until; next++) {
      const item: Item | undefined = old[next];
      if (item !== undefined && !wanted.has(item.element)) merged.push(...item.values);
    }
  };
  for (const { element, values } of given) {
    const upTo = shared[sharedNext]?.element;
    keepLive(upTo);
    const was = oldBy.get(element);
    merged.push(...values.map((value) => (was === undefined ? value : merge(items.of, was.values[0], value))));
    if (element !== upTo) continue;
    sharedNext++;
    next++;
  }
  keepLive(undefined);
  return merged;
};

/** The live value with everything that the configuration says of it. */
export const merge = (place: Place, live: Json | undefined, config: Json): Json => {
  if (live === undefined) return config;
  const structure = structureOf(place, config);
  if (structure.type === 'leaf' || (holdsNothing(live) && holdsNothing(config))) return config;
  return structure.type === 'members' ? mergeMembers(structure, live, config) : mergeItems(structure, live, config);
};

const without = (place: Place, value: Json, fields: FieldSet): Json | undefined => {
  if (holdsNothing(value)) return undefined;
  const structure = structureOf(place, value);
  if (structure.type === 'leaf') return isJsonObject(value) || Array.isArray(value) ? undefined : value;
  if (structure.type === 'items') {
    const kept = itemsOf(structure, value).flatMap(({ element, values }) => {
      const inside = below(fields, element);
      if (inside.member) return [];
      return inside.children.size === 0 ? values : values.map((item) => without(structure.of, item, inside) ?? {});
    });
    return kept.length === 0 ? undefined : kept;
  }
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).flatMap(([member, old]): [string, Json][] => {
    const inside = below(fields, `f:${member}`);
    if (inside.member) return [];
    const left = inside.children.size === 0 ? old : without(structure.place(member), old, inside);
    return left === undefined ? [] : [[member, left]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

/** The value without these fields and everything below them. What is emptied by that goes too. */
export const withoutFields = (place: Place, value: Json, fields: FieldSet): Json =>
  fields.children.size === 0 ? value : (without(place, value, fields) ?? {});
