import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, type Json, type JsonObject } from '../engine/index.ts';
import { apiVersionOf, formerVersion, kindNames, kinds, objectAt, textAt, type KindName } from '../cluster/index.ts';
import { badRequest, type Rejection } from './rejection.ts';
import type { FieldValidation, Request } from './request.ts';
import { decode } from './schema/decode.ts';
import { schemas } from './schema/kinds.ts';

/** An object that a request carries, read by its schema and placed where the request says. */
export interface Input {
  readonly object: JsonObject;
  /** Fields that the schema does not know, as strict decoding names them. */
  readonly unknown: readonly string[];
}

/** `StatefulSet in version "v1"`, as decoding errors begin. */
const cannotHandle = (given: string, version: string, kind: KindName, why: string): Rejection =>
  badRequest(`${given} in version "${version}" cannot be handled as a ${kind}: ${why}`);

const wrongType = (object: JsonObject, kind: KindName): Rejection | undefined => {
  const wanted = apiVersionOf(kind);
  const apiVersion = textAt(object, 'apiVersion') ?? '';
  const given = textAt(object, 'kind') ?? '';
  if (given !== '' && given !== kind) {
    const version = (apiVersion === '' ? wanted : apiVersion).split('/').at(-1) ?? '';
    const known = kindNames.some((one) => one === given);
    const why = known
      ? `converting (v1.${given}) to (v1.${kind}): unknown conversion`
      : `no kind "${given}" is registered for version "${apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`;
    return cannotHandle(given, version, kind, why);
  }
  if (apiVersion === '' || apiVersion === wanted || formerVersion(kind, apiVersion) !== undefined) return undefined;
  return badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`);
};

/** The object in the namespace of the request; a cluster-scoped one is in none. */
const placed = (object: JsonObject, kind: KindName, namespace: string): E.Either<Rejection, JsonObject> => {
  const { namespace: given, ...metadata } = objectAt(object, 'metadata') ?? {};
  if (!kinds[kind].namespaced) return E.right({ ...object, metadata });
  if (given !== undefined && given !== namespace)
    return E.left(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
  return E.right({ ...object, metadata: { ...metadata, namespace } });
};

/** Reads the object in a body. Unknown fields are left out and listed; wrong types refuse it. What it shares with `known` was read before. */
export const readObject = (
  json: Json | undefined,
  kind: KindName,
  namespace: string,
  known?: JsonObject,
): E.Either<Rejection, Input> => {
  if (!isJsonObject(json)) return E.left(badRequest(`couldn't get version/kind; json parse error: ${notObject(json)}`));
  const wrong = wrongType(json, kind);
  if (wrong !== undefined) return E.left(wrong);
  const { version } = kinds[kind];
  return pipe(
    decode(schemas[kind], json, known),
    E.mapLeft((why) => cannotHandle(kind, version, kind, why)),
    E.chain(({ object, unknown }) =>
      pipe(
        placed(object, kind, namespace),
        E.map((inPlace) => ({ object: inPlace, unknown })),
      ),
    ),
  );
};

const notObject = (json: Json | undefined): string =>
  json === undefined
    ? 'unexpected end of JSON input'
    : `json: cannot unmarshal ${Array.isArray(json) ? 'array' : typeof json} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;

/** What unknown fields lead to: a refusal under Strict, warnings by default, nothing under Ignore. */
export const judgeUnknown = (
  unknown: readonly string[],
  kind: KindName,
  validation: FieldValidation = 'Warn',
): E.Either<Rejection, readonly string[]> => {
  if (unknown.length === 0 || validation === 'Ignore') return E.right([]);
  if (validation === 'Warn') return E.right(unknown);
  const why = `strict decoding error: ${unknown.join(', ')}`;
  return E.left(cannotHandle(kind, kinds[kind].version, kind, why));
};

/** The warning that an object in a version of former times earns. */
const formerWarnings = (json: Json | undefined, kind: KindName): readonly string[] => {
  const apiVersion = textAt(json, 'apiVersion') ?? '';
  const former = formerVersion(kind, apiVersion);
  if (former === undefined) return [];
  const { deprecated, removed } = former;
  return [
    `${apiVersion} ${kind} is deprecated in ${deprecated}+, unavailable in ${removed}+; use ${apiVersionOf(kind)} ${kind}`,
  ];
};

/** The object that a create or update request carries, and the warnings that it earns. */
export const readInput = (
  request: Request,
): E.Either<Rejection, { readonly object: JsonObject; readonly warnings: readonly string[] }> =>
  pipe(
    readObject(request.body, request.kind, request.namespace),
    E.chain(({ object, unknown }) =>
      pipe(
        judgeUnknown(unknown, request.kind, request.fieldValidation),
        E.map((warnings) => ({ object, warnings: [...formerWarnings(request.body, request.kind), ...warnings] })),
      ),
    ),
  );
