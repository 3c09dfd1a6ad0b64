import { describe, expect, test } from 'vitest';
import { kindNames, type KindName } from '../packages/core/src/cluster/index.ts';
import { schemas } from '../packages/core/src/api/schema/kinds.ts';
import type { Fields, Schema } from '../packages/core/src/api/schema/schema.ts';
import { rowsOf, words } from './fidelity-rows.ts';

const fieldsOf = (schema: Schema): Fields | undefined =>
  schema.type === 'struct' ? schema.fields : schema.type === 'list' ? fieldsOf(schema.of) : undefined;

/** Is there such a field? What is below a value of any shape is taken on trust. */
const exists = (fields: Fields, path: string): boolean => {
  const [first = '', ...rest] = path.replaceAll('[]', '').split('.');
  const schema = Object.hasOwn(fields, first) ? fields[first] : undefined;
  if (schema === undefined) return false;
  if (rest.length === 0 || (schema.type !== 'struct' && schema.type !== 'list'))
    return rest.length === 0 || schema.type === 'any';
  return exists(fieldsOf(schema) ?? {}, rest.join('.'));
};

/** Fields that no path stands for. A path stands for everything below it. */
const missing = (fields: Fields, listed: ReadonlySet<string>, above = ''): readonly string[] =>
  Object.entries(fields).flatMap(([name, schema]) => {
    const path = above + name;
    if (listed.has(path)) return [];
    const inside = fieldsOf(schema);
    const split = [...listed].some((one) => one.startsWith(`${path}.`));
    return inside === undefined || !split ? [path] : missing(inside, listed, `${path}.`);
  });

const listedOf = (heading: string): readonly string[] =>
  rowsOf(heading).flatMap(({ paths }) => paths.map((path) => path.replaceAll('[]', '')));

/** What a kind has beside what all have. Statuses are of any shape in the schema, so a kind that writes one names it. */
const own = (kind: KindName): Fields => {
  const { apiVersion: _, kind: __, metadata: ___, ...fields } = schemas[kind].fields;
  return fields;
};

describe('docs/FIDELITY.md and the schema say the same', () => {
  test('of what every object has', () => {
    const { apiVersion: _, kind: __, ...shared } = schemas.Namespace.fields;
    const listed = listedOf('Every object');
    expect(listed.filter((path) => !exists(shared, path))).toEqual([]);
    expect(missing({ metadata: shared['metadata'] ?? { type: 'any', empty: 'drop' } }, new Set(listed))).toEqual([]);
  });

  test.each(kindNames)('of %s', (kind) => {
    const listed = listedOf(kind);
    expect(listed.filter((path) => !exists(own(kind), path))).toEqual([]);
    expect(listed.filter((path, i) => listed.indexOf(path) !== i)).toEqual([]);
    expect(missing(own(kind), new Set(listed))).toEqual([]);
    expect(rowsOf(kind).filter(({ is }) => !words.includes(is))).toEqual([]);
  });
});
