import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { textAt } from '../../cluster/index.ts';
import { readObject } from '../input.ts';
import { applyConfiguration } from '../managed-fields/apply.ts';
import { badRequest, methodNotAllowed, notFound } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { createObject } from './create.ts';
import { storedAs, type Handled } from './handled.ts';
import { writeOver } from './update.ts';

/**
 * Server-side apply: the configuration is merged into the object, which is made when there is none, and its manager owns what it
 * names. What others own and it would change is a conflict, unless it is forced.
 */
export const handleApply = (server: ApiServer, request: Request): Handled => {
  const { kind, namespace, name, subresource = '' } = request;
  if (kind === 'Event') return E.left(methodNotAllowed()); // only components' recorders write them
  const record = server.state.tables[kind].find(namespace, name);
  if (record === undefined && subresource !== '') return E.left(notFound(kind, name));
  const stored = record === undefined ? undefined : storedAs(server, record);
  return pipe(
    applyConfiguration(server, request, record, stored?.shown),
    E.chain(({ object, managers }) =>
      pipe(
        readObject(object, kind, namespace),
        E.chain((read) => {
          if (stored !== undefined) return writeOver(server, request, stored, read.object, [], managers);
          if (textAt(read.object, 'metadata', 'name') === undefined)
            return E.left(
              badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`),
            );
          return createObject(server, request, read.object, [], managers);
        }),
      ),
    ),
  );
};
