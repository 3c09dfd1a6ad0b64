import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { listMerge } from './merge-keys.ts';

type Merged = E.Either<string, Json>;

const orderPrefix = '$setElementOrder/';
const deletePrefix = '$deleteFromPrimitiveList/';

const same = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

/**
 * A strategic-merge patch applied: objects are merged, lists by their merge key where they have one, and directives are obeyed
 * ($patch replace, delete and merge; $retainKeys; $setElementOrder; $deleteFromPrimitiveList).
 * Source: k8s.io/apimachinery pkg/util/strategicpatch.
 */
export const strategicMergePatch = (target: Json | undefined, patch: Json): Merged => mergeObject(target, patch, []);

const mergeObject = (target: Json | undefined, patch: Json, parents: readonly string[]): Merged => {
  if (!isJsonObject(patch)) return E.right(patch);
  const { $patch: directive, $retainKeys: retained, ...members } = patch;
  if (directive === 'replace') return E.right(withoutDirectives(members));
  if (directive === 'delete') return E.right({});
  if (directive !== undefined && directive !== 'merge')
    return E.left(`Unknown patch type: ${typeof directive === 'string' ? directive : canonicalJson(directive)}`);
  const merged: Record<string, Json> = { ...(isJsonObject(target) ? target : {}) };
  if (isJsonArray(retained)) for (const key of Object.keys(merged)) if (!retained.includes(key)) delete merged[key];
  for (const [key, member] of Object.entries(members)) {
    if (member === undefined || key.startsWith(orderPrefix)) continue;
    if (key.startsWith(deletePrefix)) {
      const field = key.slice(deletePrefix.length);
      const list = merged[field];
      if (isJsonArray(list) && isJsonArray(member))
        merged[field] = list.filter((item) => !member.some((one) => same(one, item)));
      continue;
    }
    if (member === null) {
      delete merged[key];
      continue;
    }
    const one = mergeMember(merged[key], member, key, parents);
    if (E.isLeft(one)) return one;
    merged[key] = one.right;
  }
  return E.right(ordered(merged, members, parents));
};

const mergeMember = (before: Json | undefined, member: Json, key: string, parents: readonly string[]): Merged => {
  if (isJsonArray(member)) return mergeList(before, member, key, parents);
  return isJsonObject(member) ? mergeObject(before, member, [...parents, key]) : E.right(member);
};

const mergeList = (
  before: Json | undefined,
  patch: readonly Json[],
  field: string,
  parents: readonly string[],
): Merged => {
  const merge = listMerge(field, parents);
  const list = isJsonArray(before) ? before : [];
  if (patch.some((item) => isJsonObject(item) && item['$patch'] === 'replace'))
    return E.right(
      patch.filter((item) => !(isJsonObject(item) && item['$patch'] === 'replace')).map(withoutDirectives),
    );
  if (merge === undefined) return E.right(patch.map(withoutDirectives));
  if (merge === 'set') return E.right([...list, ...patch.filter((item) => !list.some((one) => same(one, item)))]);
  return mergeByKey(list, patch, merge.key, [...parents, field]);
};

const mergeByKey = (list: readonly Json[], patch: readonly Json[], key: string, parents: readonly string[]): Merged => {
  let merged = [...list];
  for (const item of patch) {
    if (!isJsonObject(item)) return E.left(`expected an object in a list that is merged by ${key}`);
    const value = item[key];
    if (value === undefined) return E.left(`map: ${canonicalJson(item)} does not contain declared merge key: ${key}`);
    const isTheOne = (one: Json): boolean => isJsonObject(one) && one[key] !== undefined && same(one[key], value);
    if (item['$patch'] === 'delete') {
      merged = merged.filter((one) => !isTheOne(one));
      continue;
    }
    const index = merged.findIndex(isTheOne);
    const after = mergeObject(index < 0 ? undefined : merged[index], item, parents);
    if (E.isLeft(after)) return after;
    if (index < 0) merged.push(after.right);
    else merged[index] = after.right;
  }
  return E.right(merged);
};

/** Lists in the order that $setElementOrder asks for: the named entries in that order, others where they stood before them. */
const ordered = (merged: JsonObject, patch: JsonObject, parents: readonly string[]): JsonObject => {
  const result: Record<string, Json> = { ...merged };
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(orderPrefix) || !isJsonArray(order)) continue;
    const field = directive.slice(orderPrefix.length);
    const list = result[field];
    if (isJsonArray(list)) result[field] = inOrder(list, order, field, parents);
  }
  return result;
};

const inOrder = (
  list: readonly Json[],
  order: readonly Json[],
  field: string,
  parents: readonly string[],
): readonly Json[] => {
  const merge = listMerge(field, parents);
  const identity = (item: Json): string => {
    const value = merge !== undefined && merge !== 'set' && isJsonObject(item) ? item[merge.key] : item;
    return canonicalJson(value ?? null);
  };
  const places = new Map(order.map((item, index) => [identity(item), index]));
  const named = list.filter((item) => places.has(identity(item)));
  named.sort((a, b) => (places.get(identity(a)) ?? 0) - (places.get(identity(b)) ?? 0));
  const others = list.filter((item) => !places.has(identity(item)));
  return [...named, ...others];
};

/** A value without any directive in it: what is stored where there was nothing to merge with. */
const withoutDirectives = (value: Json): Json => {
  if (isJsonArray(value))
    return value.filter((item) => !(isJsonObject(item) && item['$patch'] === 'delete')).map(withoutDirectives);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => !key.startsWith('$') && member !== undefined && member !== null)
      .map(([key, member]) => [key, withoutDirectives(member)]),
  );
};
