import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson, type Json } from '../../engine/index.ts';
import type { Place } from '../patch/merge-keys.ts';
import { comparison, type Comparison } from './comparison.ts';
import { extentOf, withNamedAbove } from './extent.ts';
import {
  difference,
  fieldSet,
  intersection,
  isEmpty,
  noFields,
  pathsOf,
  union,
  type FieldPath,
  type FieldSet,
} from './field-set.ts';
import { identityOf, managersOf, type Manager, type Managers, type Writer } from './manager.ts';
import { merge, withoutFields } from './merge.ts';

/*
 * Who owns which fields after a write. Source: structured-merge-diff, merge/update.go, and apimachinery's managedfields, which
 * wraps it. Objects come without what a write to this sub-resource ignores.
 */

/** A field that somebody else owns and that an applier would change. */
export interface FieldConflict {
  readonly with: Manager;
  readonly path: FieldPath;
}

/** Fields that identify an object are nobody's. */
const unowned: FieldSet = fieldSet([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName'].map((one) => [
    'f:metadata',
    `f:${one}`,
  ]),
  ...['generation', 'managedFields', 'resourceVersion'].map((one) => ['f:metadata', `f:${one}`]),
]);

const conflictsOf = (managers: Managers, self: string, { added, modified }: Comparison): readonly FieldConflict[] => {
  const changed = union(added, modified);
  return [...managers.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .filter(([identity]) => identity !== self)
    .flatMap(([, manager]) => pathsOf(intersection(manager.fields, changed)).map((path) => ({ with: manager, path })));
};

const withFields = (manager: Manager, fields: FieldSet): Manager => {
  if (fields === manager.fields) return manager;
  const { entry: _, ...rest } = manager;
  return { ...rest, fields };
};

/** Everybody else loses what changed and what is gone. */
const yielded = (managers: Managers, self: string, { added, modified, removed }: Comparison): Managers => {
  const lost = union(union(added, modified), removed);
  return managersOf(
    [...managers].map(([identity, manager]) =>
      identity === self ? manager : withFields(manager, difference(manager.fields, lost)),
    ),
  );
};

/**
 * The managers after a write that was no apply: whoever writes owns what the write added or changed, and nobody else does.
 * Without a writer the change is nobody's.
 */
export const afterUpdate = (
  place: Place,
  before: Json,
  after: Json,
  managers: Managers,
  writer: Writer | undefined,
): Managers => {
  const change = comparison(place, before, after);
  const others = yielded(managers, '', change);
  if (writer === undefined) return others;
  const taken = difference(difference(union(change.added, change.modified), change.removed), unowned);
  if (isEmpty(taken)) return others;
  const fields = union(taken, others.get(identityOf(writer))?.fields ?? noFields);
  return capped(managersOf([...others.values(), { ...writer, fields }]));
};

/** How many entries of updates an object keeps. Source: DefaultMaxUpdateManagers. */
const updatersMax = 10;

/** Joins the oldest entries of updates into one when there are too many. */
const capped = (managers: Managers): Managers => {
  const updaters = [...managers.entries()]
    .filter(([, { operation }]) => operation === 'Update')
    .toSorted(([a, one], [b, other]) => (one.time ?? 0) - (other.time ?? 0) || (a < b ? -1 : 1))
    .map(([, manager]) => manager);
  const over = updaters.length - updatersMax;
  if (over <= 0) return managers;
  const joined = new Set(updaters.slice(0, over + 1));
  let ancient: Manager | undefined;
  for (const manager of joined)
    ancient = {
      ...withFields(manager, noFields),
      name: 'ancient-changes',
      subresource: '',
      fields: union(manager.fields, ancient?.fields ?? noFields),
    };
  const kept = [...managers.values()].filter((manager) => !joined.has(manager));
  return managersOf(ancient === undefined ? kept : [...kept, ancient]);
};

/**
 * Takes out of a merged object what the applier had and has given up, where nobody else owns it. What is below such a field and
 * was never the applier's goes with it only if it is nobody's.
 */
const pruned = (place: Place, merged: Json, had: FieldSet | undefined, managers: Managers): Json => {
  if (had === undefined || isEmpty(had)) return merged;
  const named = (set: FieldSet): FieldSet => withNamedAbove(place, set);
  const extent = (value: Json): FieldSet => named(extentOf(place, value));
  let owned = noFields;
  for (const { fields } of managers.values()) owned = union(owned, fields);
  const all = extent(merged);
  const last = named(had);
  const bare = withoutFields(place, merged, last);
  const withOwned = withoutFields(place, merged, difference(all, union(extent(bare), named(owned))));
  return withoutFields(place, merged, intersection(difference(all, extent(withOwned)), last));
};

/** What an apply leads to. */
export interface Applied {
  readonly object: Json;
  readonly managers: Managers;
}

/**
 * Applies a configuration: merges it into the live object, prunes what the applier gave up, and gives it what the configuration
 * names. Left: what it may not change without force.
 */
export const afterApply = (
  place: Place,
  live: Json,
  config: Json,
  managers: Managers,
  applier: Writer,
  force: boolean,
): E.Either<readonly FieldConflict[], Applied> => {
  const self = identityOf(applier);
  const had = managers.get(self);
  const fields = extentOf(place, config);
  const now = new Map(managers).set(self, { ...applier, fields });
  const object = pruned(place, merge(place, live, config), had?.fields, now);
  const change = comparison(place, live, object);
  const conflicts = conflictsOf(now, self, change);
  if (conflicts.length > 0 && !force) return E.left(conflicts);
  // What it changes nothing by leaves the time of the applier's entry as it was, or without one.
  const time = canonicalJson(object) === canonicalJson(live) ? had?.time : applier.time;
  const own: Manager = { ...applier, time, fields: difference(fields, unowned) };
  const others = [...yielded(now, self, change).values()].filter((one) => identityOf(one) !== self);
  return E.right({ object, managers: managersOf([...others, own]) });
};

/** The fields of a value that another value, which says more, has just so. */
export const sharedFields = (place: Place, part: Json, whole: Json): FieldSet => {
  const { added, modified, removed } = comparison(place, part, whole);
  return difference(extentOf(place, part), union(union(added, modified), removed));
};
