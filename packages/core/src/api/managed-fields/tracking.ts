import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson, isJsonArray, isJsonObject, jsonEqual, type Json, type JsonObject } from '../../engine/index.ts';
import { apiVersionOf, at, draftOf, objectAt, oncePerBody, type AnyRecord } from '../../cluster/index.ts';
import { rootPlace } from '../patch/merge-keys.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { emptyObject } from './empty-object.ts';
import {
  nobody,
  readGiven,
  readStored,
  sameButTimes,
  storedManagers,
  wholeSecond,
  type Manager,
  type Managers,
  type Writer,
} from './manager.ts';
import { afterUpdate } from './ownership.ts';

/*
 * Who manages the fields of an object after a request. Only requests that name a manager start to track an object; once tracked,
 * every request to it counts. Writes of the simulation's own components do not pass here, and cost nothing.
 */

/** The members of an object that a write through this sub-resource may change. Source: the reset fields of the strategies. */
export const writable = (object: Json, subresource: string): JsonObject => {
  const { status, metadata, ...rest } = isJsonObject(object) ? object : {};
  if (subresource === 'status') return status === undefined ? {} : { status };
  const { managedFields: _, ...kept } = isJsonObject(metadata) ? metadata : {};
  return { ...rest, metadata: kept };
};

const managersOfBody = oncePerBody((body) => readStored(at(body.json, 'metadata', 'managedFields')));

/** The managers that a record keeps. */
export const managersOfRecord = ({ body }: AnyRecord): Managers => managersOfBody(body);

/** Does the client ask to forget who manages what? */
const isReset = (given: readonly Json[]): boolean => {
  const [only] = given;
  return given.length === 0 || (given.length === 1 && isJsonObject(only) && Object.keys(only).length === 0);
};

/** What the client sent, if it can be read and says anything; else what is stored. */
const startingFrom = (
  object: JsonObject,
  current: JsonObject | undefined,
  stored: Managers,
  { epoch }: ApiServer,
): Managers => {
  const given = at(object, 'metadata', 'managedFields');
  // Mostly it is what the client read, and sends back unread.
  if (!isJsonArray(given) || jsonEqual(given, at(current, 'metadata', 'managedFields'))) return stored;
  if (isReset(given)) return nobody;
  const read = readGiven(given, epoch);
  return E.isRight(read) && read.right.size > 0 ? read.right : stored;
};

/** Whoever makes this request, as a manager. */
export const managerOf = (
  { kind, fieldManager = '', subresource = '' }: Request,
  operation: Manager['operation'],
  { now }: ApiServer,
): Writer => ({
  name: fieldManager,
  operation,
  apiVersion: apiVersionOf(kind),
  subresource,
  time: wholeSecond(now),
});

/** The managers of a new object, which comes defaulted and before admission. */
export const managersOfNew = (server: ApiServer, request: Request, object: JsonObject): Managers => {
  if (request.fieldManager === undefined) return nobody;
  const given = startingFrom(object, undefined, nobody, server);
  const writer = managerOf(request, 'Update', server);
  const before = writable(emptyObject(request.kind), '');
  return afterUpdate(rootPlace(request.kind), before, writable(object, ''), given, writer);
};

/** The managers after a request wrote an object over the stored one. An object that nobody manages stays so until it is applied. */
export const managersAfter = (
  server: ApiServer,
  request: Request,
  record: AnyRecord,
  current: JsonObject,
  next: JsonObject,
): Managers => {
  const { kind, subresource = '', fieldManager } = request;
  const stored = managersOfRecord(record);
  const managers = subresource === '' ? startingFrom(next, current, stored, server) : stored;
  if (managers.size === 0) return nobody;
  const writer = fieldManager === undefined ? undefined : managerOf(request, 'Update', server);
  return afterUpdate(rootPlace(kind), writable(current, subresource), writable(next, subresource), managers, writer);
};

/** The managers with which an object that nobody manages starts when it is applied. Source: skipNonAppliedManager. */
export const managersBeforeApply = (server: ApiServer, request: Request, current: JsonObject): Managers => {
  const { kind, subresource = '' } = request;
  const before = managerOf({ ...request, fieldManager: 'before-first-apply' }, 'Update', server);
  return afterUpdate(
    rootPlace(kind),
    writable(emptyObject(kind), subresource),
    writable(current, subresource),
    nobody,
    before,
  );
};

/** A body with these managers in place of those that it has. */
export const bodyWith = (body: JsonObject, managers: Managers): JsonObject => {
  const { managedFields: _, ...metadata } = objectAt(body, 'metadata') ?? {};
  const { metadata: __, ...rest } = body;
  const all = managers.size === 0 ? metadata : { ...metadata, managedFields: storedManagers(managers) };
  return Object.keys(all).length === 0 ? rest : { ...rest, metadata: all };
};

/**
 * The body to store. When the write would change nothing but times of managers it is the body that is there: such a write leaves
 * no trace. Source: ignoreManagedFieldsTimestampsTransformer.
 */
export const bodyAfter = (record: AnyRecord, body: JsonObject, managers: Managers): JsonObject => {
  const before = managersOfRecord(record);
  if (before.size === 0 && managers.size === 0) return body;
  const untimed = sameButTimes(before, managers) ? bodyWith(body, before) : undefined;
  const same = untimed !== undefined && canonicalJson(untimed) === canonicalJson(draftOf(record));
  return same ? untimed : bodyWith(body, managers);
};
