import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { apiVersionOf, numberAt, objectAt, textAt, type AnyRecord, type KindName } from '../../cluster/index.ts';
import { rootPlace } from '../patch/merge-keys.ts';
import { badRequest, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import { schemas } from '../schema/kinds.ts';
import { objectMeta } from '../schema/metadata.ts';
import { anything, int32, struct, type StructSchema } from '../schema/schema.ts';
import type { ApiServer } from '../server.ts';
import { applyConflict } from './conflict.ts';
import { emptyObject } from './empty-object.ts';
import { fieldSet, includes, intersection } from './field-set.ts';
import { managersOf, type Managers } from './manager.ts';
import { afterApply, sharedFields, type Applied, type FieldConflict } from './ownership.ts';
import { managerOf, managersBeforeApply, managersOfRecord, writable } from './tracking.ts';
import { typeFault } from './typed-check.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** `apps/v1, Kind=Deployment`, as Go prints what an object is. */
const goKind = (apiVersion: string, kind: string): string =>
  `${apiVersion.includes('/') || apiVersion === '' ? apiVersion || '/' : `/${apiVersion}`}, Kind=${kind}`;

/** What a configuration has to be. */
interface Wanted {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: StructSchema;
}

/** The configuration that a request applies, or why it is none. */
const readConfig = (body: Json | undefined, wanted: Wanted): E.Either<Rejection, JsonObject> => {
  if (!isJsonObject(body))
    return E.left(
      badRequest('error decoding YAML: json: cannot unmarshal into Go value of type map[string]interface {}'),
    );
  const apiVersion = textAt(body, 'apiVersion') ?? '';
  const given = textAt(body, 'kind') ?? '';
  if (apiVersion !== wanted.apiVersion || given !== wanted.kind)
    return E.left(badRequest(`invalid object type: ${goKind(apiVersion, given)}`));
  const managed = objectAt(body, 'metadata')?.['managedFields'];
  if (managed !== undefined && managed !== null) return E.left(badRequest('metadata.managedFields must be nil'));
  const fault = typeFault(wanted.schema, body);
  if (fault === undefined) return E.right(body);
  const where = `${textAt(body, 'metadata', 'namespace') ?? ''}/${textAt(body, 'metadata', 'name') ?? ''}`;
  const message = `failed to create typed patch object (${where}; ${goKind(apiVersion, given)}): ${fault}`;
  return E.left({ reason: 'Unknown', kind: undefined, name: '', message, causes: [] });
};

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json; // JSON.parse gives JSON
  } catch {
    return null;
  }
};

/**
 * What kubectl's server-side apply may take from its client-side one without force: what the annotation says was applied, where
 * the object still says so. Source: lastAppliedManager.
 */
const remaining = (
  kind: KindName,
  current: JsonObject,
  conflicts: readonly FieldConflict[],
): readonly FieldConflict[] => {
  const before = parsed(textAt(current, 'metadata', 'annotations', lastApplied) ?? '');
  if (!isJsonObject(before) || textAt(before, 'apiVersion') !== apiVersionOf(kind)) return conflicts;
  const allowed = sharedFields(rootPlace(kind), before, writable(current, ''));
  return conflicts.filter(({ path }) => !includes(allowed, path));
};

/** The annotation of client-side apply follows what kubectl applies, for as long as it is there. Source: lastAppliedUpdater. */
const withAnnotation = (object: Json, config: JsonObject): JsonObject => {
  const whole = isJsonObject(object) ? object : {};
  const metadata = objectAt(whole, 'metadata') ?? {};
  const annotations = objectAt(metadata, 'annotations') ?? {};
  if ((textAt(annotations, lastApplied) ?? '') === '') return whole;
  const { annotations: given, ...own } = objectAt(config, 'metadata') ?? {};
  const { [lastApplied]: _, ...others } = isJsonObject(given) ? given : {};
  const bare = { ...own, ...(Object.keys(others).length === 0 ? {} : { annotations: others }) };
  const text = `${canonicalJson({ ...config, metadata: bare })}\n`;
  return { ...whole, metadata: { ...metadata, annotations: { ...annotations, [lastApplied]: text } } };
};

/** An applied object: as it is to be written, and who manages it then. */
export interface AppliedObject {
  readonly object: JsonObject;
  readonly managers: Managers;
}

/** Applies the configuration of a request to an object, or to none; left: it is refused. */
export const applyConfiguration = (
  server: ApiServer,
  request: Request,
  record: AnyRecord | undefined,
  current: JsonObject | undefined,
): E.Either<Rejection, AppliedObject> => {
  const { kind, fieldManager = '', subresource = '', force = false } = request;
  const config = readConfig(request.body, { apiVersion: apiVersionOf(kind), kind, schema: schemas[kind] });
  if (E.isLeft(config)) return config;
  const place = rootPlace(kind);
  const live = writable(current ?? emptyObject(kind), subresource);
  const stored = record === undefined ? undefined : managersOfRecord(record);
  const untracked = stored?.size === 0 && current !== undefined;
  const managers = untracked ? managersBeforeApply(server, request, current) : (stored ?? new Map());
  const applier = managerOf(request, 'Apply', server);
  const applied = (forced: boolean): E.Either<readonly FieldConflict[], Applied> =>
    afterApply(place, live, writable(config.right, subresource), managers, applier, forced);
  const byKubectl = fieldManager === 'kubectl';
  let done = applied(force);
  if (E.isLeft(done) && byKubectl && current !== undefined) {
    const left = remaining(kind, current, done.left);
    done = left.length === 0 ? applied(true) : E.left(left);
  }
  if (E.isLeft(done)) return E.left(applyConflict(done.left));
  const { object, managers: after } = done.right;
  const written = byKubectl ? withAnnotation(object, config.right) : isJsonObject(object) ? object : {};
  return E.right({ object: { ...identified(config.right), ...written }, managers: after });
};

/** What a status leaves out and a whole object has. */
const identified = ({ apiVersion = null, kind = null, metadata = null }: JsonObject): JsonObject => ({
  apiVersion,
  kind,
  metadata,
});

const scaleSchema = struct('Scale', {
  apiVersion: anything,
  kind: anything,
  metadata: objectMeta,
  spec: struct('ScaleSpec', { replicas: int32 }),
  status: anything,
});

const replicasField = fieldSet([['f:spec', 'f:replicas']]);

/** A Scale that was applied: the number of replicas, and who manages the workload then. */
export interface AppliedScale {
  readonly replicas: number;
  readonly managers: Managers;
}

/**
 * Applies a Scale to its workload. Whoever manages spec.replicas there does so of the Scale, in the Scale's version.
 * Source: apimachinery managedfields, ScaleHandler.
 */
export const applyScale = (
  server: ApiServer,
  request: Request,
  record: AnyRecord,
  current: JsonObject,
): E.Either<Rejection, AppliedScale> => {
  const apiVersion = 'autoscaling/v1';
  const config = readConfig(request.body, { apiVersion, kind: 'Scale', schema: scaleSchema });
  if (E.isLeft(config)) return config;
  const stored = managersOfRecord(record);
  const before = (): Managers =>
    managersOf(
      [...managersBeforeApply(server, request, current).values()].map((one) => ({
        ...one,
        fields: intersection(one.fields, replicasField),
      })),
    );
  const managers = stored.size === 0 ? before() : stored;
  const given = objectAt(config.right, 'spec')?.['replicas'];
  const wanted = given === undefined ? {} : { spec: { replicas: given } };
  const live = writable(current, 'scale');
  const applier = managerOf(request, 'Apply', server);
  const done = afterApply(rootPlace(request.kind), live, wanted, managers, applier, request.force ?? false);
  return E.isLeft(done)
    ? E.left(applyConflict(done.left.map((one) => ({ ...one, with: { ...one.with, apiVersion } }))))
    : E.right({ replicas: numberAt(done.right.object, 'spec', 'replicas') ?? 0, managers: done.right.managers });
};
