import { isJsonArray, isJsonObject, jsonEqual, type Json, type JsonObject } from '../../engine/index.ts';
import { holdsObjects, placeIn, requireKeys, sameEntry, sortedBy } from './element-order.ts';
import { goType } from './go-text.ts';
import { strategyOf, type Place, type Strategy } from './merge-keys.ts';

/** Which half of a difference is wanted: what comes and changes, or what goes. */
export type Half = 'additions' | 'deletions';

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Half of the strategic-merge patch that makes one object of another. `retain`: the patch names all members that are to stay.
 * Source: strategicpatch.diffMaps.
 */
export const diffObject = (
  before: JsonObject,
  after: JsonObject,
  place: Place,
  half: Half,
  retain: boolean,
): JsonObject => {
  const patch = new Map<string, Json>();
  const additions = half === 'additions';
  for (const [name, wanted] of Object.entries(after)) {
    const found = Object.hasOwn(before, name) ? before[name] : undefined;
    if (found !== undefined && goType(found) === goType(wanted))
      diffMember(patch, name, found, wanted, strategyOf(place, name), half);
    else if (additions) patch.set(name, wanted);
  }
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  if (!additions) for (const name of gone) patch.set(name, null);
  const stay = Object.keys(after).filter((name) => after[name] !== null);
  const changes = patch.size > 0 || gone.some((name) => before[name] !== null);
  if (retain && stay.length > 0 && changes) patch.set('$retainKeys', stay.sort(byCodeUnit));
  return Object.fromEntries(patch);
};

const diffMember = (
  patch: Map<string, Json>,
  name: string,
  found: Json,
  wanted: Json,
  strategy: Strategy,
  half: Half,
): void => {
  if (isJsonObject(found) && isJsonObject(wanted)) {
    const inner = diffObject(found, wanted, strategy.place, half, strategy.retainKeys);
    if (Object.keys(inner).length > 0) patch.set(name, inner);
  } else if (isJsonArray(found) && isJsonArray(wanted) && strategy.merge !== undefined) {
    const { items, removals, order } = diffList(found, wanted, strategy, half);
    if (items.length > 0) patch.set(name, items);
    if (removals.length > 0) patch.set(`$deleteFromPrimitiveList/${name}`, removals);
    if (order.length > 0) patch.set(`$setElementOrder/${name}`, order);
  } else if (half === 'additions' && !jsonEqual(found, wanted)) patch.set(name, wanted);
};

/** What a list's difference puts into a patch. */
interface ListDiff {
  readonly items: readonly Json[];
  /** Single values that go. */
  readonly removals: readonly Json[];
  /** The order of the whole list; empty when the order needs not be said. */
  readonly order: readonly Json[];
}

const nothing: ListDiff = { items: [], removals: [], order: [] };

const diffList = (found: readonly Json[], wanted: readonly Json[], strategy: Strategy, half: Half): ListDiff => {
  if (found.length === 0) return half === 'additions' ? { ...nothing, items: wanted } : nothing;
  const { merge } = strategy;
  if (holdsObjects(found, wanted) !== true || merge === undefined || merge === 'set')
    return diffSet(found, wanted, half);
  return diffByKey(found, wanted, merge.key, strategy, half);
};

/** Single values as Go prints them, which is how upstream sorts and compares them. */
const inTextOrder = (list: readonly Json[]): readonly Json[] =>
  [...list].sort((a, b) => byCodeUnit(String(a), String(b)));

const diffSet = (found: readonly Json[], wanted: readonly Json[], half: Half): ListDiff => {
  if (half === 'deletions') {
    const gone = inTextOrder(found.filter((item) => !wanted.includes(item)));
    const removals = gone.filter((item, i) => gone.indexOf(item) === i);
    return { items: [], removals, order: removals.length > 0 ? wanted : [] };
  }
  const items = sortedBy(inTextOrder(wanted.filter((item) => !found.includes(item))), wanted, undefined);
  // Whether the order changes is asked of the values in text order, as upstream has sorted them by then.
  return { items, removals: [], order: jsonEqual(inTextOrder(found), wanted) ? [] : wanted };
};

const keyOnly = (item: Json, key: string): Json => ({ [key]: (isJsonObject(item) ? item[key] : undefined) ?? null });

const diffByKey = (
  found: readonly Json[],
  wanted: readonly Json[],
  key: string,
  strategy: Strategy,
  half: Half,
): ListDiff => {
  requireKeys([...found, ...wanted], key);
  const order = (): readonly Json[] => wanted.map((item) => keyOnly(item, key));
  const changed = wanted.flatMap((item) => changeOf(item, found, key, strategy, half));
  const items = sortedBy(changed, wanted, key);
  if (half === 'additions') {
    const sameOrder =
      found.length === wanted.length && wanted.every((item, i) => sameEntry(item, found[i] ?? null, key));
    return { items, removals: [], order: items.length > 0 || !sameOrder ? order() : [] };
  }
  const gone = found.filter((item) => placeIn(wanted, item, key) < 0);
  const keys = gone.map((item) => (isJsonObject(item) ? item[key] : undefined) ?? null);
  const deletions = keys
    .sort((a, b) => byCodeUnit(String(a), String(b)))
    .map((value): Json => ({ $patch: 'delete', [key]: value }));
  const all = [...items, ...deletions];
  return { items: all, removals: [], order: all.length > 0 ? order() : [] };
};

/** What the patch says of one entry: nothing, what changes in it, or all of it when it is new. */
const changeOf = (
  item: Json,
  found: readonly Json[],
  key: string,
  { place, retainKeys }: Strategy,
  half: Half,
): readonly Json[] => {
  const before = found[placeIn(found, item, key)];
  if (!isJsonObject(item)) return [];
  if (!isJsonObject(before)) return half === 'additions' ? [item] : [];
  const inner = diffObject(before, item, place, half, retainKeys);
  return Object.keys(inner).length === 0 ? [] : [{ ...inner, [key]: item[key] ?? null }];
};
