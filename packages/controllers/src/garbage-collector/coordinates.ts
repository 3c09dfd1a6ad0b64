import {
  apiVersionOf,
  kindNames,
  kinds,
  type AnyRecord,
  type KindName,
  type OwnerReference,
} from '@orrery/core/cluster';
import type { CommandNamed } from '@orrery/core/api';
import { uuidOfRecord } from './identity.ts';

/** What an object is found by, and its uid. An owner reference that names the uid under other coordinates means nothing. */
export interface Coordinates {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export const coordinatesOf = (record: AnyRecord): Coordinates => ({
  apiVersion: apiVersionOf(record.kind),
  kind: record.kind,
  namespace: record.meta.namespace,
  name: record.meta.name,
  uid: uuidOfRecord(record),
});

/** Where a dependent's reference says that the owner is: in its own namespace, should the owner's kind have any. */
export const referred = ({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): Coordinates => ({
  apiVersion,
  kind,
  namespace,
  name,
  uid,
});

export const coordinatesKey = ({ apiVersion, kind, namespace, name, uid }: Coordinates): string =>
  `${kind}\n${apiVersion}\n${namespace}\n${name}\n${uid}`;

/** Does a dependent's reference mean this owner? One with a namespace owns nothing elsewhere. Source: ownerReferenceMatchesCoordinates. */
export const means = (reference: Omit<Coordinates, 'namespace'>, namespace: string, owner: Coordinates): boolean =>
  reference.uid === owner.uid &&
  reference.name === owner.name &&
  reference.kind === owner.kind &&
  reference.apiVersion === owner.apiVersion &&
  (owner.namespace === '' || owner.namespace === namespace);

/** The order in which other coordinates of a uid are tried. Source: graph_builder.go, referenceLessThan. */
const isBefore = (a: Coordinates, b: Coordinates): boolean => {
  if (a.kind !== b.kind) return a.kind < b.kind;
  if (a.apiVersion !== b.apiVersion) return a.apiVersion < b.apiVersion;
  if (a.namespace !== b.namespace) return a.namespace < b.namespace;
  return a.name < b.name;
};

/** Of other coordinates, those that come next after some that led nowhere; after the last the first. Source: getAlternateOwnerIdentity. */
export const nextAfter = (absent: Coordinates, others: readonly Coordinates[]): Coordinates | undefined => {
  const first = (among: readonly Coordinates[]): Coordinates | undefined =>
    among.reduce<Coordinates | undefined>(
      (least, one) => (least === undefined || isBefore(one, least) ? one : least),
      undefined,
    );
  return first(others.filter((one) => isBefore(absent, one))) ?? first(others);
};

/**
 * The read that finds an object; undefined for one that this API cannot have: of a kind that it does not know, or of one with
 * namespaces, named by an object that has none. Nothing is known of those, so nothing is done on their account.
 */
export const readOf = ({ apiVersion, kind, namespace, name }: Coordinates): CommandNamed<'Read'> | undefined => {
  const known: KindName | undefined = kindNames.find((one) => one === kind);
  if (known === undefined || apiVersionOf(known) !== apiVersion) return undefined;
  const { namespaced } = kinds[known];
  if (namespaced && namespace === '') return undefined;
  return { type: 'Read', kind: known, namespace: namespaced ? namespace : '', name };
};
