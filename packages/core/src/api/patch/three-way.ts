import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { listMerge } from './merge-keys.ts';

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  canonicalJson(a ?? null) === canonicalJson(b ?? null);

const members = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/**
 * The strategic-merge patch of `kubectl apply`: sets what the file says and the object does not have so, and removes what the
 * file used to say (`original`, from the last-applied annotation) and says no more. Empty when there is nothing to do.
 * Source: strategicpatch.CreateThreeWayMergePatch.
 */
export const threeWayPatch = (original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject =>
  diffObject(original, modified, current, []);

const diffObject = (
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  parents: readonly string[],
): JsonObject => {
  const patch: Record<string, Json> = {};
  for (const key of Object.keys(original))
    if (modified[key] === undefined && current[key] !== undefined) patch[key] = null;
  for (const [key, wanted] of Object.entries(modified)) {
    const found = current[key];
    if (wanted === undefined || same(wanted, found)) continue;
    if (isJsonObject(wanted) && isJsonObject(found)) {
      const inner = diffObject(members(original[key]), wanted, found, [...parents, key]);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (isJsonArray(wanted) && isJsonArray(found)) {
      Object.assign(patch, diffList(key, original[key], wanted, found, parents));
    } else patch[key] = wanted;
  }
  return patch;
};

const diffList = (
  field: string,
  original: Json | undefined,
  wanted: readonly Json[],
  found: readonly Json[],
  parents: readonly string[],
): JsonObject => {
  const merge = listMerge(field, parents);
  if (merge === undefined) return { [field]: wanted };
  const before = isJsonArray(original) ? original : [];
  return merge === 'set'
    ? diffSet(field, before, wanted, found)
    : diffByKey(field, merge.key, before, wanted, found, parents);
};

const diffSet = (
  field: string,
  before: readonly Json[],
  wanted: readonly Json[],
  found: readonly Json[],
): JsonObject => {
  const has = (list: readonly Json[], item: Json): boolean => list.some((one) => same(one, item));
  const added = wanted.filter((item) => !has(found, item));
  const dropped = before.filter((item) => !has(wanted, item) && has(found, item));
  return {
    ...(added.length === 0 ? {} : { [field]: added }),
    ...(dropped.length === 0 ? {} : { [`$deleteFromPrimitiveList/${field}`]: dropped }),
    ...(added.length + dropped.length === 0 ? {} : { [`$setElementOrder/${field}`]: wanted }),
  };
};

const diffByKey = (
  field: string,
  key: string,
  before: readonly Json[],
  wanted: readonly Json[],
  found: readonly Json[],
  parents: readonly string[],
): JsonObject => {
  const find = (list: readonly Json[], value: Json | undefined): JsonObject | undefined => {
    const item = list.find((one) => same(members(one)[key], value));
    return item === undefined ? undefined : members(item);
  };
  const items: Json[] = [];
  for (const item of wanted) {
    const value = members(item)[key];
    const there = find(found, value);
    if (there === undefined) {
      items.push(item);
      continue;
    }
    const inner = diffObject(find(before, value) ?? {}, members(item), there, [...parents, field]);
    if (Object.keys(inner).length > 0) items.push({ ...inner, [key]: value ?? null });
  }
  for (const item of before) {
    const value = members(item)[key];
    if (value !== undefined && find(wanted, value) === undefined && find(found, value) !== undefined)
      items.push({ $patch: 'delete', [key]: value });
  }
  if (items.length === 0) return {};
  const order = wanted.map((item) => ({ [key]: members(item)[key] ?? null }));
  return { [field]: items, [`$setElementOrder/${field}`]: order };
};
