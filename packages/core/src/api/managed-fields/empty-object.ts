import type { Json, JsonObject } from '../../engine/index.ts';
import { kindNames, type KindName } from '../../cluster/index.ts';
import { schemas } from '../schema/kinds.ts';
import type { Schema, StructSchema } from '../schema/schema.ts';

/** Is a struct that was left out there all the same, as Go's structs by value are? The spec of a pod template is such a one. */
const isThere = (struct: StructSchema, member: string, schema: Schema): schema is StructSchema =>
  schema.type === 'struct' && (schema.empty === 'fill' || (struct.name === 'PodTemplateSpec' && member === 'spec'));

const emptyStruct = (struct: StructSchema): JsonObject => {
  const object: Record<string, Json> = {};
  for (const [member, schema] of Object.entries(struct.fields)) {
    if (isThere(struct, member, schema)) object[member] = emptyStruct(schema);
    // Lists that are always written are there too, empty. Who manages what is no part of an object, nor of a template.
    else if (schema.type === 'list' && schema.empty === 'keep' && member !== 'managedFields') object[member] = [];
  }
  return object;
};

const empty = new Map(kindNames.map((kind) => [kind, emptyStruct(schemas[kind])]));

/** An object of a kind before anything is said of it: what a creation is compared with. */
export const emptyObject = (kind: KindName): JsonObject => empty.get(kind) ?? {};
