import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { toObject } from '../../cluster/index.ts';
import { readObject } from '../input.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { applyPatch } from './apply-patch.ts';
import { findRecord, type Handled } from './handled.ts';
import { writeOver } from './update.ts';

/** A patch reads the object, changes it, and writes it over the stored one. */
export const handlePatch = (server: ApiServer, request: Request): Handled =>
  pipe(
    findRecord(server, request.kind, request.namespace, request.name),
    E.chain((record) =>
      pipe(
        applyPatch(request, toObject(record, server.epoch)),
        E.chain((patched) => readObject(patched, request.kind, request.namespace)),
        E.chain(({ object, unknown }) => writeOver(server, request, record, object, unknown)),
      ),
    ),
  );
