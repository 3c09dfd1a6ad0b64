import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type Body, type JsonObject } from '../../engine/index.ts';
import { draftOf, fill, objectAt, oncePerBody, type AnyRecord, type KindName } from '../../cluster/index.ts';
import type { CommandNamed } from '../command.ts';
import { invalid, type Cause, type Rejection } from '../rejection.ts';
import { validate, validateUpdate } from '../validation/index.ts';

/** An object as the server sees it in a request. */
const named = (json: JsonObject, namespace: string, name: string): JsonObject => ({
  ...json,
  metadata: { ...objectAt(json, 'metadata'), name, ...(namespace === '' ? {} : { namespace }) },
});

const causesOf = (kind: KindName, body: Body, args: readonly string[], namespace: string, name: string) => {
  const filled = fill(body.json, args);
  return validate(kind, named(isJsonObject(filled) ? filled : {}, namespace, name));
};

/** A name that is good for everything, and stands for all others that are. */
const plainName = 'a';
const isPlain = (text: string): boolean => text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);

/** What is wrong with a pod's template whatever fills its holes; found once for all pods of a revision. */
const podCauses = oncePerBody((body): readonly Cause[] =>
  causesOf(
    'Pod',
    body,
    Array.from({ length: 10 }, () => plainName),
    plainName,
    plainName,
  ),
);

/** What is wrong with a new object, if its sender does not vouch for it. */
export const validCreate = (command: CommandNamed<'Create'>): E.Either<Rejection, void> => {
  const { kind, body, args = [], namespace, name, validating = false } = command;
  if (!validating) return E.right(undefined);
  const shared = kind === 'Pod' && isPlain(name) && args.every(isPlain);
  const causes = shared ? podCauses(body) : causesOf(kind, body, args, namespace, name);
  return causes.length === 0 ? E.right(undefined) : E.left(invalid(kind, name, causes));
};

/** What may not be made of an object, if its sender does not vouch for it. */
export const validUpdate = (command: CommandNamed<'Update'>, record: AnyRecord): E.Either<Rejection, void> => {
  const { kind, body, validating = false } = command;
  if (!validating || !isJsonObject(body.json)) return E.right(undefined);
  const { namespace, name } = record.meta;
  const causes = validateUpdate(kind, named(body.json, namespace, name), named(draftOf(record), namespace, name));
  return causes.length === 0 ? E.right(undefined) : E.left(invalid(kind, name, causes));
};
