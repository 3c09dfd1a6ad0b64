import type { Body } from '../engine/index.ts';
import type { KindName } from './kind.ts';
import type { Meta } from './meta.ts';
import type { Uid } from './uid.ts';

/**
 * What every stored object has. A record is immutable; a change makes a new one.
 * The object that users see is made from it by `toObject`, and `project` makes the narrow fields again from that.
 */
export interface ObjectRecord {
  readonly kind: KindName;
  readonly uid: Uid;
  /** Position of the event that last changed it: its resourceVersion. */
  readonly version: number;
  readonly meta: Meta;
  /** What the user sent, defaulted; for a controller-made object its template. Holds metadata and spec, never status. */
  readonly body: Body;
  /** What fills the holes of the body. */
  readonly args: readonly string[];
  /** A number that changes when any narrow field does; what the state hash adds up. */
  readonly fingerprint: number;
}

/** Kinds of which the simulator reads metadata and body only. A new kind starts here, and leaves when it gets narrow fields. */
export const plainKinds = [
  'Namespace',
  'Service',
  'ServiceAccount',
  'ConfigMap',
  'Secret',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'EndpointSlice',
  'Endpoints',
  'CSINode',
] as const satisfies readonly KindName[];

export type PlainKind = (typeof plainKinds)[number];

export const isPlainKind = (kind: KindName): kind is PlainKind => (plainKinds as readonly KindName[]).includes(kind);

/** A record of a plain kind. `status` is stored as it was given. */
export interface PlainRecord<Name extends PlainKind = PlainKind> extends ObjectRecord {
  readonly kind: Name;
  readonly status: Body | undefined;
}

export const isPlain = (record: ObjectRecord): record is PlainRecord => isPlainKind(record.kind);
