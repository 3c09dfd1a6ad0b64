import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';

/** Types that are told in other words than in version 3. */
const otherwise: Readonly<Record<string, JsonObject>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string', format: 'int-or-string' },
};

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

const listOf = (value: Json | undefined): readonly Json[] => (isJsonArray(value) ? value : []);

/** A reference may have siblings here, and leads to the definitions. */
const converted = (value: Json): Json => {
  if (isJsonArray(value)) return value.map(converted);
  if (!isJsonObject(value)) return value;
  // Clients of that age have no use for lists of values.
  const { allOf, default: _, enum: __, ...rest } = value;
  const [reference] = listOf(allOf);
  return Object.fromEntries(
    Object.entries({ ...rest, ...objectOf(reference) }).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string'
        ? member.replace('#/components/schemas/', '#/definitions/')
        : converted(member),
    ]),
  );
};

/** A parameter of a query or path has its type beside its name. */
const parameterOf = (parameter: Json): Json => {
  const { schema, ...rest } = objectOf(parameter);
  return { ...rest, ...objectOf(schema) };
};

const operationOf = (operation: Json): JsonObject => {
  const { requestBody: _, responses, parameters, ...rest } = objectOf(operation);
  return {
    ...rest,
    parameters: listOf(parameters).map(parameterOf),
    responses: Object.fromEntries(Object.keys(objectOf(responses)).map((code) => [code, { description: 'OK' }])),
  };
};

const pathOf = (path: Json): JsonObject => {
  const { parameters, ...operations } = objectOf(path);
  return {
    ...Object.fromEntries(Object.entries(operations).map(([method, one]) => [method, operationOf(one)])),
    parameters: listOf(parameters).map(parameterOf),
  };
};

const sorted = (members: Readonly<Record<string, Json>>): JsonObject =>
  Object.fromEntries(Object.entries(members).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** One document of version 2 that says what these of version 3 do, but for the bodies of requests and answers. */
export const versionTwo = (documents: readonly JsonObject[]): JsonObject => {
  const paths: Record<string, Json> = {};
  const definitions: Record<string, Json> = {};
  for (const document of documents) {
    for (const [path, of] of Object.entries(objectOf(document['paths']))) paths[path] = pathOf(of);
    for (const [name, schema] of Object.entries(objectOf(objectOf(document['components'])['schemas'])))
      // A schema that several have says in one of them which kind it is of.
      definitions[name] = otherwise[name] ?? { ...objectOf(definitions[name]), ...objectOf(converted(schema)) };
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.36.0' },
    paths: sorted(paths),
    definitions: sorted(definitions),
  };
};
