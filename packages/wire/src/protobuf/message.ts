import type { Json } from '@orrery/core/engine';
import type { MapSchema, Schema, StructSchema } from '@orrery/core/api';
import { layoutOf, type Layout, type Member } from './layout.ts';
import type { Package } from './numbers/index.ts';
import { Malformed, wireTypes, type Reader } from './reader.ts';
import { readDelimited, readVarint } from './scalar.ts';

/** An object in the making. Members may come in pieces, so lists, maps and structs are added to. */
type Draft = Record<string, Json>;

type Field = Extract<Member, { readonly type: 'field' }>;

/** Keys come from clients: one may be called `__proto__`. */
const put = (draft: Draft, key: string, value: Json): void => {
  Object.defineProperty(draft, key, { value, enumerable: true, configurable: true, writable: true });
};

const wrongWireType = (wireType: number, name: string): Malformed =>
  new Malformed(`proto: wrong wireType = ${wireType} for field ${name.slice(0, 1).toUpperCase()}${name.slice(1)}`);

/** Go's zero value: what an entry of a map has that says nothing. */
const zeroOf = (schema: Schema): Json => {
  switch (schema.type) {
    case 'string':
    case 'bytes':
      return '';
    case 'int32':
    case 'int64':
      return 0;
    case 'bool':
      return false;
    case 'quantity':
      return '0';
    case 'struct':
    case 'map':
      return {};
    case 'list':
      return [];
    default:
      return null;
  }
};

/** One value of this shape. A list stands for one of its items, a map for one of its entries; `before` is what was there. */
const readValue = (reader: Reader, wireType: number, field: Field, from: Package, before: Json | undefined): Json => {
  const { schema } = field;
  if (schema.type === 'int32' || schema.type === 'int64' || schema.type === 'bool') {
    if (wireType !== wireTypes.varint) throw wrongWireType(wireType, field.name);
    return readVarint(reader, schema.type);
  }
  if (schema.type === 'list') return readItems(reader, wireType, { ...field, schema: schema.of }, from, before);
  if (wireType !== wireTypes.delimited) throw wrongWireType(wireType, field.name);
  const inside = reader.delimited();
  if (schema.type === 'map') return readEntry(inside, field, schema, from, before);
  if (schema.type !== 'struct') return readDelimited(inside, schema.type, field.micro);
  const draft = (before ?? {}) as Draft; // an object that this module made and nobody else has
  readInto(inside, layoutOf(schema, from), draft);
  return draft;
};

const isNumber = ({ type }: Schema): boolean => type === 'int32' || type === 'int64' || type === 'bool';

/** Numbers may come packed, many behind one tag; everything else comes one by one. */
const readItems = (reader: Reader, wireType: number, item: Field, from: Package, before: Json | undefined): Json => {
  const items = (before ?? []) as Json[]; // a list that this module made and nobody else has
  if (!isNumber(item.schema) || wireType !== wireTypes.delimited) {
    items.push(readValue(reader, wireType, item, from, undefined));
    return items;
  }
  const packed = reader.delimited();
  while (!packed.done) items.push(readValue(packed, wireTypes.varint, item, from, undefined));
  return items;
};

/** An entry of a map: a message of key (1) and value (2). A list as value is a message of items (1). */
const readEntry = (reader: Reader, field: Field, { of }: MapSchema, from: Package, before: Json | undefined): Json => {
  const entries = (before ?? {}) as Draft; // a map that this module made and nobody else has
  const one: Field = { ...field, schema: of };
  let key = '';
  let value: Json | undefined;
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (number === 1 && wireType === wireTypes.delimited) key = reader.delimited().text();
    else if (number === 2 && of.type === 'list') value = readList(reader, wireType, one, from);
    else if (number === 2) value = readValue(reader, wireType, one, from, undefined);
    else reader.skip(wireType);
  }
  put(entries, key, value ?? zeroOf(of));
  return entries;
};

const readList = (reader: Reader, wireType: number, field: Field, from: Package): Json => {
  if (wireType !== wireTypes.delimited) throw wrongWireType(wireType, field.name);
  const inside = reader.delimited();
  let items: Json | undefined;
  while (!inside.done) {
    const tag = inside.tag();
    if (tag.number === 1) items = readValue(inside, tag.wireType, field, from, items);
    else inside.skip(tag.wireType);
  }
  return items ?? [];
};

const isZero = (value: Json): boolean => value === '' || value === 0 || value === false;

const readInto = (reader: Reader, layout: Layout, draft: Draft): void => {
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    const member = layout.members.get(number);
    if (member === undefined) {
      reader.skip(wireType);
    } else if (member.type === 'inline') {
      if (wireType !== wireTypes.delimited) throw wrongWireType(wireType, 'inlined');
      readInto(reader.delimited(), member.layout, draft);
    } else {
      const { name, schema } = member;
      const value = readValue(reader, wireType, member, layout.package, draft[name]);
      // Go writes members that are not set as well; what its JSON would leave out is left out.
      if (value === null || (schema.empty === 'drop' && isZero(value))) delete draft[name];
      else draft[name] = value;
    }
  }
};

/**
 * Reads a message as the object that its struct describes. What the schema does not know is left out; nothing is
 * defaulted. Throws Malformed where the bytes are no such message.
 */
export const readMessage = (reader: Reader, schema: StructSchema, from: Package): Readonly<Record<string, Json>> => {
  const draft: Draft = {};
  readInto(reader, layoutOf(schema, from), draft);
  return draft;
};
