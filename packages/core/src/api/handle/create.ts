import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { JsonObject } from '../../engine/index.ts';
import { objectAt, textAt, toObject } from '../../cluster/index.ts';
import { admit } from '../admission/index.ts';
import { withOwnToken } from '../admission/token-volume.ts';
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

/** A new object, ready to be stored: admitted, valid. It comes defaulted. */
const prepared = (server: ApiServer, request: Request, object: JsonObject): E.Either<Rejection, JsonObject> => {
  const { kind } = request;
  const name = textAt(object, 'metadata', 'name') ?? '';
  if (request.name !== '' && name !== '' && request.name !== name)
    return E.left(badRequest(`the name of the object (${name}) does not match the name on the URL (${request.name})`));
  if ((textAt(object, 'metadata', 'resourceVersion') ?? '') !== '')
    return E.left(badRequest('resourceVersion should not be set on objects to be created'));
  return pipe(
    admit(server, kind, object),
    E.chain((admitted) => {
      const causes = validate(kind, admitted);
      return causes.length === 0 ? E.right(admitted) : E.left(invalid(kind, name, causes));
    }),
  );
};

const store = (
  server: ApiServer,
  { kind, namespace }: Request,
  object: JsonObject,
  managers: Managers,
): E.Either<Rejection, number> => {
  const status = objectAt(object, 'status');
  const stored = storedForm(object);
  const whole =
    kind === 'Pod' ? withOwnToken(server.state, namespace, server.state.tables.Pod.nextUid, stored) : stored;
  return server.execute({
    type: 'Create',
    kind,
    namespace,
    name: textAt(object, 'metadata', 'name') ?? '',
    generateName: textAt(object, 'metadata', 'generateName') ?? '',
    body: server.body(bodyWith(whole, managers)),
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
  const defaulted = withDefaults(kind, decoded);
  const managers = applied ?? managersOfNew(server, request, defaulted);
  return pipe(
    prepared(server, request, defaulted),
    E.chain((object) => store(server, request, object, managers)),
    E.chain((position) => {
      const record = server.state.tables[kind].get(nextUid);
      if (record === undefined)
        throw new Error(
          `a ${kind} was created and is not in its table under the uid ${nextUid} that was next. Usual cause: a server whose ` +
            'execute delivers to components before it returns, and one of them made or removed objects of this kind.',
        );
      const all = [...given, ...warningsAbout(kind, decoded)];
      return respond(201, toObject(record, server.epoch), position, all);
    }),
  );
};

export const handleCreate = (server: ApiServer, request: Request): Handled => {
  if (request.kind === 'Event') return E.left(methodNotAllowed()); // only components' recorders write them
  return pipe(
    readInput(request),
    E.chain(({ object, warnings }) => createObject(server, request, object, warnings)),
  );
};
