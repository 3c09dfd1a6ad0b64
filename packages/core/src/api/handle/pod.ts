import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { JsonObject } from '../../engine/index.ts';
import { textAt, type PodRecord } from '../../cluster/index.ts';
import { invalid, notFound, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { required } from '../validation/field.ts';
import { respond, type Handled } from './handled.ts';

const success: JsonObject = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

const findPod = (server: ApiServer, { namespace, name }: Request): E.Either<Rejection, PodRecord> => {
  const pod = server.state.tables.Pod.find(namespace, name);
  return pod === undefined ? E.left(notFound('Pod', name)) : E.right(pod);
};

/** pods/binding: what a scheduler posts. */
export const handleBinding = (server: ApiServer, request: Request): Handled => {
  const node = textAt(request.body, 'target', 'name') ?? '';
  if (node === '') return E.left(invalid('Pod', request.name, [required('target.name')]));
  return pipe(
    findPod(server, request),
    E.chain(({ uid }) => server.execute({ type: 'BindPod', uid, node })),
    E.chain((position) => respond(201, success, position)),
  );
};
