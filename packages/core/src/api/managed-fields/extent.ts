import { isJsonObject, type Json } from '../../engine/index.ts';
import type { Place } from '../patch/merge-keys.ts';
import { fieldSet, union, type FieldPath, type FieldSet } from './field-set.ts';
import { holdsNothing, itemsOf, structureOf } from './structure.ts';

const collect = (place: Place, value: Json, path: FieldPath, found: FieldPath[]): void => {
  const structure = structureOf(place, value);
  if (structure.type === 'leaf') {
    found.push(path);
    return;
  }
  if (structure.type === 'items') {
    for (const { element, values } of itemsOf(structure, value)) {
      const inside = [...path, element];
      for (const item of values) collect(structure.of, item, inside, found);
      found.push(inside);
    }
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [member, inside] of Object.entries(value)) {
    const at = [...path, `f:${member}`];
    collect(structure.place(member), inside, at, found);
    if (!structure.named(member) || inside === null || (isJsonObject(inside) && holdsNothing(inside))) found.push(at);
  }
};

/**
 * The fields that a value holds: its leaves, the items of its lists and the keys of its maps. Members that the type names come in
 * only when they hold nothing else.
 */
export const extentOf = (place: Place, value: Json): FieldSet => {
  const found: FieldPath[] = [];
  collect(place, value, [], found);
  return fieldSet(found);
};

/** The set together with the members named by the type that lead to its fields. */
export const withNamedAbove = (place: Place, set: FieldSet): FieldSet => {
  const named: FieldPath[] = [];
  const visit = (at: Place, { children }: FieldSet, path: FieldPath): void => {
    for (const [element, child] of children) {
      const inside = [...path, element];
      const member = element.startsWith('f:') ? element.slice(2) : undefined;
      const structure = structureOf(at, member === undefined ? null : {});
      if (structure.type === 'members' && member !== undefined) {
        if (structure.named(member) && child.children.size > 0) named.push(inside);
        visit(structure.place(member), child, inside);
      } else visit(structure.type === 'items' ? structure.of : undefined, child, inside);
    }
  };
  visit(place, set, []);
  return union(set, fieldSet(named));
};
