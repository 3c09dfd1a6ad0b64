import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { toObject, type AnyRecord } from '../../cluster/index.ts';
import { readObject } from '../input.ts';
import type { Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { applyPatch, refusedPatch } from './apply-patch.ts';
import { findRecord, type Handled } from './handled.ts';
import { writeOver } from './update.ts';

/** Unknown fields in a patch: refused under Strict as an error of the patch itself. */
const judged = (request: Request, unknown: readonly string[]): E.Either<Rejection, readonly string[]> => {
  const { fieldValidation = 'Warn' } = request;
  if (unknown.length === 0 || fieldValidation === 'Ignore') return E.right([]);
  if (fieldValidation === 'Warn') return E.right(unknown);
  return E.left(refusedPatch(request, `strict decoding error: ${unknown.join(', ')}`));
};

const write = (server: ApiServer, request: Request, record: AnyRecord): Handled => {
  const patched = applyPatch(request, toObject(record, server.epoch));
  if (E.isLeft(patched)) return patched;
  const read = readObject(patched.right, request.kind, request.namespace);
  if (E.isLeft(read)) return read;
  return pipe(
    judged(request, read.right.unknown),
    E.chain((warnings) => writeOver(server, request, record, read.right.object, warnings)),
  );
};

/** A patch reads the object, changes it, and writes it over the stored one. */
export const handlePatch = (server: ApiServer, request: Request): Handled =>
  pipe(
    findRecord(server, request.kind, request.namespace, request.name),
    E.chain((record) => write(server, request, record)),
  );
