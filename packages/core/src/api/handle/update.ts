import * as E from 'fp-ts/lib/Either.js';
import { jsonEqual, type JsonObject } from '../../engine/index.ts';
import { draftOf, objectAt, textAt, textListAt, type AnyRecord } from '../../cluster/index.ts';
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
import { isUntouched } from '../untouched.ts';
import { validateStatus, validateUpdate } from '../validation/index.ts';
import { validateFinalizers } from '../validation/metadata.ts';
import { warningsAbout } from '../warnings.ts';
import { findStored, objectNow, respond, type Handled, type Stored } from './handled.ts';
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
  stored: Stored,
  object: JsonObject,
  warnings: readonly string[],
  applied?: Managers,
): Handled => {
  const { record, shown } = stored;
  if (record.kind === 'Event') return E.left(methodNotAllowed());
  const identity = identified(object, record, request);
  if (E.isLeft(identity)) return identity;
  const uid = textAt(object, 'metadata', 'uid') ?? '';
  const found = textAt(shown, 'metadata', 'uid') ?? '';
  if (uid !== '' && uid !== found) return E.left(uidRefused(record, uid, found));
  const whole = withSystemMetadata(object, shown);
  const position =
    request.subresource === 'status'
      ? writeStatus(server, request, stored, whole, applied)
      : writeSpec(server, request, stored, whole, applied);
  if (E.isLeft(position)) return position;
  const about = [...warnings, ...warningsAbout(record.kind, object)];
  return respond(200, objectNow(server, record), position.right, about);
};

/** API-224: what a namespace waits for must have names of finalizers. Source: ValidateNamespaceFinalizeUpdate. */
const validateOwnFinalizers = (namespace: JsonObject): readonly Cause[] =>
  textListAt(namespace, 'spec', 'finalizers').flatMap((one, i) => validateFinalizers([one], `spec.finalizers[${i}]`));

/** The object admitted, if it may take the place of the stored one. */
const admitted = (
  server: ApiServer,
  { kind, subresource }: Request,
  { record, shown }: Stored,
  defaulted: JsonObject,
  managers: Managers,
): E.Either<Rejection, JsonObject> => {
  const finalizing = subresource === 'finalize';
  const object = finalizing ? E.right(defaulted) : admitUpdate(server, kind, defaulted, shown);
  if (E.isLeft(object)) return object;
  const own = finalizing ? validateOwnFinalizers(object.right) : [];
  const causes = [...validateManagers(managers), ...validateUpdate(kind, object.right, shown), ...own];
  if (causes.length > 0) return E.left(invalid(kind, record.meta.name, causes));
  return admitValidUpdate(server, kind, object.right, shown);
};

const writeSpec = (
  server: ApiServer,
  request: Request,
  stored: Stored,
  object: JsonObject,
  applied: Managers | undefined,
): E.Either<Rejection, number> => {
  const { record, shown } = stored;
  const { kind, uid } = record;
  const defaulted = isUntouched(object, shown) ? object : withDefaults(kind, object);
  const managers = applied ?? managersAfter(server, request, record, shown, defaulted);
  const valid = admitted(server, request, stored, defaulted, managers);
  if (E.isLeft(valid)) return valid;
  const body = server.body(bodyAfter(record, storedForm(valid.right), managers));
  return server.execute({ type: 'Update', kind, uid, body });
};

const writeStatus = (
  server: ApiServer,
  request: Request,
  { record, shown }: Stored,
  object: JsonObject,
  applied: Managers | undefined,
): E.Either<Rejection, number> => {
  const { kind, uid, meta } = record;
  const causes = validateStatus(kind, object, shown);
  if (causes.length > 0) return E.left(invalid(kind, meta.name, causes));
  const given = objectAt(object, 'status') ?? {};
  const managers = applied ?? managersAfter(server, request, record, shown, object);
  const unchanged = jsonEqual(given, objectAt(shown, 'status') ?? {});
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
  const stored = findStored(server, request);
  return E.isLeft(stored) ? stored : writeOver(server, request, stored.right, object, warnings);
};
