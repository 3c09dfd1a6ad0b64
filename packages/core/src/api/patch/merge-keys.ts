import { schemas } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';

/** How a list is merged: entries by the value of a key, or single values as a set. Lists not named here are replaced whole. */
export type ListMerge = { readonly key: string } | 'set';

/** Lists of statuses, which the schema keeps whole. */
const inStatus: readonly (readonly [string, ListMerge])[] = [
  ['status/conditions', { key: 'type' }],
  ['status/addresses', { key: 'type' }],
  ['status/podIPs', { key: 'ip' }],
  ['status/hostIPs', { key: 'ip' }],
];

const collect = (schema: Schema, field: string, into: Map<string, ListMerge>): void => {
  if (schema.type === 'list' || schema.type === 'map') collect(schema.of, field, into);
  if (schema.type !== 'struct') return;
  for (const [member, inner] of Object.entries(schema.fields)) {
    const name = `${field}/${member}`;
    if (inner.type === 'list' && inner.mergeKey !== undefined) into.set(name, { key: inner.mergeKey });
    else if (inner.type === 'list' && inner.union === true) into.set(name, 'set');
    collect(inner, member, into);
  }
};

/**
 * Strategies of strategic-merge patches, from the schemas of all kinds, by the field that holds the list and the field above it:
 * within the kinds served here these two decide.
 */
const strategies: ReadonlyMap<string, ListMerge> = (() => {
  const found = new Map<string, ListMerge>(inStatus);
  for (const schema of Object.values(schemas)) collect(schema, '', found);
  return found;
})();

/** How the list in this field is merged; undefined: it is replaced. `parents` are the fields above it, outermost first. */
export const listMerge = (field: string, parents: readonly string[]): ListMerge | undefined =>
  strategies.get(`${parents[parents.length - 1] ?? ''}/${field}`);
