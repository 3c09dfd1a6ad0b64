import * as E from 'fp-ts/lib/Either.js';
import type { AnyRecord, ClusterState, KindName, Records, Uid } from '../../cluster/index.ts';
import { uuidOf } from '../../cluster/index.ts';
import { conflict, notFound, uidConflict, type Rejection } from '../rejection.ts';

/** The object that a command means by uid. One that is gone is NotFound: requests by uid come from caches. */
export const byUid = <Name extends KindName>(
  state: ClusterState,
  kind: Name,
  uid: Uid,
): E.Either<Rejection, Records[Name]> => {
  const record = state.tables[kind].get(uid);
  return record === undefined ? E.left(notFound(kind, `uid ${uid}`)) : E.right(record);
};

/** The object that a command means by name, if its preconditions hold. */
export const byName = (
  state: ClusterState,
  kind: KindName,
  namespace: string,
  name: string,
  preconditions: { readonly uid?: Uid | undefined; readonly version?: number | undefined },
): E.Either<Rejection, AnyRecord> => {
  const record = state.tables[kind].find(namespace, name);
  if (record === undefined) return E.left(notFound(kind, name));
  const { uid, version } = preconditions;
  if (uid !== undefined && uid !== record.uid)
    return E.left(uidConflict(kind, name, uuidOf(kind, uid), uuidOf(kind, record.uid)));
  return locked(record, version);
};

/** The record, if the optimistic lock holds: no version asked for, or the stored one. */
export const locked = <Stored extends AnyRecord>(
  record: Stored,
  version: number | undefined,
): E.Either<Rejection, Stored> =>
  version === undefined || version === record.version
    ? E.right(record)
    : E.left(conflict(record.kind, record.meta.name));
