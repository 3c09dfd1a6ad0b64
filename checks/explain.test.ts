import { describe, expect, test } from 'vitest';
import { kindNames, kinds, type KindName } from '../packages/core/src/cluster/index.ts';
import type { Schema } from '../packages/core/src/api/schema/schema.ts';
import { describeField, describeStruct } from '../packages/wire/src/openapi/description/index.ts';
import { homeOf, type Package } from '../packages/wire/src/protobuf/numbers/index.ts';
import { packageOf } from '../packages/wire/src/protobuf/registry.ts';
import { wholeSchemas } from '../packages/wire/src/shape/whole.ts';
import { rowsOf } from './fidelity-rows.ts';

const structOf = (schema: Schema): Schema =>
  schema.type === 'list' || schema.type === 'map' ? structOf(schema.of) : schema;

/** What `kubectl explain` says of the field at a path. */
const textAt = (schema: Schema, from: Package, path: readonly string[]): string | undefined => {
  const [first = '', ...rest] = path;
  const struct = structOf(schema);
  if (struct.type !== 'struct') throw new Error(`${path.join('.')} is below no struct.`);
  const home = homeOf(struct.name, from);
  const field = struct.fields[first];
  if (rest.length === 0 || field === undefined) return describeField(home, struct.name, first);
  return textAt(field, home, rest);
};

const explained = (kind: KindName, path: string): string | undefined =>
  textAt(wholeSchemas[kind], packageOf(kinds[kind].group), path.replaceAll('[]', '').split('.'));

describe('kubectl explain and docs/FIDELITY.md say the same', () => {
  test.each(kindNames)('WI-24: of %s, whose simulated and written fields all have a line of their own', (kind) => {
    expect(describeStruct(packageOf(kinds[kind].group), kind)).toBeDefined();
    for (const { paths, is } of rowsOf(kind))
      for (const path of paths) {
        const text = explained(kind, path) ?? '';
        const says = text.startsWith('Stored') ? 'stored' : text === '' ? 'nothing' : 'simulated';
        const expected = is === 'stored' ? ['stored', ...partly(kind, path)] : ['simulated'];
        if (is !== 'refused') expect(expected, `${kind} ${path}: ${text}`).toContain(says);
      }
  });

  test('WI-24: and of what every object has', () => {
    for (const { paths } of rowsOf('Every object'))
      for (const path of paths) expect(explained('Pod', path), path).toBeDefined();
  });
});

/** A field of which something is simulated, by a longer path, is described for that. */
const partly = (kind: KindName, path: string): readonly string[] => {
  const simulated = rowsOf(kind)
    .filter(({ is }) => is !== 'stored')
    .flatMap(({ paths }) => paths);
  return simulated.some((one) => one.replaceAll('[]', '').startsWith(`${path.replaceAll('[]', '')}.`)) ||
    path === 'status'
    ? ['simulated']
    : [];
};
