import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, type Json } from '../../engine/index.ts';
import { numberAt, textAt, uuidOf, type AnyRecord, type KindName } from '../../cluster/index.ts';
import type { Propagation } from '../command.ts';
import { badRequest, conflict, uidConflict, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { successOf } from '../status.ts';
import { findRecord, objectNow, respond, type Handled } from './handled.ts';
import { listObject, listRecords } from './read.ts';

/** Kinds of which a deletion that is complete at once answers the object, not a Status. */
const answersObject: ReadonlySet<KindName> = new Set<KindName>([
  'Pod',
  'Service',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Namespace',
]);

/** What a delete request asks for: the request's own members, and what its body (DeleteOptions) says. */
interface Options {
  readonly graceSeconds: number | undefined;
  readonly propagation: Propagation | undefined;
  readonly uid: string;
  readonly version: string;
}

const propagations: readonly Propagation[] = ['Background', 'Foreground', 'Orphan'];

const readOptions = (request: Request): E.Either<Rejection, Options> => {
  const body: Json | undefined = isJsonObject(request.body) ? request.body : undefined;
  const policy = textAt(body, 'propagationPolicy');
  const orphan = isJsonObject(body) ? body['orphanDependents'] : undefined;
  const propagation = request.propagation ?? propagations.find((one) => one === policy) ?? orphaning(orphan);
  if (policy !== undefined && !propagations.some((one) => one === policy)) return E.left(invalidPolicy(policy));
  return E.right({
    graceSeconds: request.graceSeconds ?? numberAt(body, 'gracePeriodSeconds'),
    propagation,
    uid: request.preconditions?.uid ?? textAt(body, 'preconditions', 'uid') ?? '',
    version: request.preconditions?.resourceVersion ?? textAt(body, 'preconditions', 'resourceVersion') ?? '',
  });
};

/** The old spelling of the policy. */
const orphaning = (orphan: Json | undefined): Propagation | undefined =>
  typeof orphan === 'boolean' ? (orphan ? 'Orphan' : 'Background') : undefined;

const invalidPolicy = (policy: string): Rejection => {
  const message = `Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan", "nil"`;
  return {
    reason: 'Invalid',
    kind: undefined,
    name: '',
    message: `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: ${message}`,
    causes: [{ field: 'propagationPolicy', reason: 'FieldValueNotSupported', message }],
  };
};

const preconditionFailure = (record: AnyRecord, { uid, version }: Options): Rejection | undefined => {
  const { kind, meta } = record;
  const found = uuidOf(kind, record.uid);
  if (uid !== '' && uid !== found) return uidConflict(kind, meta.name, uid, found);
  if (version === '' || version === String(record.version)) return undefined;
  return {
    ...conflict(kind, meta.name),
    message:
      `Operation cannot be fulfilled on ${kind} "${meta.name}": the ResourceVersion in the precondition (${version}) does not match ` +
      `the ResourceVersion in record (${record.version}). The object might have been modified`,
  };
};

const protectedNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

const remove = (server: ApiServer, record: AnyRecord, options: Options): E.Either<Rejection, number> => {
  const { kind, meta } = record;
  const failure = preconditionFailure(record, options);
  if (failure !== undefined) return E.left(failure);
  if (kind === 'Namespace' && protectedNamespaces.slice(0, 3).includes(meta.name))
    return E.left({
      reason: 'Forbidden',
      kind,
      name: meta.name,
      message: `namespaces "${meta.name}" is forbidden: this namespace may not be deleted`,
      causes: [],
    });
  const { graceSeconds, propagation } = options;
  return server.execute({
    type: 'Delete',
    kind,
    namespace: meta.namespace,
    name: meta.name,
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
    ...(propagation === undefined ? {} : { propagation }),
  });
};

export const handleDelete = (server: ApiServer, request: Request): Handled => {
  const { kind, namespace, name } = request;
  const options = readOptions(request);
  if (E.isLeft(options)) return options;
  return pipe(
    findRecord(server, kind, namespace, name),
    E.chain((record) =>
      pipe(
        remove(server, record, options.right),
        E.chain((position) => {
          const gone = server.state.tables[kind].get(record.uid) === undefined;
          const body =
            gone && !answersObject.has(kind)
              ? successOf(kind, name, uuidOf(kind, record.uid))
              : objectNow(server, record);
          return respond(200, body, position);
        }),
      ),
    ),
  );
};

/** Deletes everything that the selectors choose, one after the other, and answers the list as it was. */
export const handleDeleteCollection = (server: ApiServer, request: Request): Handled => {
  const options = readOptions(request);
  if (E.isLeft(options)) return options;
  if (request.name !== '') return E.left(badRequest('a name may not be given to delete a collection'));
  const records = listRecords(server, request);
  if (E.isLeft(records)) return records;
  const answer = listObject(server, request.kind, records.right);
  let position = 0;
  for (const record of records.right) {
    const removed = remove(server, record, options.right);
    if (E.isLeft(removed) && removed.left.reason !== 'NotFound') return removed;
    if (E.isRight(removed)) position = Math.max(position, removed.right);
  }
  return respond(200, answer, position);
};
