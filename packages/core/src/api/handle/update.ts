import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { canonicalJson, type JsonObject } from '../../engine/index.ts';
import { draftOf, objectAt, textAt, textListAt, toObject, type AnyRecord } from '../../cluster/index.ts';
import { admitUpdate, admitValidUpdate } from '../admission/index.ts';
import { withDefaults } from '../defaulting/index.ts';
import { readInput } from '../input.ts';
import type { Managers } from '../managed-fields/manager.ts';
import { bodyAfter, bodyWith, managersAfter, managersOfRecord } from '../managed-fields/tracking.ts';
import { validateManagers } from '../managed-fields/validate.ts';
import { badRequest, conflict, invalid, methodNotAllowed, type Cause, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { storedForm } from '../stored.ts';
import { validateStatus, validateUpdate } from '../validation/index.ts';
import { validateFinalizers } from '../validation/metadata.ts';
import { warningsAbout } from '../warnings.ts';
import { findRecord, objectNow, respond, type Handled } from './handled.ts';
import { statusCommand } from './status.ts';

/** What identifies the object that is written must be that of the stored one, or not be given. */
const identified = (object: JsonObject, record: AnyRecord, request: Request): E.Either<Rejection, JsonObject> => {
  const name = textAt(object, 'metadata', 'name') ?? '';
  if (name === '')
    return E.left(
      badRequest(`the name of the object (${request.name} based on URL) was undeterminable: name must be provided`),
    );
  if (name !== request.name)
    return E.left(badRequest(`the name of the object (${name}) does not match the name on the URL (${request.name})`));
  const version = textAt(object, 'metadata', 'resourceVersion') ?? '';
  if (version !== '' && !/^\d+$/.test(version)) {
    const message = `Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`;
    return E.left(
      invalid(record.kind, name, [{ field: 'metadata.resourceVersion', reason: 'FieldValueInvalid', message }]),
    );
  }
  return version !== '' && Number(version) !== record.version ? E.left(conflict(record.kind, name)) : E.right(object);
};

const uidRefused = (record: AnyRecord, wanted: string, found: string): Rejection => ({
  ...conflict(record.kind, record.meta.name),
  message:
    conflict(record.kind, record.meta.name).message.split(': ')[0] +
    `: StorageError: invalid object, Code: 4, Key: /registry/${record.meta.name}, ResourceVersion: 0, ` +
    `AdditionalErrorMsg: Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`,
});

/** The metadata that an update leaves as it is, put into what the user sent. */
const withSystemMetadata = (object: JsonObject, current: JsonObject): JsonObject => {
  const before = objectAt(current, 'metadata') ?? {};
  const given = objectAt(object, 'metadata') ?? {};
  const system: Record<string, JsonObject[string]> = {};
  for (const key of ['uid', 'creationTimestamp', 'generation', 'deletionTimestamp', 'deletionGracePeriodSeconds']) {
    const value = before[key];
    const kept = key === 'uid' || key === 'creationTimestamp' ? (given[key] ?? value) : value;
    if (kept !== undefined) system[key] = kept;
  }
  return { ...object, metadata: { ...given, ...system } };
};

/**
 * Writes an object over a stored one: the main resource writes metadata and spec, `status` the status and metadata, a namespace's
 * `finalize` what the main resource does and its spec's finalizers, which that keeps.
 * `object` was decoded; what it has of the other half is ignored. `applied`: who manages it then, where that is known already.
 */
export const writeOver = (
  server: ApiServer,
  request: Request,
  record: AnyRecord,
  object: JsonObject,
  warnings: readonly string[],
  applied?: Managers,
): Handled => {
  if (record.kind === 'Event') return E.left(methodNotAllowed());
  const current = toObject(record, server.epoch);
  const identity = identified(object, record, request);
  if (E.isLeft(identity)) return identity;
  const uid = textAt(object, 'metadata', 'uid') ?? '';
  const found = textAt(current, 'metadata', 'uid') ?? '';
  if (uid !== '' && uid !== found) return E.left(uidRefused(record, uid, found));
  const whole = withSystemMetadata(object, current);
  return pipe(
    request.subresource === 'status'
      ? writeStatus(server, request, record, whole, current, applied)
      : writeSpec(server, request, record, whole, current, applied),
    E.chain((position) =>
      respond(200, objectNow(server, record), position, [...warnings, ...warningsAbout(record.kind, object)]),
    ),
  );
};

/** API-224: what a namespace waits for must have names of finalizers. Source: ValidateNamespaceFinalizeUpdate. */
const validateOwnFinalizers = (namespace: JsonObject): readonly Cause[] =>
  textListAt(namespace, 'spec', 'finalizers').flatMap((one, i) => validateFinalizers([one], `spec.finalizers[${i}]`));

const writeSpec = (
  server: ApiServer,
  request: Request,
  record: AnyRecord,
  object: JsonObject,
  current: JsonObject,
  applied: Managers | undefined,
): E.Either<Rejection, number> => {
  const { kind, uid, meta } = record;
  const defaulted = withDefaults(kind, object);
  const managers = applied ?? managersAfter(server, request, record, current, defaulted);
  const finalizing = request.subresource === 'finalize';
  return pipe(
    finalizing ? E.right(defaulted) : admitUpdate(server, kind, defaulted, current),
    E.chain((admitted) => {
      const own = finalizing ? validateOwnFinalizers(admitted) : [];
      const causes = [...validateManagers(managers), ...validateUpdate(kind, admitted, current), ...own];
      return causes.length > 0 ? E.left(invalid(kind, meta.name, causes)) : E.right(admitted);
    }),
    E.chain((valid) => admitValidUpdate(server, kind, valid, current)),
    E.chain((valid) => {
      const body = server.body(bodyAfter(record, storedForm(valid), managers));
      return server.execute({ type: 'Update', kind, uid, body });
    }),
  );
};

const writeStatus = (
  server: ApiServer,
  request: Request,
  record: AnyRecord,
  object: JsonObject,
  current: JsonObject,
  applied: Managers | undefined,
): E.Either<Rejection, number> => {
  const { kind, uid, meta } = record;
  const causes = validateStatus(kind, object, current);
  if (causes.length > 0) return E.left(invalid(kind, meta.name, causes));
  const given = objectAt(object, 'status') ?? {};
  const managers = applied ?? managersAfter(server, request, record, current, object);
  const unchanged = canonicalJson(given) === canonicalJson(objectAt(current, 'status') ?? {});
  if (managers.size === 0 && managersOfRecord(record).size === 0)
    return unchanged ? E.right(0) : server.execute(statusCommand(server, record, given));
  const draft = draftOf(record);
  const body = server.body(unchanged ? bodyAfter(record, draft, managers) : bodyWith(draft, managers));
  if (unchanged) return server.execute({ type: 'Update', kind, uid, body });
  const managed = body === server.body(draft) ? {} : { managed: body };
  return server.execute({ ...statusCommand(server, record, given), ...managed });
};

export const handleUpdate = (server: ApiServer, request: Request): Handled => {
  const input = readInput(request);
  if (E.isLeft(input)) return input;
  const { object, warnings } = input.right;
  return pipe(
    findRecord(server, request.kind, request.namespace, request.name),
    E.chain((record) => writeOver(server, request, record, object, warnings)),
  );
};
