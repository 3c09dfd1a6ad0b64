import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import {
  draftOf,
  formatSelector,
  numberAt,
  objectAt,
  textAt,
  timestamp,
  toObject,
  uuidOf,
  type Records,
} from '../../cluster/index.ts';
import { applyScale } from '../managed-fields/apply.ts';
import type { Managers } from '../managed-fields/manager.ts';
import { bodyAfter, managersAfter } from '../managed-fields/tracking.ts';
import { badRequest, conflict, methodNotAllowed, notFound, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { invalidValue } from '../validation/field.ts';
import { respond, type Handled } from './handled.ts';
import { applyPatch } from './apply-patch.ts';

/** Kinds with a number of replicas that can be scaled. */
const scalable = ['StatefulSet', 'ReplicaSet', 'Deployment'] as const;
type Scalable = Records[(typeof scalable)[number]];

/** The autoscaling/v1 Scale of a workload. */
const scaleObject = (record: Scalable, server: ApiServer): JsonObject => ({
  kind: 'Scale',
  apiVersion: 'autoscaling/v1',
  metadata: {
    name: record.meta.name,
    namespace: record.meta.namespace,
    uid: uuidOf(record.kind, record.uid),
    resourceVersion: String(record.version),
    creationTimestamp: timestamp(server.epoch, record.meta.createdAt),
  },
  spec: { replicas: record.spec.replicas },
  status: { replicas: record.status.replicas, selector: formatSelector(record.spec.selector) },
});

const refusedReplicas = (name: string, replicas: number): Rejection => {
  const cause = invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0');
  return {
    reason: 'Invalid',
    kind: undefined,
    name,
    message: `Scale.autoscaling "${name}" is invalid: ${cause.field}: ${cause.message}`,
    causes: [cause],
  };
};

const write = (
  server: ApiServer,
  request: Request,
  record: Scalable,
  scale: Json,
  applied?: Managers,
): E.Either<Rejection, number> => {
  const { kind, uid, meta, version } = record;
  const wanted = textAt(scale, 'metadata', 'resourceVersion') ?? '';
  if (wanted !== '' && wanted !== String(version)) return E.left(conflict(kind, meta.name));
  const replicas = numberAt(scale, 'spec', 'replicas') ?? 0;
  if (!Number.isInteger(replicas) || Math.abs(replicas) >= 2 ** 31)
    return E.left(
      badRequest(
        `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal number ${replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
      ),
    );
  if (replicas < 0) return E.left(refusedReplicas(meta.name, replicas));
  const scaled = (object: JsonObject): JsonObject => ({
    ...object,
    spec: { ...objectAt(object, 'spec'), replicas },
  });
  const current = toObject(record, server.epoch);
  const managers = applied ?? managersAfter(server, request, record, current, scaled(current));
  const body = server.body(bodyAfter(record, scaled(draftOf(record)), managers));
  return server.execute({ type: 'Update', kind, uid, body });
};

const apply = (server: ApiServer, request: Request, record: Scalable): E.Either<Rejection, number> =>
  pipe(
    applyScale(server, request, record, toObject(record, server.epoch)),
    E.chain(({ replicas, managers }) => {
      const version = textAt(request.body, 'metadata', 'resourceVersion');
      const metadata = version === undefined ? {} : { resourceVersion: version };
      return write(server, request, record, { metadata, spec: { replicas } }, managers);
    }),
  );

/** The scale sub-resource: reads and writes spec.replicas and nothing else. */
export const handleScale = (server: ApiServer, request: Request): Handled => {
  const { verb, namespace, name, body } = request;
  const kind = scalable.find((one) => one === request.kind);
  if (kind === undefined) return E.left(methodNotAllowed());
  const { tables } = server.state;
  const record: Scalable | undefined = tables[kind].find(namespace, name);
  if (record === undefined) return E.left(notFound(kind, name));
  const current = scaleObject(record, server);
  if (verb === 'get') return respond(200, current);
  if (verb !== 'update' && verb !== 'patch') return E.left(methodNotAllowed());
  return pipe(
    verb === 'patch' && request.patchType === 'apply'
      ? apply(server, request, record)
      : pipe(
          verb === 'update' ? E.right(body ?? {}) : applyPatch(request, current),
          E.chain((scale) =>
            isJsonObject(scale)
              ? write(server, request, record, scale)
              : E.left(badRequest('the request body is not a Scale')),
          ),
        ),
    E.chain((position) => respond(200, scaleObject(tables[kind].get(record.uid) ?? record, server), position)),
  );
};
