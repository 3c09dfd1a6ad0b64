import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import type { ListSchema, ScalarSchema, Schema, StructSchema } from '@orrery/core/api';
import { isMicroTime } from '../protobuf/layout.ts';
import { homeOf, type Package } from '../protobuf/numbers/index.ts';
import { describeField, describeStruct } from './description/index.ts';
import { valuesOf } from './enumeration.ts';
import { required } from './required.ts';

/** Where a struct is named: its package, and the version of it that a document is of. */
export interface Origin {
  readonly package: Package;
  readonly version: string;
}

/** Schemas by the names by which documents refer to them. */
export type Components = Map<string, JsonObject>;

/** Types that are more than a scalar to readers, though on the wire they are one. */
const special = {
  time: ['io.k8s.apimachinery.pkg.apis.meta.v1.Time', { type: 'string', format: 'date-time' }],
  micro: ['io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime', { type: 'string', format: 'date-time' }],
  quantity: ['io.k8s.apimachinery.pkg.api.resource.Quantity', { oneOf: [{ type: 'string' }, { type: 'number' }] }],
  'int-or-string': [
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
    { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
  ],
  any: ['io.k8s.apimachinery.pkg.runtime.RawExtension', { type: 'object' }],
  fields: ['io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1', { type: 'object' }],
} as const;

/** Members that are of another special type than their schema says: on the wire they look the same. */
const finer = (struct: string, name: string): 'micro' | 'fields' | undefined => {
  if (isMicroTime(struct, name)) return 'micro';
  return struct === 'ManagedFieldsEntry' && name === 'fieldsV1' ? 'fields' : undefined;
};

/** The name of a struct's schema, as clients know it. */
const nameOf = (struct: string, { package: home, version }: Origin): string =>
  home === 'meta' ? `io.k8s.apimachinery.pkg.apis.meta.v1.${struct}` : `io.k8s.api.${home}.${version}.${struct}`;

const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const scalarOf = (type: 'string' | 'bool' | 'int32' | 'int64' | 'bytes'): JsonObject => {
  switch (type) {
    case 'string':
      return { type: 'string' };
    case 'bool':
      return { type: 'boolean' };
    case 'int32':
    case 'int64':
      return { type: 'integer', format: type };
    case 'bytes':
      return { type: 'string', format: 'byte' };
    default:
      return type satisfies never;
  }
};

/** What a scalar is; one that has a name of its own is added to the components. */
const scalar = ({ type }: ScalarSchema, as: keyof typeof special | undefined, components: Components): JsonObject => {
  if (type === 'string' || type === 'bool' || type === 'int32' || type === 'int64' || type === 'bytes')
    return scalarOf(type);
  const [name, schema] = special[as ?? type];
  components.set(name, schema);
  return reference(name);
};

/** How strategic merge joins what a patch says with what is there. */
const strategyOf = (schema: Schema): JsonObject => {
  const words: string[] = [];
  if (schema.type === 'list' && (schema.mergeKey !== undefined || schema.union === true)) words.push('merge');
  const inside = schema.type === 'list' ? schema.of : schema;
  if (inside.type === 'struct' && inside.retainKeys === true) words.push('retainKeys');
  return {
    ...(words.length === 0 ? {} : { 'x-kubernetes-patch-strategy': words.join(',') }),
    ...(schema.type === 'list' && schema.mergeKey !== undefined
      ? { 'x-kubernetes-patch-merge-key': schema.mergeKey }
      : {}),
  };
};

/** What tells the items of a list apart for managers of fields. */
const listType = ({ keys, mergeKey, union, set }: ListSchema): JsonObject => {
  const own = keys ?? (mergeKey === undefined ? [] : [mergeKey]);
  if (own.length > 0) return { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': own };
  return { 'x-kubernetes-list-type': union === true || set === true ? 'set' : 'atomic' };
};

/** Who manages a value: one manager all of it, or each its own members. */
const ownershipOf = (schema: Schema): JsonObject => {
  if (schema.type === 'list') return listType(schema);
  if (schema.type === 'map' && schema.atomic === true) return { 'x-kubernetes-map-type': 'atomic' };
  // A struct says itself that it is atomic; where it is not, though others like it are, its place says so.
  return schema.type === 'struct' && schema.atomic === false ? { 'x-kubernetes-map-type': 'granular' } : {};
};

/** Items and entries stand alone: what refers to a schema has no siblings. */
const shapeOf = (schema: Schema, as: ReturnType<typeof finer>, from: Origin, components: Components): JsonObject => {
  switch (schema.type) {
    case 'struct':
      return reference(addStruct(schema, from, components));
    case 'list':
      return { type: 'array', items: shapeOf(schema.of, as, from, components) };
    case 'map':
      return { type: 'object', additionalProperties: shapeOf(schema.of, as, from, components) };
    default:
      return scalar(schema, as, components);
  }
};

/** A text of which only some values are known, or what holds such texts. */
const narrowed = (shape: JsonObject, values: readonly string[] | undefined): JsonObject => {
  if (values === undefined) return shape;
  const { items, additionalProperties } = shape;
  if (isJsonObject(items)) return { ...shape, items: { ...items, enum: values } };
  if (isJsonObject(additionalProperties))
    return { ...shape, additionalProperties: { ...additionalProperties, enum: values } };
  return { ...shape, enum: values };
};

const propertyOf = (
  struct: StructSchema,
  name: string,
  schema: Schema,
  from: Origin,
  components: Components,
): JsonObject => {
  const shape = shapeOf(schema, finer(struct.name, name), from, components);
  const description = describeField(from.package, struct.name, name);
  return {
    ...(description === undefined ? {} : { description }),
    // A reference beside other members is none in OpenAPI 3.0, so it goes into a list of one.
    ...('$ref' in shape ? { allOf: [shape] } : narrowed(shape, valuesOf(from.package, struct.name, name))),
    ...(schema.empty === 'fill' ? { default: {} } : {}),
    ...ownershipOf(schema),
    ...strategyOf(schema),
  };
};

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** Adds the schema of a struct, and of all that it is made of, to the components; answers its name. */
export const addStruct = (schema: StructSchema, from: Origin, components: Components): string => {
  const home = homeOf(schema.name, from.package);
  const origin = { package: home, version: home === from.package ? from.version : 'v1' };
  const name = nameOf(schema.name, origin);
  if (components.has(name)) return name;
  components.set(name, {}); // so that nothing adds it twice while its fields are gone through
  const description = describeStruct(home, schema.name);
  const must = required[home]?.[schema.name]?.split(' ');
  const properties: Record<string, Json> = {};
  for (const [field, of] of Object.entries(schema.fields).toSorted(byName))
    properties[field] = propertyOf(schema, field, of, origin, components);
  components.set(name, {
    ...(description === undefined ? {} : { description }),
    type: 'object',
    ...(must === undefined ? {} : { required: must }),
    properties,
    ...(schema.atomic === undefined ? {} : { 'x-kubernetes-map-type': 'atomic' }),
  });
  return name;
};

/** Adds the schema of a list of what has this name; answers the list's name. */
export const addList = (item: string, components: Components): string => {
  const name = `${item}List`;
  if (!components.has(name))
    components.set(name, {
      description: 'Objects of one kind, and the position in the log at which they were listed.',
      type: 'object',
      required: ['items'],
      properties: {
        apiVersion: { type: 'string' },
        items: { type: 'array', items: reference(item) },
        kind: { type: 'string' },
        metadata: { allOf: [reference(nameOf('ListMeta', { package: 'meta', version: 'v1' }))], default: {} },
      },
    });
  return name;
};
