import { isJsonObject, jsonEqual, type Json } from '../../engine/index.ts';
import type { Place } from '../patch/merge-keys.ts';
import { fieldSet, type FieldPath, type FieldSet } from './field-set.ts';
import { holdsNothing, itemsOf, structureOf, type Items, type Members } from './structure.ts';

/** In what two values differ. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

interface Found {
  readonly added: FieldPath[];
  readonly modified: FieldPath[];
  readonly removed: FieldPath[];
}

type Side = Json | undefined;

const compareLeaf = (before: Side, after: Side, path: FieldPath, found: Found): void => {
  if (before === undefined) found.added.push(path);
  else if (after === undefined) found.removed.push(path);
  else if (!jsonEqual(before, after)) found.modified.push(path);
};

const compareMembers = (members: Members, before: Side, after: Side, path: FieldPath, found: Found): void => {
  const old = isJsonObject(before) ? before : {};
  const next = isJsonObject(after) ? after : {};
  for (const member of new Set([...Object.keys(old), ...Object.keys(next)]))
    compare(members.place(member), old[member], next[member], [...path, `f:${member}`], found);
};

const compareItems = (items: Items, before: Side, after: Side, path: FieldPath, found: Found): void => {
  const old = new Map(itemsOf(items, before).map(({ element, values }) => [element, values]));
  const next = new Map(itemsOf(items, after).map(({ element, values }) => [element, values]));
  for (const element of new Set([...old.keys(), ...next.keys()])) {
    const at = [...path, element];
    const [was, is] = [old.get(element), next.get(element)];
    // A key that is there more than once is looked at as one value.
    if ((was?.length ?? 0) > 1 || (is?.length ?? 0) > 1) compareLeaf(was, is, at, found);
    else compare(items.of, was?.[0], is?.[0], at, found);
  }
};

const compare = (place: Place, before: Side, after: Side, path: FieldPath, found: Found): void => {
  // Most of an object stays as it is, and is not looked at in parts.
  if (before !== undefined && after !== undefined && jsonEqual(before, after)) return;
  const structure = structureOf(place, after ?? before);
  // Emptiness is a value of its own: nothing, {} and null are told apart.
  if (structure.type === 'leaf' || (holdsNothing(before) && holdsNothing(after))) {
    compareLeaf(before, after, path, found);
    return;
  }
  if (structure.type === 'members') compareMembers(structure, before, after, path, found);
  else compareItems(structure, before, after, path, found);
  if (before === undefined) found.added.push(path);
  else if (after === undefined) found.removed.push(path);
};

/** What was added, modified and removed on the way from one value to the other. */
export const comparison = (place: Place, before: Json, after: Json): Comparison => {
  const found: Found = { added: [], modified: [], removed: [] };
  compare(place, before, after, [], found);
  return { added: fieldSet(found.added), modified: fieldSet(found.modified), removed: fieldSet(found.removed) };
};
