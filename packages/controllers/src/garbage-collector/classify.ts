import type { AnyRecord, OwnerReference } from '@orrery/core/cluster';
import { uuidOfRecord } from './identity.ts';

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

/**
 * What an owner reference is worth: `solid` keeps the dependent, `dangling` names an owner that is gone, `waiting` one that is
 * being deleted in the foreground and goes when its dependents have gone; of an `unknown` one nothing can be found out.
 */
export type Verdict = 'solid' | 'dangling' | 'waiting' | 'unknown';

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
