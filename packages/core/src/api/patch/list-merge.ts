import { isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { holdsObjects, inOrder, placeIn, requireKeys, sameEntry } from './element-order.ts';
import { goText } from './go-text.ts';
import type { ListMerge } from './merge-keys.ts';
import { refuse } from './refusal.ts';

/** Merges an entry of a patch into the entry of the list that it is about. */
type MergeEntry = (before: Json, patch: JsonObject) => Json;

/** Merges a patch of a list into it. A list that has no strategy is replaced. */
export const mergeList = (
  before: readonly Json[],
  patch: readonly Json[],
  merge: ListMerge | undefined,
  mergeEntry: MergeEntry,
): readonly Json[] => {
  if (merge === undefined) return patch;
  const objects = holdsObjects(before, patch);
  if (objects === undefined) return before;
  if (!objects) return inOrder(unique([...before, ...patch]), patch, before, undefined);
  if (merge === 'set') return refuse('cannot merge lists without merge key for struct');
  return byKey(before, patch, merge.key, mergeEntry);
};

/** A list of single values without those that are to be removed. */
export const removeFromSet = (before: readonly Json[], values: readonly Json[]): readonly Json[] =>
  before.length + values.length === 0 || holdsObjects(before, values) === true
    ? before
    : before.filter((item) => !values.includes(item));

const unique = (list: readonly Json[]): readonly Json[] => list.filter((item, i) => list.indexOf(item) === i);

const byKey = (
  before: readonly Json[],
  patch: readonly Json[],
  key: string,
  mergeEntry: MergeEntry,
): readonly Json[] => {
  const { list, items, replaced } = obeyed(before, patch, key);
  if (replaced) return inOrder(items, [], items, key);
  const merged = [...list];
  for (const item of items) {
    requireKeys([item], key);
    const at = placeIn(merged, item, key);
    if (at < 0) merged.push(item);
    else merged[at] = mergeEntry(merged[at] ?? null, item);
  }
  return inOrder(merged, items, list, key);
};

interface Obeyed {
  /** The list after the deletions that the patch asks for. */
  readonly list: readonly Json[];
  /** What the patch sets. */
  readonly items: readonly JsonObject[];
  /** Is it to stand instead of the list? */
  readonly replaced: boolean;
}

/** Obeys the entries of a patch that are directives. */
const obeyed = (before: readonly Json[], patch: readonly Json[], key: string): Obeyed => {
  let list = before;
  let replaced = false;
  const items: JsonObject[] = [];
  for (const item of patch) {
    if (!isJsonObject(item)) continue;
    const asked = item['$patch'];
    if (!Object.hasOwn(item, '$patch')) items.push(item);
    else if (asked === 'delete') {
      requireKeys([item], key);
      list = list.filter((one) => !sameEntry(one, item, key));
    } else if (asked === 'replace') replaced = true;
    else if (asked === 'merge') refuse('merging lists cannot yet be specified in the patch');
    else refuse(`unknown patch type: ${goText(asked)} in map: ${goText(item)}`);
  }
  return { list, items, replaced };
};
