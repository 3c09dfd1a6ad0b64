import * as E from 'fp-ts/lib/Either.js';
import type { Json, JsonObject } from '../../engine/index.ts';
import { toObject, type AnyRecord, type KindName } from '../../cluster/index.ts';
import { notFound, type Rejection } from '../rejection.ts';
import type { Request, Response } from '../request.ts';
import type { ApiServer } from '../server.ts';

/** An answered request, or why it is refused. */
export type Handled = E.Either<Rejection, Response>;

export const respond = (code: number, body: Json, position = 0, warnings: readonly string[] = []): Handled =>
  E.right({ code, body, warnings, position });

/** The object that a request names. */
export const findRecord = (
  server: ApiServer,
  kind: KindName,
  namespace: string,
  name: string,
): E.Either<Rejection, AnyRecord> => {
  const record = server.state.tables[kind].find(namespace, name);
  return record === undefined ? E.left(notFound(kind, name)) : E.right(record);
};

/** A stored object, and how the API shows it. */
export interface Stored {
  readonly record: AnyRecord;
  readonly shown: JsonObject;
}

export const storedAs = (server: ApiServer, record: AnyRecord): Stored => ({
  record,
  shown: toObject(record, server.epoch),
});

/** The stored object that a request names. */
export const findStored = (server: ApiServer, { kind, namespace, name }: Request): E.Either<Rejection, Stored> => {
  const found = findRecord(server, kind, namespace, name);
  return E.isLeft(found) ? found : E.right(storedAs(server, found.right));
};

/** The object as it is now, after a write; the one before it when it is gone. */
export const objectNow = (server: ApiServer, before: AnyRecord): Json =>
  toObject(server.state.tables[before.kind].get(before.uid) ?? before, server.epoch);
