import * as E from 'fp-ts/lib/Either.js';
import { readObject } from '../input.ts';
import type { Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { applyPatch, refusedPatch } from './apply-patch.ts';
import { findStored, type Handled, type Stored } from './handled.ts';
import { writeOver } from './update.ts';

/** Unknown fields in a patch: refused under Strict as an error of the patch itself. */
const judged = (request: Request, unknown: readonly string[]): E.Either<Rejection, readonly string[]> => {
  const { fieldValidation = 'Warn' } = request;
  if (unknown.length === 0 || fieldValidation === 'Ignore') return E.right([]);
  if (fieldValidation === 'Warn') return E.right(unknown);
  return E.left(refusedPatch(request, `strict decoding error: ${unknown.join(', ')}`));
};

const write = (server: ApiServer, request: Request, stored: Stored): Handled => {
  const patched = applyPatch(request, stored.shown);
  if (E.isLeft(patched)) return patched;
  const read = readObject(patched.right, request.kind, request.namespace, stored.shown);
  if (E.isLeft(read)) return read;
  const warnings = judged(request, read.right.unknown);
  return E.isLeft(warnings) ? warnings : writeOver(server, request, stored, read.right.object, warnings.right);
};

/** A patch reads the object, changes it, and writes it over the stored one. */
export const handlePatch = (server: ApiServer, request: Request): Handled => {
  const stored = findStored(server, request);
  return E.isLeft(stored) ? stored : write(server, request, stored.right);
};
