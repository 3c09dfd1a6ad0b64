import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { joined, message, text, whole } from '../protobuf/writer.ts';

/*
 * A document of OpenAPI 2 as the protobuf message that clients of Kubernetes ask for. Source of the numbers: openapiv2 of
 * gnostic-models. Members that our documents do not have are left out.
 */

type Members = readonly Uint8Array[];

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

const listOf = (value: Json | undefined): readonly Json[] => (isJsonArray(value) ? value : []);

const textAt = (number: number, value: Json | undefined): Members =>
  typeof value === 'string' ? [text(number, value)] : [];

const textsAt = (number: number, value: Json | undefined): Members =>
  listOf(value).flatMap((one) => textAt(number, one));

/** A value of any shape, as YAML, which JSON is. */
const anyAt = (number: number, value: Json): Uint8Array => message(number, text(2, JSON.stringify(value)));

/** Members whose names begin with `x-`. */
const extensionsAt = (number: number, object: JsonObject): Members =>
  Object.entries(object)
    .filter(([name]) => name.startsWith('x-'))
    .map(([name, value]) => message(number, text(1, name), anyAt(2, value)));

/** Name and value of each member of an object. */
const namedAt = (number: number, object: Json | undefined, value: (of: Json) => Members): Members =>
  Object.entries(objectOf(object)).map(([name, of]) => message(number, text(1, name), message(2, ...value(of))));

const schemaOf = (json: Json): Members => {
  const schema = objectOf(json);
  const { additionalProperties, items, properties, type } = schema;
  return [
    ...textAt(1, schema['$ref']),
    ...textAt(2, schema['format']),
    ...textAt(4, schema['description']),
    ...textsAt(19, schema['required']),
    ...(additionalProperties === undefined ? [] : [message(21, message(1, ...schemaOf(additionalProperties)))]),
    ...(type === undefined ? [] : [message(22, ...textAt(1, type))]),
    ...(items === undefined ? [] : [message(23, message(1, ...schemaOf(items)))]),
    ...(properties === undefined ? [] : [message(25, ...namedAt(1, properties, schemaOf))]),
    ...extensionsAt(31, schema),
  ];
};

/** Parameters of queries (3) and of paths (4) are messages of their own, with other numbers for the type. */
const parameterOf = (json: Json): Uint8Array => {
  const parameter = objectOf(json);
  const inPath = parameter['in'] === 'path';
  const members = [
    ...(parameter['required'] === true ? [whole(1, 1)] : []),
    ...textAt(2, parameter['in']),
    ...textAt(3, parameter['description']),
    ...textAt(4, parameter['name']),
    ...textAt(inPath ? 5 : 6, parameter['type']),
    ...(parameter['uniqueItems'] === true ? [whole(inPath ? 19 : 20, 1)] : []),
  ];
  return message(1, message(2, message(inPath ? 4 : 3, ...members)));
};

const parametersAt = (number: number, value: Json | undefined): Members =>
  listOf(value).map((one) => message(number, parameterOf(one)));

const operationOf = (json: Json): Members => {
  const operation = objectOf(json);
  return [
    ...textAt(5, operation['operationId']),
    ...parametersAt(8, operation['parameters']),
    message(
      9,
      ...namedAt(1, operation['responses'], (response) => [
        message(1, ...textAt(1, objectOf(response)['description'])),
      ]),
    ),
    ...extensionsAt(13, operation),
  ];
};

const methods = [
  ['get', 2],
  ['put', 3],
  ['post', 4],
  ['delete', 5],
  ['patch', 8],
] as const;

const pathOf = (json: Json): Members => {
  const path = objectOf(json);
  return [
    ...methods.flatMap(([method, number]) => {
      const operation = path[method];
      return operation === undefined ? [] : [message(number, ...operationOf(operation))];
    }),
    ...parametersAt(9, path['parameters']),
  ];
};

export const versionTwoProtobuf = (document: JsonObject): Uint8Array => {
  const info = objectOf(document['info']);
  return joined(
    ...textAt(1, document['swagger']),
    message(2, ...textAt(1, info['title']), ...textAt(2, info['version'])),
    message(8, ...namedAt(2, document['paths'], pathOf)),
    message(9, ...namedAt(1, document['definitions'], schemaOf)),
  );
};
