import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, jsonEqual, type Body, type Json } from '../../engine/index.ts';
import { draftOf, kinds, metaOf, oncePerBody, textAt, type ClusterState, type Records } from '../../cluster/index.ts';
import { bodyWithPriority } from '../admission/priority.ts';
import { withDefaultClass } from '../admission/storage-class.ts';
import { withToken } from '../admission/token-volume.ts';
import type { CommandNamed } from '../command.ts';
import { generatedName } from '../generated-name.ts';
import { initialStatus } from '../initial-status.ts';
import { alreadyExists, forbidden, notFound, type Rejection } from '../rejection.ts';
import { holdsItself, released } from './deletion.ts';
import type { Deciding, Decision } from './decision.ts';
import { byName, byUid, locked } from './lookup.ts';
import { validCreate, validUpdate } from './validity.ts';

/** How often the server tries another suffix when a generated name is taken. Source: RetryGenerateName. */
const nameTries = 8;

export const decideCreate = (state: ClusterState, command: CommandNamed<'Create'>, deciding: Deciding): Decision => {
  const { kind, namespace } = command;
  const table = state.tables[kind];
  const admitted = admission(state, command);
  if (E.isLeft(admitted)) return admitted;
  const classed = withClass(state, command, deciding);
  if (E.isLeft(classed)) return classed;
  const whole = { body: classed.right, args: command.args ?? [] };
  const { body, args: given } =
    kind === 'Pod' ? withToken(state, namespace, table.nextUid, whole, deciding.body) : whole;
  // What is wrong with an object is said before that its name is taken.
  const valid = command.name === '' ? E.right(undefined) : validCreate({ ...command, body });
  if (E.isLeft(valid)) return valid;
  let { name } = command;
  for (let tries = 1; name === '' || table.find(namespace, name) !== undefined; tries++) {
    if (command.name !== '' || tries > nameTries) return E.left(alreadyExists(kind, name));
    name = generatedName(command.generateName ?? '', deciding.random);
  }
  const named = command.name === '' ? validCreate({ ...command, body, name }) : valid;
  if (E.isLeft(named)) return named;
  const status = command.status ?? deciding.body(initialStatus(kind, body));
  // A namespace bears its name as a label: with a generated one admission left a hole for it.
  const args = kind === 'Namespace' && command.name === '' && command.args === undefined ? [name] : given;
  return E.right([{ type: 'Created', kind, uid: table.nextUid, namespace, name, body, args, status }]);
};

/** A namespaced object needs a namespace that exists and is not being deleted. Source: NamespaceLifecycle admission. */
const admission = (state: ClusterState, command: CommandNamed<'Create'>): E.Either<Rejection, void> => {
  const { kind, namespace } = command;
  if (!kinds[kind].namespaced) return E.right(undefined);
  const record = state.tables.Namespace.find('', namespace);
  if (record === undefined) return E.left(notFound('Namespace', namespace));
  if (record.meta.deletion === undefined) return kind === 'Pod' ? account(state, command, record) : E.right(undefined);
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const name = command.name === '' ? (command.generateName ?? '') : command.name;
  const cause = {
    field: 'metadata.namespace',
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
  };
  return E.left({ ...forbidden(kind, name, why), causes: [cause] });
};

/** A controller's claim gets the default class as a user's does, its pods the priority of theirs. */
const withClass = (
  state: ClusterState,
  { kind, body, name, generateName = '', validating }: CommandNamed<'Create'>,
  deciding: Deciding,
): E.Either<Rejection, Body> => {
  if (validating !== true || !isJsonObject(body.json)) return E.right(body);
  if (kind === 'Pod') return bodyWithPriority(state, body, name === '' ? generateName : name, deciding.body);
  return E.right(kind === 'PersistentVolumeClaim' ? deciding.body(withDefaultClass(state, body.json)) : body);
};

const accountOf = oncePerBody((body) => textAt(body.json, 'spec', 'serviceAccountName') ?? '');

/**
 * NE-41: a pod needs the account that it runs as. Namespaces of instant 0 have their default ones from before. Source: the admission
 * plugin ServiceAccount.
 */
const account = (
  state: ClusterState,
  { namespace, name, generateName = '', body }: CommandNamed<'Create'>,
  { meta }: Records['Namespace'],
): E.Either<Rejection, void> => {
  const wanted = accountOf(body);
  if (wanted === '' || state.tables.ServiceAccount.find(namespace, wanted) !== undefined) return E.right(undefined);
  if (wanted === 'default' && meta.createdAt === 0) return E.right(undefined);
  const why = `error looking up service account ${namespace}/${wanted}: serviceaccount "${wanted}" not found`;
  return E.left(forbidden('Pod', name === '' ? generateName : name, why));
};

/** Is anything of a body but its metadata another than before? Generation grows when it is. */
const isSpecChanged = (before: Json, after: Json): boolean => {
  const [old, now] = [isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}];
  return !jsonEqual({ ...old, metadata: null }, { ...now, metadata: null });
};

export const decideUpdate = (state: ClusterState, command: CommandNamed<'Update'>): Decision =>
  pipe(
    byUid(state, command.kind, command.uid),
    E.chain((record) => locked(record, command.version)),
    E.chainFirst((record) => validUpdate(command, record)),
    E.map((record) => {
      const { kind, uid, body } = command;
      const before = draftOf(record);
      // A write that changes nothing is answered and leaves no trace. Source: GuaranteedUpdate.
      if (jsonEqual(before, body.json)) return [];
      const generation = record.meta.generation + (isSpecChanged(before, body.json) ? 1 : 0);
      const updated = { type: 'Updated' as const, kind, uid, body, args: [], generation };
      const gone =
        record.meta.deletion !== undefined &&
        finalizersOf(body).length === 0 &&
        released(record) &&
        !holdsItself(kind, body);
      return gone ? [updated, { type: 'Removed' as const, kind, uid }] : [updated];
    }),
  );

const finalizersOf = (body: Body): readonly string[] => metaOf(body, []).finalizers;

export const decideUpdateStatus = (state: ClusterState, command: CommandNamed<'UpdateStatus'>): Decision =>
  pipe(
    byUid(state, command.kind, command.uid),
    E.chain((record) => locked(record, command.version)),
    E.map(({ kind, uid }) => [{ type: 'StatusUpdated' as const, kind, uid, status: command.status }]),
  );

/** A live read changes nothing; that it found its object is the answer. A list always answers. */
export const decideRead = (state: ClusterState, command: CommandNamed<'Read' | 'List'>): Decision =>
  command.type === 'List'
    ? E.right([])
    : pipe(
        byName(state, command.kind, command.namespace, command.name, {}),
        E.map(() => []),
      );
