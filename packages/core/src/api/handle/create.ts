import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '../../engine/index.ts';
import { objectAt, textAt, toObject } from '../../cluster/index.ts';
import { admit } from '../admission/index.ts';
import { withDefaults } from '../defaulting/index.ts';
import { readInput } from '../input.ts';
import type { Managers } from '../managed-fields/manager.ts';
import { bodyWith, managersOfNew } from '../managed-fields/tracking.ts';
import { badRequest, invalid, methodNotAllowed, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { storedForm } from '../stored.ts';
import { validate } from '../validation/index.ts';
import { warningsAbout } from '../warnings.ts';
import { respond, type Handled } from './handled.ts';
import { newPod, type NewPod } from './new-pod.ts';

/** What no object may say when it is to be made. */
const refusal = ({ name: wanted }: Request, object: JsonObject): Rejection | undefined => {
  const name = textAt(object, 'metadata', 'name') ?? '';
  if (wanted !== '' && name !== '' && wanted !== name)
    return badRequest(`the name of the object (${name}) does not match the name on the URL (${wanted})`);
  if ((textAt(object, 'metadata', 'resourceVersion') ?? '') !== '')
    return badRequest('resourceVersion should not be set on objects to be created');
  return undefined;
};

/** What is stored of a decoded object: with defaults, admitted, valid, with its managers. */
const prepared = (
  server: ApiServer,
  request: Request,
  decoded: JsonObject,
  applied: Managers | undefined,
): E.Either<Rejection, JsonObject> => {
  const { kind } = request;
  const defaulted = withDefaults(kind, decoded);
  const managers = applied ?? managersOfNew(server, request, defaulted);
  const admitted = admit(server, kind, defaulted);
  if (E.isLeft(admitted)) return admitted;
  const causes = validate(kind, admitted.right);
  if (causes.length > 0) return E.left(invalid(kind, textAt(decoded, 'metadata', 'name') ?? '', causes));
  return E.right(bodyWith(storedForm(admitted.right), managers));
};

/** The body to store, and what fills its holes. */
const bodyOf = (
  server: ApiServer,
  request: Request,
  decoded: JsonObject,
  applied: Managers | undefined,
): E.Either<Rejection, NewPod> => {
  const whole = (): E.Either<Rejection, JsonObject> => prepared(server, request, decoded, applied);
  if (request.kind === 'Pod') return newPod(server, request, decoded, whole);
  return E.map((object: JsonObject) => ({ body: server.body(object), args: [] }))(whole());
};

const store = (server: ApiServer, { kind, namespace }: Request, decoded: JsonObject, { body, args }: NewPod) => {
  const status = objectAt(decoded, 'status');
  return server.execute({
    type: 'Create',
    kind,
    namespace,
    name: textAt(decoded, 'metadata', 'name') ?? '',
    generateName: textAt(decoded, 'metadata', 'generateName') ?? '',
    body,
    ...(args.length === 0 ? {} : { args }),
    // Nodes alone may come with a status: kubelets register them so.
    ...(kind === 'Node' && status !== undefined ? { status: server.body(status) } : {}),
  });
};

/** Stores a decoded object; `applied`: who manages it, where that is known already. */
export const createObject = (
  server: ApiServer,
  request: Request,
  decoded: JsonObject,
  given: readonly string[],
  applied?: Managers,
): Handled => {
  const { kind } = request;
  const { nextUid } = server.state.tables[kind];
  const refused = refusal(request, decoded);
  if (refused !== undefined) return E.left(refused);
  const body = bodyOf(server, request, decoded, applied);
  if (E.isLeft(body)) return body;
  const position = store(server, request, decoded, body.right);
  if (E.isLeft(position)) return position;
  const record = server.state.tables[kind].get(nextUid);
  if (record === undefined)
    throw new Error(
      `a ${kind} was created and is not in its table under the uid ${nextUid} that was next. Usual cause: a server whose ` +
        'execute delivers to components before it returns, and one of them made or removed objects of this kind.',
    );
  const all = [...given, ...warningsAbout(kind, decoded)];
  return respond(201, toObject(record, server.epoch), position.right, all);
};

export const handleCreate = (server: ApiServer, request: Request): Handled => {
  if (request.kind === 'Event') return E.left(methodNotAllowed()); // only components' recorders write them
  const input = readInput(request);
  if (E.isLeft(input)) return input;
  return createObject(server, request, input.right.object, input.right.warnings);
};
