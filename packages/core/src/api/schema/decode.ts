import * as E from 'fp-ts/lib/Either.js';
import { base64Fault, isJsonArray, isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { formatQuantity, parseQuantity, parseTimestamp } from '../../cluster/index.ts';
import type { ListSchema, MapSchema, Schema, ScalarSchema, StructSchema } from './schema.ts';

/** An object read by its schema: known fields of the right types only, in the form in which they are stored. */
export interface Decoded {
  readonly object: JsonObject;
  /** What was not known, as strict decoding names it: `unknown field "spec.bogus"`. */
  readonly unknown: readonly string[];
}

/** Where decoding is: one step below another place. Nobody asks for the whole path as long as nothing is wrong. */
interface Place {
  readonly outer: Place | undefined;
  /** The field of a struct, the key of a map, or the index in a list. */
  readonly step: string | number;
  /** The struct whose field it is; undefined in maps and lists. */
  readonly struct: string | undefined;
}

/** `spec.containers.image`: the fields that lead to a place, as type errors name it. */
const fieldsTo = (place: Place | undefined): string => {
  if (place === undefined) return '';
  const outer = fieldsTo(place.outer);
  if (place.struct === undefined) return outer;
  return outer === '' ? String(place.step) : `${outer}.${place.step}`;
};

/** `spec.containers[0].image`: all steps that lead to a place. */
const pathTo = (place: Place | undefined): string => {
  if (place === undefined) return '';
  const outer = pathTo(place.outer);
  if (typeof place.step === 'number') return `${outer}[${place.step}]`;
  return outer === '' ? place.step : `${outer}.${place.step}`;
};

/** The struct around a place. */
const structAround = (place: Place | undefined): string | undefined =>
  place === undefined ? undefined : (place.struct ?? structAround(place.outer));

/** A type error ends decoding at once, as the first of encoding/json does. */
class TypeMismatch extends Error {}

/**
 * Reads an object by its schema, or says which field has the wrong type. Nulls and empty values go as Go's JSON does. `known`: an object
 * that was read before; members that are its very own are not read again.
 */
export const decode = (schema: StructSchema, json: JsonObject, known: JsonObject = {}): E.Either<string, Decoded> => {
  const unknown: string[] = [];
  try {
    const object = decodeStruct(schema, json, undefined, unknown, known);
    return E.right({ object, unknown });
  } catch (failure) {
    // Only our own mismatch is a refusal; anything else is a bug of ours and goes on.
    if (failure instanceof TypeMismatch) return E.left(failure.message);
    throw failure;
  }
};

const goTypes: Readonly<Partial<Record<Schema['type'], string>>> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  bytes: '[]uint8',
};

const goType = (schema: Schema): string => {
  if (schema.type === 'struct') return `v1.${schema.name}`;
  if (schema.type === 'list') return `[]${goType(schema.of)}`;
  if (schema.type === 'map') return `map[string]${goType(schema.of)}`;
  return goTypes[schema.type] ?? schema.type;
};

const jsonType = (value: Json, schema: Schema): string => {
  if (isJsonArray(value)) return 'array';
  if (typeof value !== 'number') return typeof value === 'boolean' ? 'bool' : typeof value;
  return schema.type === 'int32' || schema.type === 'int64' ? `number ${value}` : 'number';
};

const mismatch = (value: Json, schema: Schema, place: Place | undefined): never => {
  const struct = structAround(place);
  const where = struct === undefined ? 'value' : `struct field ${struct}.${fieldsTo(place)}`;
  throw new TypeMismatch(
    `json: cannot unmarshal ${jsonType(value, schema)} into Go ${where} of type ${goType(schema)}`,
  );
};

const decodeValue = (schema: Schema, value: Json, place: Place | undefined, unknown: string[]): Json => {
  switch (schema.type) {
    case 'struct':
      return isJsonObject(value) ? decodeStruct(schema, value, place, unknown) : mismatch(value, schema, place);
    case 'list':
      return decodeList(schema, value, place, unknown);
    case 'map':
      return decodeMap(schema, value, place, unknown);
    default:
      return decodeScalar(schema, value, place);
  }
};

const isEmpty = (value: Json): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  (isJsonArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0);

const decodeStruct = (
  schema: StructSchema,
  json: JsonObject,
  place: Place | undefined,
  unknown: string[],
  known: JsonObject = {},
): JsonObject => {
  const object: Record<string, Json> = {};
  for (const key in json)
    if (!Object.hasOwn(schema.fields, key))
      unknown.push(`unknown field "${pathTo({ outer: place, step: key, struct: schema.name })}"`);
  for (const key in schema.fields) {
    const field = schema.fields[key] as Schema; // what the loop is over
    const given = Object.hasOwn(json, key) ? json[key] : undefined;
    if (given === undefined || given === null) {
      if (field.empty === 'fill')
        object[key] = decodeValue(field, {}, { outer: place, step: key, struct: schema.name }, unknown);
      continue;
    }
    const inside = { outer: place, step: key, struct: schema.name };
    const value = given === known[key] ? given : decodeValue(field, given, inside, unknown);
    if (field.empty !== 'drop' || !isEmpty(value)) object[key] = value;
  }
  return object;
};

const decodeList = (schema: ListSchema, value: Json, place: Place | undefined, unknown: string[]): Json => {
  if (!isJsonArray(value)) return mismatch(value, schema, place);
  return value.map((item, i) => decodeItem(schema.of, item, { outer: place, step: i, struct: undefined }, unknown));
};

const decodeMap = (schema: MapSchema, value: Json, place: Place | undefined, unknown: string[]): Json => {
  if (!isJsonObject(value)) return mismatch(value, schema, place);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      decodeItem(schema.of, item, { outer: place, step: key, struct: undefined }, unknown),
    ]),
  );
};

/** Members of lists and maps: null is Go's zero value. */
const decodeItem = (schema: Schema, item: Json, place: Place | undefined, unknown: string[]): Json => {
  if (item !== null) return decodeValue(schema, item, place, unknown);
  switch (schema.type) {
    case 'struct':
      return decodeStruct(schema, {}, place, unknown);
    case 'string':
      return '';
    case 'int32':
    case 'int64':
      return 0;
    case 'bool':
      return false;
    case 'quantity':
      return '0';
    default:
      return null;
  }
};

const int32Max = 2 ** 31;

/** Bytes stay in base64, which they must be. */
const decodeBytes = (value: Json, schema: ScalarSchema, place: Place | undefined): Json => {
  if (typeof value !== 'string') return mismatch(value, schema, place);
  const fault = base64Fault(value);
  if (fault !== undefined) throw new TypeMismatch(`illegal base64 data at input byte ${fault}`);
  return value;
};

const decodeScalar = (schema: ScalarSchema, value: Json, place: Place | undefined): Json => {
  const checked = (holds: boolean): Json => (holds ? value : mismatch(value, schema, place));
  switch (schema.type) {
    case 'string':
      return checked(typeof value === 'string');
    case 'bytes':
      return decodeBytes(value, schema, place);
    case 'bool':
      return checked(typeof value === 'boolean');
    case 'int32':
      return checked(Number.isInteger(value) && Number(value) >= -int32Max && Number(value) < int32Max);
    case 'int64':
      return checked(Number.isInteger(value));
    case 'quantity':
      return decodeQuantity(value);
    case 'int-or-string':
      return decodeIntOrString(value, schema, place);
    case 'time':
      return decodeTime(value, schema, place);
    case 'any':
      return value;
    default:
      return schema.type satisfies never;
  }
};

const decodeQuantity = (value: Json): Json => {
  const text = typeof value === 'number' ? String(value) : value;
  const quantity = parseQuantity(typeof text === 'string' ? text : '');
  if (E.isLeft(quantity)) throw new TypeMismatch(quantity.left);
  return formatQuantity(quantity.right);
};

const decodeIntOrString = (value: Json, schema: Schema, place: Place | undefined): Json => {
  if (typeof value === 'string') return value;
  const fits = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < int32Max;
  return fits ? value : mismatch(value, { ...schema, type: 'int32' } as Schema, place); // Go reads it as an int32
};

const decodeTime = (value: Json, schema: Schema, place: Place | undefined): Json => {
  if (typeof value !== 'string') return mismatch(value, { ...schema, type: 'string' } as Schema, place); // a Go time is a text
  if (parseTimestamp(value) === undefined)
    throw new TypeMismatch(`parsing time "${value}" as "2006-01-02T15:04:05Z07:00": cannot parse "${value}" as "2006"`);
  return value;
};
