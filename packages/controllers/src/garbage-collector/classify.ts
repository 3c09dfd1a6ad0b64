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

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

/**
 * What an owner reference is worth: `solid` keeps the dependent, `dangling` names an owner that is gone, `waiting` one that is
 * being deleted in the foreground and goes when its dependents have gone.
 */
export type Verdict = 'solid' | 'dangling' | 'waiting';

/** Is the object being deleted in the foreground, so that it stays until its blocking dependents are gone? */
export const deletesDependents = ({ meta }: AnyRecord): boolean =>
  meta.deletion !== undefined && meta.finalizers.includes(foregroundFinalizer);

/** Is the object waiting for its dependents to be orphaned? */
export const orphansDependents = ({ meta }: AnyRecord): boolean =>
  meta.deletion !== undefined && meta.finalizers.includes(orphanFinalizer);

/** GC-2: what a reference is worth, given the owner as a live read found it. Source: garbagecollector.go, classifyReferences. */
export const classify = (reference: OwnerReference, owner: AnyRecord | undefined): Verdict => {
  if (owner === undefined || uuidOfRecord(owner) !== reference.uid) return 'dangling';
  return deletesDependents(owner) ? 'waiting' : 'solid';
};

/** The read that finds an owner; undefined for one that this API cannot have: it is taken as solid, as nothing is known of it. */
export const ownerRead = (dependent: AnyRecord, reference: OwnerReference): CommandNamed<'Read'> | undefined => {
  const kind: KindName | undefined = kindNames.find((one) => one === reference.kind);
  if (kind === undefined || apiVersionOf(kind) !== reference.apiVersion) return undefined;
  const { namespaced } = kinds[kind];
  if (namespaced && dependent.meta.namespace === '') return undefined;
  return { type: 'Read', kind, namespace: namespaced ? dependent.meta.namespace : '', name: reference.name };
};
