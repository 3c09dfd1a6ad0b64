import type * as E from 'fp-ts/lib/Either.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import type { KindName } from '../../cluster/index.ts';
import { goText, goType } from './go-text.ts';
import { inOrder } from './element-order.ts';
import { mergeList, removeFromSet } from './list-merge.ts';
import { rootPlace, strategyOf, type Place, type Strategy } from './merge-keys.ts';
import { orRefusal, refuse } from './refusal.ts';
import { checkOrder } from './set-element-order.ts';

/*
 * Source: k8s.io/apimachinery pkg/util/strategicpatch, function by function, with its messages and its oddities: `$patch: merge`
 * is refused; what is put where nothing was keeps directives that lie deeper in it, and decoding then drops them as unknown.
 */

/** What a patch is merged into: an object, or another patch whose directives and nulls are to be kept. */
export type Target = 'object' | 'patch';

const directive = '$patch';
const retain = '$retainKeys';
const order = '$setElementOrder';
const removal = '$deleteFromPrimitiveList';

const isParallel = (name: string): boolean => name.startsWith(order) || name.startsWith(removal);

/** The field that `$setElementOrder/field` or its like is about. */
const fieldOf = (name: string, prefix: string, list: string): string => {
  const slash = name.indexOf('/');
  return slash === prefix.length ? name.slice(slash + 1) : refuse(`invalid patch format of ${list} list`);
};

/** Merges a patch of an object into what is there. */
export const mergeObject = (before: Json | undefined, patch: JsonObject, place: Place, target: Target): Json => {
  if (Object.hasOwn(patch, directive)) return directed(patch);
  const merged = new Map<string, Json>(isJsonObject(before) ? Object.entries(before) : []);
  const pending = new Map<string, Json>(Object.entries(patch));
  retainKeys(merged, pending, target);
  for (const name of pending.keys()) if (name.startsWith(order)) mergeOrdered(merged, pending, name, place, target);
  const removals = [...pending].filter(([name]) => name.startsWith(removal));
  for (const [name, member] of pending) if (!name.startsWith(removal)) mergeMember(merged, name, member, place, target);
  for (const [name, member] of removals) {
    if (target === 'patch') merged.set(name, member);
    else removeValues(merged, fieldOf(name, removal, 'primitive'), member);
  }
  return Object.fromEntries(merged);
};

/** A patch with a directive about the object itself. */
const directed = (patch: JsonObject): Json => {
  const { [directive]: asked, ...members } = patch;
  if (asked === 'replace') return members;
  return asked === 'delete' ? {} : refuse(`unknown patch type: ${goText(asked)} in map: ${goText(patch)}`);
};

/** Obeys $retainKeys: members that it does not name go, and the patch may set no others. */
const retainKeys = (merged: Map<string, Json>, pending: Map<string, Json>, target: Target): void => {
  const named = pending.get(retain);
  if (named === undefined) return;
  pending.delete(retain);
  if (target === 'patch') {
    merged.set(retain, named);
    return;
  }
  if (!isJsonArray(named)) return refuse('invalid patch format of retainKeys');
  for (const [name, member] of pending)
    if (member !== null && !isParallel(name) && !named.includes(name)) refuse('invalid patch format of retainKeys');
  for (const name of [...merged.keys()]) if (!named.includes(name)) merged.delete(name);
};

const listOr = (value: Json | undefined): readonly Json[] | undefined => {
  if (value === undefined || isJsonArray(value)) return value;
  return refuse(`expected a ${goType([])}, but received a ${goType(value)}`);
};

/** Merges a list together with the order that the patch asks for, and takes both from what is still to be merged. */
const mergeOrdered = (
  merged: Map<string, Json>,
  pending: Map<string, Json>,
  name: string,
  place: Place,
  target: Target,
): void => {
  const asked = listOr(pending.get(name)) ?? [];
  if (target === 'patch') merged.set(name, asked);
  pending.delete(name);
  const field = fieldOf(name, order, 'setElementOrder');
  const before = listOr(merged.get(field));
  const patch = listOr(pending.get(field));
  const strategy = strategyOf(place, field);
  const key = strategy.merge === undefined || strategy.merge === 'set' ? undefined : strategy.merge.key;
  const odd = strategy.merge === undefined ? asked.find(isJsonObject) : undefined;
  if (odd !== undefined) refuse(`map: ${goText(odd)} does not contain declared merge key: `);
  checkOrder(patch ?? [], asked, key);
  let list: readonly Json[] | undefined = before;
  if (before === undefined) list = patch === undefined ? undefined : asList(withoutDirectives(patch));
  else if (patch !== undefined) list = mergeListAt(strategy, before, patch, target);
  if (list === undefined) return;
  if ((before ?? []).length + (patch ?? []).length === 0) refuse('no elements in any of the given slices');
  merged.set(field, inOrder(list, asked, before ?? [], key));
  pending.delete(field);
};

const mergeListAt = (
  { merge, place }: Strategy,
  before: readonly Json[],
  patch: readonly Json[],
  target: Target,
): readonly Json[] => mergeList(before, patch, merge, (entry, item) => mergeObject(entry, item, place, target));

const asList = (value: Json | undefined): readonly Json[] => (isJsonArray(value) ? value : []);

const mergeMember = (merged: Map<string, Json>, name: string, member: Json, place: Place, target: Target): void => {
  if (member === null) {
    if (target === 'object') merged.delete(name);
    else merged.set(name, null);
    return;
  }
  const before = merged.get(name);
  const strategy = strategyOf(place, name);
  if (isJsonObject(member) && isJsonObject(before))
    merged.set(name, mergeObject(before, member, strategy.place, target));
  else if (isJsonArray(member) && isJsonArray(before)) merged.set(name, mergeListAt(strategy, before, member, target));
  else {
    const value = withoutDirectives(target === 'object' ? withoutNulls(member) : member);
    if (value === undefined) merged.delete(name);
    else merged.set(name, value);
  }
};

const removeValues = (merged: Map<string, Json>, field: string, values: Json): void => {
  const before = merged.get(field);
  if (isJsonArray(before) && isJsonArray(values)) merged.set(field, removeFromSet(before, values));
};

/** A value without the objects in it that are directives; undefined when it is one itself. */
const withoutDirectives = (value: Json): Json | undefined => {
  if (isJsonArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  const members = Object.entries(value).map(([name, member]) => [name, withoutDirectives(member)] as const);
  return Object.fromEntries(members.filter((entry): entry is [string, Json] => entry[1] !== undefined));
};

const withoutNulls = (value: Json): Json => {
  if (isJsonArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
};

/**
 * A strategic-merge patch of an object of some kind applied: objects are merged, lists by their merge key where they have one,
 * and directives are obeyed ($patch replace and delete; $retainKeys; $setElementOrder; $deleteFromPrimitiveList).
 */
export const strategicMergePatch = (kind: KindName, object: JsonObject, patch: JsonObject): E.Either<string, Json> =>
  orRefusal(() => mergeObject(object, patch, rootPlace(kind), 'object'));
