import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { JsonObject } from '../../engine/index.ts';
import { apiVersionOf, toObject, type AnyRecord, type KindName } from '../../cluster/index.ts';
import type { Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import { inStorageOrder, readChoice, type Choice } from '../select.ts';
import type { ApiServer } from '../server.ts';
import { findRecord, respond, type Handled } from './handled.ts';

export const handleGet = (server: ApiServer, { kind, namespace, name }: Request): Handled =>
  pipe(
    findRecord(server, kind, namespace, name),
    E.chain((record) => respond(200, toObject(record, server.epoch))),
  );

/** The records of a kind that are chosen, in the order of lists. */
export const chosenRecords = (
  { state }: Pick<ApiServer, 'state'>,
  kind: KindName,
  wanted: Choice,
): readonly AnyRecord[] => {
  const found: AnyRecord[] = [];
  state.tables[kind].forEach((record: AnyRecord) => {
    if (wanted(record)) found.push(record);
  });
  return inStorageOrder(found);
};

/** The records that a request selects, in the order of lists. */
export const listRecords = (
  server: Pick<ApiServer, 'state'>,
  { kind, namespace, labelSelector, fieldSelector }: Request,
): E.Either<Rejection, readonly AnyRecord[]> =>
  pipe(
    readChoice(kind, namespace, labelSelector, fieldSelector),
    E.map((wanted) => chosenRecords(server, kind, wanted)),
  );

/** A List of objects as the API gives it. */
export const listObject = (server: ApiServer, kind: Request['kind'], records: readonly AnyRecord[]): JsonObject => ({
  kind: `${kind}List`,
  apiVersion: apiVersionOf(kind),
  metadata: { resourceVersion: String(server.position) },
  items: records.map((record) => toObject(record, server.epoch)),
});

export const handleList = (server: ApiServer, request: Request): Handled =>
  pipe(
    listRecords(server, request),
    E.chain((records) => respond(200, listObject(server, request.kind, records))),
  );
