import * as E from 'fp-ts/lib/Either.js';
import type { AnyRecord } from '@orrery/core/cluster';
import { listRecords, notFound, type ApiServer, type Rejection, type Request } from '@orrery/core/api';

/** What a get (with a name) or a list selects, as records. For whoever runs commands. */
export const readRecords = (
  server: Pick<ApiServer, 'state'>,
  request: Request,
): E.Either<Rejection, readonly AnyRecord[]> => {
  const { kind, namespace, name } = request;
  if (name === '') return listRecords(server, request);
  const record: AnyRecord | undefined = server.state.tables[kind].find(namespace, name);
  return record === undefined ? E.left(notFound(kind, name)) : E.right([record]);
};
